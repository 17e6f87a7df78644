"""Why no client can be started."""
