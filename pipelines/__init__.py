"""Arrangements of the steps in `transforms`: which steps, in which order."""

import transforms  # noqa: F401  before any module imports Beam: it silences what Beam says at import
