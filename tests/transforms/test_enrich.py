"""The step that enriches: its place among the others."""

from __future__ import annotations

from one_shard import article, entry
from steps import through

from transforms.enrich import EnrichArticles
from transforms.pure.enrichment import EnrichOptions
from transforms.turns import Dropped, Element, Extracted, Pulse


def test_articles_are_enriched_by_the_chosen_steps_and_all_else_is_handed_on_in_order() -> None:
    given: list[Element] = [Extracted(entry("a"), article("a")), Dropped("x", "moved"), Pulse()]
    enriched, *others = through(EnrichArticles(EnrichOptions(steps=("content_hash",))), *given)
    assert isinstance(enriched, Extracted) and enriched.entry == entry("a")
    assert enriched.article.content_hash is not None and enriched.article.word_count is None
    assert others == given[1:]
