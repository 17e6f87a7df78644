"""Tags articles and explains every tag."""
