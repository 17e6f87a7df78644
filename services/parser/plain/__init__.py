"""Text dumps: lines to blocks, blocks to body, the front around it."""
