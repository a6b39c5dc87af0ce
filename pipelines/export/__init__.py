"""Copies of a dataset, or of a slice of it, for others: whole or not at all."""
