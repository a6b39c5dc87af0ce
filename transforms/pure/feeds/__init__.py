"""Feeds: read a document, tell what is new, decide when to poll next."""
