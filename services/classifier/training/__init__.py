"""Makes the classifier's model from labelled items and the lexicon of this folder."""
