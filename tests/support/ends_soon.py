"""A bound for work that must end, whatever it is given: far beyond what a busy machine needs, soon for what would take hours."""

from __future__ import annotations

import pytest

ends_soon = pytest.mark.timeout(300)
