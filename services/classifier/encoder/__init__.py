"""Scores texts with a small neural encoder, every token of which says what it contributes."""
