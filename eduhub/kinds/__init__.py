"""What may be submitted: one file a kind, and the list of them in `catalogue`."""
