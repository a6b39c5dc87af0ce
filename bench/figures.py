"""What a measurement of an enrichment's quality says."""

from __future__ import annotations

from typing import NamedTuple


class Figure(NamedTuple):
    """One measured figure of a field of the record.

    field: the field's name in the record, or that of a flag.
    what: what was measured, such as `precision, people, en`.
    n: how many labelled cases it was measured over.
    value: between 0 and 1, or a count.
    floor: what a test does not let it fall below; None where nothing guards it.
    library: what does the work; empty where it is our own code.
    """

    field: str
    what: str
    n: int
    value: float
    floor: float | None
    library: str
