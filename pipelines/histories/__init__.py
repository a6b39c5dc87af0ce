"""What became of an article, an entry or a feed, read back from state and output for `newsbeam explain`."""
