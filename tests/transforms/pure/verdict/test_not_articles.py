"""Pages that hold no article: what says that nothing is there, front pages, lists; and what only looks like one."""

import pytest

from transforms.pure.body.parsed_page import prepare_page
from transforms.pure.metadata.hints import read_hints
from transforms.pure.page.elements import parse_html
from transforms.pure.page.notes import take_notes
from transforms.pure.verdict.not_articles import find_non_article

ADDRESS = "https://www.paper.example/news/dam-84211"
TEXTS = [f"Teaser number {n} tells in one sentence what the story is about." for n in range(6)]
LIST = "".join(
    f"<div class='row'><h2><a href='/{n}'>Story number {n}</a></h2><p>{t}</p></div>" for n, t in enumerate(TEXTS)
)
THINGS = [f"{text} {'It has a lever, a bell and a brass plate that says what it is for. ' * 3}" for text in TEXTS]
CATALOGUE = "".join(
    f"<div class='row'><h2><a href='/{n}'>Machine number {n}</a></h2><p>{t}</p></div>" for n, t in enumerate(THINGS)
)
UNLINKED = LIST.replace("<a href=", "<b title=").replace("</a>", "</b>")
INLINE = "".join(f"<div class='row'><p>{t} See <a href='/x'>the report of 2019</a> too.</p></div>" for t in TEXTS)
PUBLISHED = '<meta property="article:published_time" content="2026-11-24T06:00:00Z">'
LISTED = '<script type="application/ld+json">{"@type": "CollectionPage", "name": "Region"}</script>'
PAGES = {
    "list of teasers": ("", LIST, ADDRESS, TEXTS, "list"),
    "list with a date of publication": (PUBLISHED, LIST, ADDRESS, TEXTS, None),
    "sections of a story": ("", UNLINKED, ADDRESS, TEXTS, None),
    "links within sentences": ("", INLINE, ADDRESS, TEXTS, None),
    "teasers below a story": ("", "<p>s</p>" + LIST, ADDRESS, ["The story itself is longer. " * 30, *TEXTS], None),
    "things described at length": ("", CATALOGUE, ADDRESS, THINGS, None),
    "a text run together": ("", LIST, ADDRESS, [" ".join(TEXTS)], None),
    "three teasers": ("", LIST[: LIST.index("Story number 3")], ADDRESS, TEXTS[:3], None),
    "declared list": (LISTED, "<p>All about the region.</p>", ADDRESS, ["All about the region."], "list"),
    "front page": ("", "<p>Welcome.</p>", "https://www.paper.example/", ["Welcome."], "front"),
    "story by number": ("", "<p>The dam.</p>", "https://www.paper.example/?p=84211", ["The dam."], None),
    "nothing there": ("<title>404</title>", "<p>Sorry.</p>", ADDRESS, ["Sorry."], "missing"),
    "nothing there, Turkish": ("", "<h2>Sayfa bulunamadı</h2><p>x</p>", ADDRESS, ["x"], "missing"),
    "a story about error pages": ("<title>Page not found</title>", "<p>x</p>", ADDRESS, ["The story. " * 200], None),
}


@pytest.mark.parametrize(("head", "body", "address", "paragraphs", "expected"), PAGES.values(), ids=PAGES.keys())
def test_find_other_page(head: str, body: str, address: str, paragraphs: list[str], expected: str | None) -> None:
    tree = parse_html(f"<html><head>{head}</head><body>{body}</body></html>")
    assert tree is not None
    assert find_non_article(prepare_page(tree, address, read_hints(take_notes(tree), address)), paragraphs) == expected
