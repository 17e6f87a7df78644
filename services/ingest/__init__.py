"""Takes dumps from producers and publishes them."""
