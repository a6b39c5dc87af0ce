"""`python -m pipelines`: the command `newsbeam` from a checkout."""

import sys

from pipelines.cli import main

if __name__ == "__main__":
    sys.exit(main())
