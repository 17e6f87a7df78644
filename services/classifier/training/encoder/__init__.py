"""Makes the encoder from labelled items; its network and export need the extra `train`."""
