"""From a record's bytes to the text of one page."""
