"""What people type: options, times, offsets, files."""
