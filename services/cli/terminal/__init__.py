"""What people see: text made harmless, marked, laid out."""
