"""The commands of `tagwire`, one module each."""
