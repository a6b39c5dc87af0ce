"""Meta elements and microdata by name, and the first of several values with its source."""

from __future__ import annotations

import pytest

from transforms.pure.page.elements import parse_html
from transforms.pure.page.metas import Sourced, first_sourced, read_metas, read_microdata, value_of

METAS = {
    "property": ("<meta property='og:title' content='Dam'>", {"og:title": ["Dam"]}),
    "name": ("<meta name='Author' content=' Ana\u00a0 Sample '>", {"author": ["Ana Sample"]}),
    "itemprop": ("<meta itemprop='datePublished' content='2026'>", {"datepublished": ["2026"]}),
    "http-equiv": ("<meta http-equiv='refresh' content='5'>", {"refresh": ["5"]}),
    "both names": ("<meta name='a' property='b' content='x'>", {"a": ["x"], "b": ["x"]}),
    "one name twice": ("<meta name='a' content='x'><meta name='A ' content='y'>", {"a": ["x", "y"]}),
    "no content": ("<meta name='a'><meta name='b' content=' '>", {}),
    "no name": ("<meta charset='utf-8'>", {}),
}


@pytest.mark.parametrize(("head", "expected"), METAS.values(), ids=METAS)
def test_meta_elements(head: str, expected: dict[str, list[str]]) -> None:
    tree = parse_html(f"<html><head>{head}</head><body><p>x</p></body></html>")
    assert tree is not None
    assert read_metas(tree.iter("meta")) == expected


def test_microdata() -> None:
    tree = parse_html(
        "<html><body><h1 itemprop='name headline'>Dam</h1><b itemprop='name'>Ana</b><p>x</p></body></html>"
    )
    assert tree is not None
    found = read_microdata(tree)
    assert {name: [element.text for element in elements] for name, elements in found.items()} == {
        "name": ["Dam", "Ana"],
        "headline": ["Dam"],
    }


def test_the_first_name_that_the_page_has() -> None:
    metas = {"a": ["1", "2"], "b": ["3"]}
    assert (value_of(metas, "x", "b", "a"), value_of(metas, "a"), value_of(metas, "x")) == ("3", "1", None)


def test_the_first_value_with_its_source() -> None:
    assert first_sourced([("jsonld", None), ("meta", ""), ("h1", "Dam"), ("feed", "x")]) == Sourced("Dam", "h1")
    assert first_sourced([("jsonld", None)]) is None
