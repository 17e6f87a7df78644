"""Records from Faust, and all that stands on its insides."""
