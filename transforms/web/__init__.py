"""Ask the web: politely, within limits, and never at a private address."""
