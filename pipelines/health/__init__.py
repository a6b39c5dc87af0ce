"""How each source fares: rows, failures and state read into figures by day, for a page and for rows of their own."""
