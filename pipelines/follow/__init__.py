"""Follow an output: hand its rows to a sink as they are published, and remember how far that has come."""
