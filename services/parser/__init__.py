"""Cuts structured articles out of raw dumps."""
