"""The services and the command that starts them."""
