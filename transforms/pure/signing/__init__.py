"""Signed requests (Web Bot Auth): keys, what of a request is signed, and the directory by which others know the keys."""
