"""A page made ready: its lines, its context, its language; what only screen readers speak is gone from it."""

from __future__ import annotations

import pytest
from lxml import etree
from lxml.html import HtmlElement

from transforms.pure.body.extractors import by_resiliparse, by_trafilatura
from transforms.pure.body.layout import read_layout
from transforms.pure.body.parsed_page import prepare_page
from transforms.pure.metadata.hints import read_hints
from transforms.pure.page.elements import element_text, parse_html
from transforms.pure.page.notes import take_notes

ADDRESS = "https://www.paper.example/news/gulls"
SENTENCE = "On day number {} the ferry waited for the bell of the church, and the bell waited for the wind to turn."
SPOKEN = "<span class='visually-hidden'> (opens a new window)</span>"
PAGE = f"""<html lang='sv-SE'><head><title>Gulls</title></head><body><nav><a href='/'>Home</a></nav><article>
<p>It was <a href='/n'>said{SPOKEN}</a> that the gulls of the harbour are many.</p>
{"".join(f"<p>{SENTENCE.format(n)}</p>" for n in range(5))}<figure><img src='/a.jpg'><figcaption>A gull</figcaption></figure>
</article></body></html>"""


def tree_of(text: str) -> HtmlElement:
    tree = parse_html(text)
    assert tree is not None
    return tree


def test_a_page_is_ready_for_reading() -> None:
    tree = tree_of(PAGE)
    page = prepare_page(tree, ADDRESS, read_hints(take_notes(tree), ADDRESS), ["A gull"], ["Ana Sample"])
    assert page.lines[1].text == "It was said that the gulls of the harbour are many."
    assert page.context.captions == {"a gull", "ana sample"}
    assert (page.captions, page.credits, page.address) == (["A gull"], ["Ana Sample"], ADDRESS)
    # A link is known by its words as the page has them, and read as the reader sees them.
    assert "said (opens a new window)" in page.context.links
    assert "new window" not in element_text(page.tree)


@pytest.mark.parametrize(("attribute", "language"), [("lang='sv-SE'", "sv-SE"), ("", None)], ids=["given", "not given"])
def test_the_language_of_a_page(attribute: str, language: str | None) -> None:
    tree = tree_of(f"<html {attribute}><body><p>x</p></body></html>")
    assert prepare_page(tree, ADDRESS, read_hints(take_notes(tree), ADDRESS)).language == language


def test_no_reading_changes_the_page() -> None:
    tree = tree_of(PAGE)
    page = prepare_page(tree, ADDRESS, read_hints(take_notes(tree), ADDRESS))
    before = etree.tostring(tree)
    assert read_layout(page.lines)
    assert by_resiliparse(tree)
    assert by_trafilatura(tree, fast=True)
    assert by_trafilatura(tree, fast=False)
    assert etree.tostring(tree) == before
