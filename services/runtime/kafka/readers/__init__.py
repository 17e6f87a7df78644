"""Readers of topics outside any consumer group."""
