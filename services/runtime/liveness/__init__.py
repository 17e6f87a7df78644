"""Whether a worker gets on, and who is told."""
