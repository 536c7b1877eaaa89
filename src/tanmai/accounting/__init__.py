"""Who emits for whom: carbon accounts and their variants."""
