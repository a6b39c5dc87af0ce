"""What a page turns out to be: an article of a kind, or none, and why."""
