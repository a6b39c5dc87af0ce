"""The steps of the pipeline and what they stand on.

Each step is one module: its options, a pure function, and a PTransform of the same name.
"""

import logging

# At import, Beam warns of a BigQuery client that is missing; newsbeam never uses one. Here, because the pool's processes
# come by no other way than this.
logging.getLogger().addFilter(lambda record: "apitools not found" not in record.getMessage())
