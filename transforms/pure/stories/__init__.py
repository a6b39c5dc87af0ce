"""Which articles are copies of one another, and which tell the same story."""
