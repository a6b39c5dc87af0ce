"""How an article changed since it was read before: what is new in it, how much that matters, and whether it was withdrawn."""
