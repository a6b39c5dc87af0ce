"""Ask a site for its feeds."""
