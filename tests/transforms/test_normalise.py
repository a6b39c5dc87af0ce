"""The step that normalises: its place among the others."""

from __future__ import annotations

from msgspec.structs import replace
from one_shard import article, entry
from steps import through

from transforms.normalise import NormaliseArticles
from transforms.turns import Dropped, Element, Extracted, Pulse


def test_articles_are_normalised_and_all_else_is_handed_on_in_order() -> None:
    found = replace(article("a"), title="The\u00a0dam \u200bopens")
    given: list[Element] = [Pulse(), Extracted(entry("a"), found), Dropped("x", "moved")]
    pulse, normalised, dropped = through(NormaliseArticles(), *given)
    assert (pulse, dropped) == (given[0], given[2])
    assert normalised == Extracted(entry("a"), replace(found, title="The dam opens"))
