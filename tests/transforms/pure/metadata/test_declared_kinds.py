"""What kind of article a page declares in its data."""

import pytest
from page_hints import hints
from whole_pages import read_whole

TEXT = (
    "<p>The river rose by two metres overnight and the old bridge was closed to all traffic, the council said.</p>" * 3
)


def linked(kind: str) -> str:
    return f'<script type="application/ld+json">{{"@type": {kind}, "headline": "The bridge"}}</script>'


HEADS = {
    "an opinion": (linked('"OpinionNewsArticle"'), [("opinion", "jsonld")]),
    "among other types": (linked('["NewsArticle", "AdvertiserContentArticle"]'), [("sponsored", "jsonld")]),
    "news": (linked('"NewsArticle"'), []),
    "analysis": (linked('"AnalysisNewsArticle"'), []),
    "a meta element": ('<meta property="article:opinion" content="true">', [("opinion", "opengraph")]),
    "a meta element that denies it": ('<meta property="article:opinion" content="false">', []),
    "nothing": ("", []),
}


@pytest.mark.parametrize(("head", "kinds"), HEADS.values(), ids=HEADS.keys())
def test_kinds(head: str, kinds: list[tuple[str, str]]) -> None:
    assert [(kind.value, kind.source) for kind in hints(head, f"<h1>The bridge</h1>{TEXT}").kinds] == kinds


def test_the_record_has_the_flag_and_where_it_comes_from() -> None:
    head = linked('"OpinionNewsArticle"')
    page = f"<html><head>{head}</head><body><article><h1>The bridge</h1>{TEXT}</article></body></html>"
    record = read_whole(page.encode(), "https://paper.example/n/1", "utf-8")
    assert "opinion" in record["quality"]["flags"]
    assert {"field": "quality.flags", "source": "jsonld"} in record["provenance"]
