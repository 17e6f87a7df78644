"""Who wrote it, and the lines that say so."""
