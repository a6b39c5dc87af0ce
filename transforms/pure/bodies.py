"""The running text of an article page: found by trafilatura, freed of what is not running text."""

from __future__ import annotations

import logging
from collections.abc import Collection
from functools import lru_cache

import trafilatura
from lxml import etree
from lxml.html import HtmlElement
from msgspec import Struct
from trafilatura.settings import Document, Extractor

from transforms.pure.blocks import body_blocks, without_metadata
from transforms.pure.elements import parse_fragment
from transforms.pure.pages import Hints
from transforms.pure.texts import clean_text

# Each page that it finds no text in makes it warn, without naming the page; the caller raises with the URL instead.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


class Body(Struct, frozen=True):
    """The paragraphs of an article, each on one line, and where they come from."""

    paragraphs: list[str]
    source: str


def read_body(tree: HtmlElement, hints: Hints, captions: Collection[str]) -> Body:
    """Gives the running text of a page; without paragraphs where there is none. Takes scripts and styles off the tree."""
    paragraphs = without_metadata(_blocks(tree), hints.titles, hints.standfirst, captions)
    if paragraphs or not hints.linked.body:
        return Body(paragraphs, "trafilatura")
    # The page shows its text to search engines alone: better than no article.
    fragment = parse_fragment(hints.linked.body)
    text = "\n".join(fragment.itertext()) if fragment is not None else ""
    return Body([line for line in clean_text(text).split("\n") if line], "jsonld")


def _blocks(tree: HtmlElement) -> list[str]:
    # Nobody reads these; without them the copies that trafilatura makes of the tree are cheaper.
    etree.strip_elements(tree, "script", "style", "svg", with_tail=False)
    try:
        document = trafilatura.bare_extraction(tree, options=_options())
    except Exception:  # The boundary to a foreign parser: hostile HTML can make it raise anything.
        return []
    return body_blocks(document.body) if isinstance(document, Document) and document.body is not None else []


@lru_cache(maxsize=1)
def _options() -> Extractor:
    # No deduplication: it remembers other pages, so that a page's text would depend on what was read before it.
    return Extractor(comments=False)
