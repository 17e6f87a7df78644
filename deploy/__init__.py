"""Running Tagwire: local brokers, the bootstrap, images and compose."""
