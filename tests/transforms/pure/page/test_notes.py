"""Notes on a page say what its tree says: checked element by element, on made-up, broken and hostile pages."""

from __future__ import annotations

import pytest
from hypothesis import given
from lxml.html import HtmlElement, fromstring
from odd_pages import Element, broken_pages, markup, trees

from transforms.pure.net.charsets import decode_page
from transforms.pure.page.elements import element_text, parse_html
from transforms.pure.page.notes import Notes, cut_out, take_notes

SENTENCE = "The river rose by two metres during the night."


def notes_of(body: str) -> Notes:
    tree = parse_html(f"<html><body>{body}</body></html>")
    assert tree is not None
    return take_notes(tree)


def assert_same(tree: HtmlElement, page: Notes) -> None:
    """Each number's columns say what its element does; what no reader sees has a number, and nothing in it has."""
    unseen = {inner for outer in tree.iter("script", "style", "svg") for inner in outer.iterdescendants()}
    assert page.elements == [element for element in tree.iter() if element not in unseen]
    assert page.tags == [element.tag for element in page.elements]
    assert page.all("p", "a") == [at for at, tag in enumerate(page.tags) if tag in ("p", "a")]
    assert page.named("b") == [element for element in page.elements if element.tag == "b"]
    for at, element in enumerate(page.elements):
        parent = element.getparent()
        assert page.texts[at] == (element.text if element.tag not in ("script", "style", "svg") else None)
        assert page.parents[at] == (-1 if parent is None else page.numbers[parent])
        inside = [page.numbers[inner] for inner in element.iterdescendants() if inner not in unseen]
        assert inside == list(range(at + 1, page.ends[at]))
        assert page.inside(at, "p", "a") == [number for number in inside if page.tags[number] in ("p", "a")]
        behind = element.getnext() if at else None  # What stands behind the root is no part of the page.
        assert page.behind(at) == (None if behind is None else page.numbers[behind])
        assert page.outer(at, "div") == next((page.numbers[outer] for outer in element.iterancestors("div")), None)
        if not any(True for _ in element.iter("svg")) and page.tags[at] not in ("script", "style"):
            assert page.text(at) == element_text(element)
            assert page.beginning(at, 20) == element_text(element)[:20]


@given(trees())
def test_notes_say_what_the_tree_says(tree: Element) -> None:
    parsed = parse_html(markup(tree))
    if parsed is not None:
        assert_same(parsed, take_notes(parsed))


@given(broken_pages())
def test_notes_on_broken_pages_say_what_the_tree_says(body: bytes) -> None:
    parsed = parse_html(decode_page(body, None)[0])
    if parsed is not None:
        assert_same(parsed, take_notes(parsed))


HOSTILE = {
    "deep": "<div>" * 5000 + "One" + "</div>" * 5000,
    "wide": "<div>" + "<b>1</b> <br>" * 3000 + "</div>",
    "one long paragraph": "<p>" + "word &amp; " * 20_000,
    "marks without end": "<p>e" + "\u0301" * 500 + " two</p>",
    "white space without end": "<p>One" + " \n" * 5000 + "<b> </b> two</p>",
    "scripts in a drawing": "<svg><p>1</p><script>x()</script><text>Two</text></svg><p>One</p>",
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_notes_on_hostile_pages(body: str) -> None:
    page = notes_of(body)
    assert page.ends[0] == len(page.elements) == len(page.tags) == len(page.parents)
    assert page.lasts[0] == len(page.pieces)
    assert all(parent < at < page.ends[at] <= page.ends[max(parent, 0)] for at, parent in enumerate(page.parents))
    drawn = "1 Two " if "<svg>" in body else ""
    assert f"{drawn}{page.text(0)}" == element_text(page.elements[0])


SIZES = {
    "words": ("<p>The dam</p>", 7),
    "white space between elements counts once": ("<p>The dam<b> \n </b>\n <i>opens</i></p>", 7 + 1 + 5),
    "breaks count as white space": ("<p>The<br>dam</p>", 7),
    "scripts do not count": ("<p>The<script>x()</script>dam</p>", 6),
    "nothing": ("<p></p>", 0),
}


@pytest.mark.parametrize(("body", "size"), SIZES.values(), ids=SIZES)
def test_size_of_an_element(body: str, size: int) -> None:
    page = notes_of(body)
    (paragraph,) = page.inside(0, "p")
    assert page.size(paragraph) == size
    assert (page.text(paragraph, most=size) is None, page.text(paragraph, most=size - 1)) == (False, None)


HOLDERS = {
    "in a paragraph": (f"<p>{SENTENCE}</p>", ["p"]),
    "behind a break": (f"<td>One<br>{SENTENCE}</td>", ["td"]),
    "in a link": (f"<div><a>{SENTENCE}</a></div>", ["a"]),
    "twice": (f"<section>{SENTENCE}<br>{SENTENCE}</section>", ["section"]),
    "too short": (f"<div>The dam.{' ' * 60}</div>", []),
    "out of order": (f"<div><p>{SENTENCE}</p>{SENTENCE}</div>", ["div", "p"]),
}


@pytest.mark.parametrize(("body", "tags"), HOLDERS.values(), ids=HOLDERS)
def test_elements_right_in_which_a_paragraph_stands(body: str, tags: list[str]) -> None:
    body = f"<table><tr>{body}</tr></table>" if body.startswith("<td") else body
    page = notes_of(body)
    assert [page.tags[at] for at in page.holders] == tags


def test_the_beginning_of_a_long_text_is_that_of_the_whole() -> None:
    page = notes_of("<p>" + "A\u00ad\u200b\u2060 " * 5000 + "</p>")
    (paragraph,) = page.inside(0, "p")
    assert page.beginning(paragraph, 80) == (page.text(paragraph) or "")[:80]


def test_comments_are_not_text() -> None:
    page = take_notes(fromstring("<p>One<!-- no --> two</p>"))
    assert (page.text(0), page.ends[0]) == ("One two", 2)


def test_places_cut_out_are_inside() -> None:
    places = [2, 3, 5, 8]
    assert [list(cut_out(places, at, end)) for at, end in ((-1, 9), (2, 5), (5, 6), (8, 9))] == [places, [3], [], []]
