"""Pages that are no articles though they have a text, and articles that look like them."""

from __future__ import annotations

import pytest

from transforms.pure.body.parsed_page import prepare_page
from transforms.pure.metadata.hints import read_hints
from transforms.pure.page.elements import parse_html
from transforms.pure.page.notes import take_notes
from transforms.pure.verdict.other_pages import other_kind

ADDRESS = "https://www.quarry.example/news/pier-84211"
TEXT = "The council voted for the new pier after a debate of three hours, and the work begins in spring."
LD = '<script type="application/ld+json">{{"@type": "{}", "name": "Pier"}}</script>'
DATED = '<meta property="article:published_time" content="2026-11-22T10:00:00Z">'
OFFERS = "".join(f"<div><a href='/p/{n}'>Lamp {n}</a><span>€ {n}9,90</span></div>" for n in range(1, 8))
BASKET = "<form action='/basket'><button>In den Warenkorb</button></form>"
ADD = "<button class='btn add-to-cart'>+</button>"

KINDS = {
    "article": ("", "", ADDRESS, [TEXT], None),
    "forum by JSON-LD": (LD.format("DiscussionForumPosting"), "", ADDRESS, [TEXT], "forum"),
    "forum by microdata": ("", "<div itemscope itemtype='https://schema.org/QAPage'></div>", ADDRESS, [TEXT], "forum"),
    "forum by its host": ("", "", "https://forum.quarry.example/t/1", [TEXT], "forum"),
    "forum by its script": ("", "", "https://quarry.example/viewtopic.php?t=7", [TEXT], "forum"),
    "article of a forum's site": (LD.format("NewsArticle"), "", "https://quarry.example/forum/a/1", [TEXT], None),
    "questions below an article": (LD.format("FAQPage"), "", ADDRESS, [TEXT], None),
    "product by OpenGraph": ('<meta property="og:type" content="product.item">', "", ADDRESS, [TEXT], "product"),
    "product by JSON-LD": (LD.format("Product"), "", ADDRESS, [TEXT], "product"),
    "product with a day": (LD.format("Product") + DATED, "", ADDRESS, [TEXT], None),
    "review of a product": (LD.format("Product") + LD.format("Review"), "", ADDRESS, [TEXT], None),
    "products in a list": (LD.format("Product") + LD.format("CollectionPage"), "", ADDRESS, [TEXT], "listing"),
    "product by its basket": ("", BASKET, ADDRESS, [TEXT], "product"),
    "product by a class": ("", ADD, ADDRESS, [TEXT], "product"),
    "long text with a basket": ("", BASKET, ADDRESS, [TEXT] * 40, None),
    "basket beside a byline": ('<meta name="author" content="Ann Lee">', BASKET, ADDRESS, [TEXT], None),
    "many prices": ("", OFFERS, ADDRESS, [TEXT], "listing"),
    "many prices, dated": (DATED, OFFERS, ADDRESS, [TEXT], None),
    "documentation by its host": ("", "", "https://docs.quarry.example/start/install", [TEXT], "manual"),
    "documentation by its folder": ("", "", "https://quarry.example/docs/install", [TEXT], "manual"),
    "documentation by its generator": ('<meta name="generator" content="mkdocs-1.6.1">', "", ADDRESS, [TEXT], "manual"),
    "blog of such a generator": ('<meta name="generator" content="Docusaurus v3">' + DATED, "", ADDRESS, [TEXT], None),
    "a story on docs": ("", "", "https://quarry.example/news/docs", [TEXT], None),
    "front page": ('<link rel="canonical" href="https://quarry.example/">', "", ADDRESS, [TEXT], "page"),
    "service": (LD.format("Service"), "", ADDRESS, [TEXT], "page"),
    "business that writes": (LD.format("LocalBusiness") + DATED, "", ADDRESS, [TEXT], None),
}  # fmt: skip


@pytest.mark.parametrize(("head", "body", "address", "text", "expected"), KINDS.values(), ids=KINDS)
def test_other_kind(head: str, body: str, address: str, text: list[str], expected: str | None) -> None:
    tree = parse_html(f"<html lang='en'><head>{head}</head><body>{body}</body></html>")
    assert tree is not None
    assert other_kind(prepare_page(tree, address, read_hints(take_notes(tree), address)), text) == expected
