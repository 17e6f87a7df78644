"""Credits: names of authors, and the lines of a page that hold them and its dates."""
