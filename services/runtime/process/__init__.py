"""What any process needs: settings, logs, errors, signals, HTTP."""
