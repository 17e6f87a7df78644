"""From a batch of records to written outcomes, and what is promised of them."""
