"""A dataset read back at a test's end: what `newsbeam verify` finds wrong with it."""

from __future__ import annotations

from pathlib import Path

from transforms.state.divisions import in_force
from transforms.state.roots import Roots, find
from transforms.state.verification import verify


def problems(output: Path | str, state: Path | str | None = None) -> list[str]:
    """What is wrong with the dataset of an output, whose state is in its usual place unless it is named."""
    roots = Roots(state=str(state or f"{output}/_state"), output=str(output), shards=1)
    meta = find(roots)
    assert meta is not None, f"{roots.state}: no state is here"
    root, rows = roots.stores()
    division, shards = in_force(root, meta.shards)
    return [str(finding) for finding in verify(division, rows, shards).findings]
