"""Where settings stand and what they may be."""
