"""Proofs that newsbeam can be trusted for a year: a module a proof, with a function `prove` each.

The proofs run the worlds and servers that the tests use, too.
"""

import sys
from pathlib import Path

SUPPORT = Path(__file__).parents[2] / "tests" / "support"
if str(SUPPORT) not in sys.path:
    sys.path.append(str(SUPPORT))
