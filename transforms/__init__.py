"""The steps of the pipeline and what they stand on.

Each step is one module with its PTransform. What it decides is a function without Beam, in a module beside it or in `pure`.
"""

import logging

# At import, Beam warns of a BigQuery client that is missing; newsbeam never uses one. The filter is set here because every
# process, those of the pool included, imports this package before Beam.
logging.getLogger().addFilter(lambda record: "apitools not found" not in record.getMessage())
