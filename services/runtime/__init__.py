"""What every service stands on: settings, brokers, the worker loop, logs."""
