"""The ledger: what came in against what came of it, from the topics themselves."""
