"""HTML dumps: one tree, read once for its head, its blocks and the page around."""
