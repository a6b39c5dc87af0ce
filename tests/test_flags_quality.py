"""How right the flags and the agency of labelled articles are: the floors may only rise."""

from __future__ import annotations

import pytest

from bench.enrichment.flags import FLOORS, KINDS, Pair, rate, read_rows, written_agencies, written_kind


@pytest.mark.parametrize("field", FLOORS)
def test_no_figure_is_below_its_floor(field: str) -> None:
    pairs = written_agencies() if field == "agency" else written_kind(field)
    for figure in rate(field, pairs, "written articles", FLOORS[field]):
        assert figure.floor is not None and figure.value >= figure.floor, figure


def test_what_is_labelled() -> None:
    rows = read_rows("kinds.jsonl")
    for kind in KINDS:
        assert len([row for row in rows if kind in row["flags"]]) >= 30
    assert len([row for row in rows if not row["flags"]]) >= 60
    agencies = read_rows("agencies.jsonl")
    assert len([row for row in agencies if row["agency"]]) >= 60
    assert len([row for row in agencies if not row["agency"]]) >= 30


RATED: dict[str, tuple[list[Pair], float, float]] = {
    "all right": ([("AP", "AP"), (None, None)], 1.0, 1.0),
    "one missed": ([("AP", "AP"), ("AFP", None)], 1.0, 0.5),
    "one made up": ([("AP", "AP"), (None, "AFP")], 0.5, 1.0),
    "another name": ([("AP", "AFP")], 0.0, 0.0),
}


@pytest.mark.parametrize(("pairs", "precision", "recall"), RATED.values(), ids=RATED)
def test_precision_and_recall(pairs: list[Pair], precision: float, recall: float) -> None:
    figures = rate("agency", pairs, "x", FLOORS["agency"])
    assert [figure.value for figure in figures] == [precision, recall]
