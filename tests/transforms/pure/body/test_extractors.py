"""The boundary to foreign extractors: their readings as blocks, and nothing where they find none or break."""

from __future__ import annotations

import pytest
from lxml.html import HtmlElement

from transforms.pure.body.extractors import (
    MAX_DEPTHS,
    MAX_ELEMENTS,
    MAX_ELEMENTS_IN_FULL,
    by_resiliparse,
    by_trafilatura,
)
from transforms.pure.page.blocks import Block
from transforms.pure.page.elements import parse_html

SENTENCES = [
    f"In village number {n} the water stood knee deep in the cellars, and the pumps ran until late in the evening."
    for n in range(6)
]
STORY = "".join(f"<p>{text}</p>" for text in SENTENCES)
PAGE = f"<html><body><nav><a href='/'>Home</a></nav><main><article><h2>Flood</h2>{STORY}</article></main></body></html>"


def tree_of(text: str) -> HtmlElement:
    tree = parse_html(text)
    assert tree is not None
    return tree


@pytest.mark.parametrize("fast", [True, False])
def test_trafilatura_gives_blocks_with_their_kinds(fast: bool) -> None:
    found = by_trafilatura(tree_of(PAGE), fast=fast)
    assert [block for block in found if block.kind == "paragraph"] == [Block(text) for text in SENTENCES]
    assert Block("Flood", "heading") in found


def test_resiliparse_gives_lines() -> None:
    found = by_resiliparse(tree_of(PAGE))
    assert [block for block in found if block.text in SENTENCES] == [Block(text) for text in SENTENCES]
    assert {block.kind for block in found} == {"paragraph"}


def test_a_page_without_text_gives_nothing() -> None:
    empty = "<html><body><div></div></body></html>"
    assert by_trafilatura(tree_of(empty)) == by_resiliparse(tree_of(empty)) == []


def test_what_stands_on_other_pages_changes_nothing() -> None:
    first = by_trafilatura(tree_of(PAGE))
    for _ in range(4):
        assert by_trafilatura(tree_of(PAGE)) == first


class _Broken:
    """No tree at all: what a foreign parser makes of it is an exception."""


def test_an_extractor_that_breaks_gives_nothing() -> None:
    broken: HtmlElement = _Broken()
    assert by_trafilatura(broken) == by_resiliparse(broken) == []


def test_trafilatura_gets_no_page_with_more_elements_than_it_can_take() -> None:
    assert by_trafilatura(tree_of(PAGE.replace("<main>", "<i></i>" * MAX_ELEMENTS + "<main>"))) == []
    assert by_trafilatura(tree_of(PAGE.replace("<main>", "<i></i>" * (MAX_ELEMENTS_IN_FULL + 1) + "<main>"))) != []


def test_trafilatura_gets_no_page_whose_elements_stand_too_deep() -> None:
    deep = 100
    nests = ("<div>" * deep + "</div>" * deep) * (2 * MAX_DEPTHS // deep**2 + 1)
    assert nests.count("<div>") < MAX_ELEMENTS
    assert by_trafilatura(tree_of(PAGE.replace("<main>", f"{nests}<main>"))) == []
