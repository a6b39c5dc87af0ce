"""Arrangements of the steps in `transforms`: which steps, in which order."""
