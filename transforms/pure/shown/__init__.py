"""What may be shown of a text or an address from outside: no control characters, no secrets."""
