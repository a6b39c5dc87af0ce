"""Where the inputs of `make fuzz` lie, and its targets, which stand with the tests."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
SUPPORT = ROOT / "tests" / "support"
if str(SUPPORT) not in sys.path:
    sys.path.insert(0, str(SUPPORT))

from fuzz_targets import TARGETS  # noqa: E402

# In a folder of its target's name: seeds that were written by hand, what was found at work (`crash-`, `slow-`, `timeout-`,
# `oom-`), and under names of 40 hexadecimal digits what covers more than these.
CORPORA = ROOT / "tests" / "fuzz"
# All that covers more, between runs.
WORK = ROOT / "build" / "fuzz"

__all__ = ["CORPORA", "ROOT", "TARGETS", "WORK"]
