"""Links: resolved against the page's address, or against the one that it names; and their texts."""

from __future__ import annotations

import pytest

from transforms.pure.page.elements import parse_html
from transforms.pure.page.links import absolute, link_texts, page_base
from transforms.pure.page.notes import take_notes

ADDRESS = "https://www.paper.example/news/dam"
LINKS = {
    "from the root": ("/img/dam.jpg", "https://www.paper.example/img/dam.jpg"),
    "beside the page": ("dam.jpg", "https://www.paper.example/news/dam.jpg"),
    "another host": ("//cdn.example/dam.jpg", "https://cdn.example/dam.jpg"),
    "whole": ("http://cdn.example/dam.jpg", "http://cdn.example/dam.jpg"),
    "data": ("data:image/gif;base64,R0", None),
    "a script": ("javascript:void(0)", None),
    "broken": ("http://[", None),
    "blank": ("  ", None),
    "none": (None, None),
}


@pytest.mark.parametrize(("url", "expected"), LINKS.values(), ids=LINKS)
def test_absolute(url: str | None, expected: str | None) -> None:
    assert absolute(url, ADDRESS) == expected


BASES = {
    "none": ("", ADDRESS),
    "relative": ("<base href='/en/'>", "https://www.paper.example/en/"),
    "another host": ("<base href='https://cdn.example/'>", "https://cdn.example/"),
    "broken": ("<base href='http://['>", ADDRESS),
    "empty": ("<base href=''>", ADDRESS),
    "a target alone": ("<base target='_top'>", ADDRESS),
}


@pytest.mark.parametrize(("head", "expected"), BASES.values(), ids=BASES)
def test_the_base_of_a_page(head: str, expected: str) -> None:
    tree = parse_html(f"<html><head>{head}</head><body><p>x</p></body></html>")
    assert tree is not None
    assert page_base(tree.iter("base"), ADDRESS) == expected


TEXTS = {
    "a link": ("<a href='/1'>Ferry runs again</a>", {"ferry runs again"}),
    "a short one": ("<a href='/1'>More</a>", set()),
    "a long one": (f"<a href='/1'>{'Ferry runs again. ' * 13}</a>", set()),
    "parts of one": (
        "<a href='/1'><h3>Ferry runs again</h3><p>After a week of wind</p></a>",
        {"ferry runs again after a week of wind", "ferry runs again", "after a week of wind"},
    ),
    "no link": ("<p>Ferry runs again</p>", set()),
}


@pytest.mark.parametrize(("body", "texts"), TEXTS.values(), ids=TEXTS)
def test_the_texts_of_links(body: str, texts: set[str]) -> None:
    tree = parse_html(f"<html><body>{body}</body></html>")
    assert tree is not None
    assert link_texts(take_notes(tree)) == texts
