"""A page parsed: what is HTML, what hostile markup becomes, and the text of an element as a reader sees it."""

from __future__ import annotations

import pytest

from transforms.pure.page.elements import (
    MAX_ATTRIBUTES,
    MAX_TAG_CHARACTERS,
    element_text,
    has_more,
    parse_fragment,
    parse_html,
    take_out,
    text_within,
)

IS_HTML = {
    "a page": ("<!doctype html><p>Dam", True),
    "a paragraph alone": ("<p>Dam", True),
    "upper case": ("<BODY>Dam", True),
    "a PDF": ("%PDF-1.7 ...", False),
    "JSON": ('{"html": "<b>"}', False),
    "an unknown element": ("<pre-view>Dam", False),
    "nothing": ("", False),
    "HTML far behind": (" " * 100_001 + "<p>Dam", False),
}


@pytest.mark.parametrize(("text", "expected"), IS_HTML.values(), ids=IS_HTML)
def test_what_is_a_page(text: str, expected: bool) -> None:
    assert (parse_html(text) is not None) is expected


TEXTS = {
    "inline markup": ("<p>The d<b>am</b></p>", "The dam"),
    "a break": ("<p>The dam<br>opens</p>", "The dam opens"),
    "inner blocks": ("<div><p>The dam</p><p>opens</p></div>", "The dam opens"),
    "cells": ("<table><tr><td>The</td><td>dam</td></tr></table>", "The dam"),
    "scripts and styles": ("<div>The<script>x()</script><style>p {}</style> dam</div>", "The dam"),
    "comments": ("<p>The <!-- no -->dam</p>", "The dam"),
    "null bytes": ("<p>The \x00dam</p>", "The dam"),
    "readings above characters": ("<p><ruby>水<rt>みず</rt></ruby>の上</p>", "水の上"),
    "readings in capitals": ("<p><RUBY>水<RT>みず</RT></RUBY>の上</p>", "水の上"),
    "readings in brackets": ("<p><ruby>水<rp>(</rp><rt>みず</rt><rp>)</rp></ruby>の上</p>", "水(みず)の上"),
}


@pytest.mark.parametrize(("markup", "text"), TEXTS.values(), ids=TEXTS)
def test_the_text_of_an_element(markup: str, text: str) -> None:
    page = f"<html><body>{markup}</body></html>"
    for tree in (parse_html(page), parse_html(page, page.encode())):
        assert tree is not None
        body = tree.find("body")
        assert body is not None
        assert element_text(body) == text


BOUNDS = {
    "as long": ("<p>The dam</p>", 7, "The dam"),
    "longer": ("<p>The dam</p>", 6, None),
    "as long, with markup": ("<p>The <b>dam</b></p>", 7, "The dam"),
    "longer, with markup": ("<p>The <b>dam</b></p>", 6, None),
    "nothing": ("<p></p>", 1, ""),
    "white space alone": (f"<p>{' ' * 99}</p>", 7, ""),
}


@pytest.mark.parametrize(("html", "most", "text"), BOUNDS.values(), ids=BOUNDS)
def test_a_text_within_bounds(html: str, most: int, text: str | None) -> None:
    tree = parse_fragment(html)
    assert tree is not None
    paragraph = tree.find(".//p")
    assert paragraph is not None
    for element in (paragraph, tree):
        assert text_within(element, most) == text
        assert has_more(element, most) == (text is None)


def test_white_space_between_elements_counts_as_one_character() -> None:
    tree = parse_fragment(f"<div><b>The</b>{' ' * 99}<b>dam</b></div>")
    assert tree is not None
    assert text_within(tree, 7) == "The dam"


@pytest.mark.parametrize("ahead", [0, 1, 24_999, 25_000, 49_999])
def test_a_huge_tag_with_many_attributes_is_read_without_them(ahead: int) -> None:
    attributes = " ".join(f"a{n}=''" for n in range(5_500)).ljust(50_000)
    page = f"<html><body>{' ' * ahead}<p {attributes}>The dam</p>{'<i>x</i>' * 70_000}</body></html>"
    tree = parse_html(page, page.encode())
    assert tree is not None
    paragraph = tree.find(".//p")
    assert paragraph is not None
    assert (dict(paragraph.attrib), paragraph.text) == ({}, "The dam")


def test_what_is_nested_deeper_than_256_is_left_out() -> None:
    tree = parse_html("<html><body>" + "<div>" * 400 + "<p>deep</p>")
    assert tree is not None
    depth = max(sum(1 for _ in element.iterancestors()) for element in tree.iter())
    assert depth <= 256


def test_nothing_gives_no_tree() -> None:
    assert parse_fragment("") is None


@pytest.mark.parametrize("ahead", [0, 7, MAX_TAG_CHARACTERS // 2 - 1, 3 * MAX_TAG_CHARACTERS])
@pytest.mark.parametrize("end", [">", " />", "<p>"])
def test_each_huge_tag_is_read_without_many_attributes(ahead: int, end: str) -> None:
    many = " ".join(f"attribute{n:010}" for n in range(MAX_ATTRIBUTES + 1))
    few = f"title='{'dam ' * MAX_TAG_CHARACTERS}'"
    page = parse_html(
        f"<html><p>{'x' * ahead}</p><div id=a {many}{end}<div id=b {few}>opens</div><i id=c {many}>now</i></html>"
    )
    assert page is not None
    assert [len(one.attrib) for one in page.iter("div", "i")] == [0, 2, 0]
    assert page.text_content().lstrip("x").split() == ["opensnow"]


def test_many_attributes_of_a_short_tag_stay() -> None:
    page = parse_html("<p " + " ".join(f"a{n}" for n in range(MAX_ATTRIBUTES + 9)) + ">The dam")
    assert page is not None and len(page[0][0].attrib) == MAX_ATTRIBUTES + 9


@pytest.mark.parametrize(
    ("html", "texts"),
    [
        ("<p>a<i>x</i>b<i>y</i>c<b>d</b>e<i>z</i>f", ["abc", "d", "ef"]),
        ("<p><i>x</i>a<i><i>y</i></i>b", ["ab"]),
        ("<p>a<i>x</i><br>b<i>y</i>", ["a", "b"]),
        ("<p>a<i>x</i>", ["a"]),
    ],
)
def test_what_is_taken_out_leaves_one_text(html: str, texts: list[str]) -> None:
    page = parse_html(html)
    assert page is not None
    take_out(page, "i")
    assert page.xpath("//text()") == texts


@pytest.mark.parametrize("character", ["\ufffe", "\uffff", "&#xfffe;", "&#1;", "\x0b"])
def test_characters_that_xml_does_not_know_do_no_harm(character: str) -> None:
    page = parse_html(f"<p>a{character}<i>x</i>b<br>c{character}<i>x</i>d")
    assert page is not None
    take_out(page, "i")
    assert page.find(".//i") is None
    shown = "".join(sign for sign in page.text_content() if sign in "abcd")
    assert shown == "abcd"


def test_readings_above_characters_leave_one_text() -> None:
    page = parse_html("<p>水<ruby>水<rt>x</rt></ruby>水<ruby>水<rt>y</rt></ruby>水")
    assert page is not None and page.xpath("//text()") == ["水" * 5]
