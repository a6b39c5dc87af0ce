"""What an ingest or a stream shows while it runs: a view at the foot of a terminal, or plain lines."""
