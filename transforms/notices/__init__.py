"""Notices: one signed webhook when a state that lasts begins, and one when it ends."""
