"""Arrangements of the steps in `transforms`: which steps, in which order."""

import logging

# At import, Beam warns of a BigQuery client that is missing; newsbeam never uses one.
logging.getLogger().addFilter(lambda record: "apitools not found" not in record.getMessage())
