"""What `tagwire models` knows of model files, and compares."""
