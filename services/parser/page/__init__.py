"""What text dumps and HTML pages share: lines, their features, and what is no article."""
