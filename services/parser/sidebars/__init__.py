"""The page around the article: lists of other stories."""
