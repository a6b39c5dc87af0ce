"""How right the language of labelled texts is, and how sure: the floors may only rise."""

from __future__ import annotations

from bench.enrichment.language import CLOSE, HIGH, answer_all, measure_written, read_rows
from transforms.pure.text.languages import primary


def test_no_figure_is_below_its_floor() -> None:
    figures = measure_written()
    assert len(figures) >= 8
    low = [figure for figure in figures if figure.floor is not None and figure.value < figure.floor]
    assert low == []


def test_what_is_labelled() -> None:
    rows = read_rows("texts.jsonl")
    assert len(rows) >= 350
    assert len({row["language"] for row in rows}) >= 75
    assert len({row["id"] for row in rows}) == len(rows)
    assert {primary(row["language"]) for row in rows} >= CLOSE
    mixed = read_rows("mixed.jsonl")
    assert len([row for row in mixed if row["mixed"]]) >= 25 <= len([row for row in mixed if not row["mixed"]])


def test_a_high_confidence_is_never_wrong_on_headlines() -> None:
    answers = answer_all(read_rows("texts.jsonl"), "headline")
    assert [answer for answer in answers if answer.confidence >= HIGH and not answer.is_right] == []
