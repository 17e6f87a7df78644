"""Text dumps: lines to blocks, blocks to the body, and the header around its start."""
