"""People, organisations and places: what a model or a gazetteer finds, cleaned up."""
