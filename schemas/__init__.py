"""Tagwire's contracts: the events, the topics that carry them, and the tags."""
