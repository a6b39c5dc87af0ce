"""The file that the flex template's launcher runs."""

import sys

from pipelines.run.template import main

sys.exit(main())
