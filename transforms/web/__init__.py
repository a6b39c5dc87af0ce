"""Ask the web: politely, bounded, and never a private address."""
