"""URLs and HTTP answers."""
