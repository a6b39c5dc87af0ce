"""Where rows are handed to: a stream, a webhook, OpenSearch, Kafka."""
