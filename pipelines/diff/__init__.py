"""Two datasets compared, article by article and field by field: what a new version or configuration changes."""
