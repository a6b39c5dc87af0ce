"""Which headings of a page may be its article's."""

import pytest
from lxml.html import HtmlElement, document_fromstring

from transforms.pure.metadata.headings import Heading, is_about_same, read_headings, read_subheads
from transforms.pure.page.notes import take_notes

ADDRESS = "https://valley.example/news/dam"


def page(body: str) -> HtmlElement:
    return document_fromstring(f"<html><body>{body}</body></html>")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<main><h1>Dam opens</h1></main>", [Heading("Dam opens", False)]),
        ("<article><header><h1>Dam opens</h1></header></article>", [Heading("Dam opens", False)]),
        (
            "<header><h1>Valley Star</h1></header><h1>Dam opens</h1>",
            [Heading("Valley Star", True), Heading("Dam opens", False)],
        ),
        ("<nav><h1>Menu</h1></nav><aside><h1>Also</h1></aside><ul><li><h1>Other</h1></li></ul>", []),
        ("<h1><a href='/'>Valley Star</a></h1><a href='/other'><h1>Ferry stops</h1></a>", []),
        ("<h1><a href='/news/dam/'>Dam opens</a></h1>", [Heading("Dam opens", False)]),
        ("<h1><a href='#comments'>Dam opens</a></h1>", [Heading("Dam opens", False)]),
        ("<h1> </h1>", []),
    ],
)
def test_headings_that_may_be_the_article_s(body: str, expected: list[Heading]) -> None:
    assert read_headings(take_notes(page(body)), ADDRESS) == expected


def test_a_heading_that_leads_to_the_front_page_is_none_where_the_address_is_unknown() -> None:
    assert read_headings(take_notes(page("<h1><a href='/'>Valley Star</a></h1>")), None) == []


def test_only_the_first_headings_are_read() -> None:
    assert len(read_headings(take_notes(page("<h1>Dam</h1>" * 20)), ADDRESS)) == 8
    assert read_subheads(take_notes(page("<h2>Dam</h2><h2></h2>"))) == ["Dam"]


@pytest.mark.parametrize(
    ("title", "other", "expected"),
    [
        ("How the dam was opened early", "Dam opened early | Valley Star", True),
        ("Good morning, valley", "Dam opened early after rain", False),
        ("水坝提前开闸泄洪", "暴雨后水坝开闸", True),
        ("早间新闻联播", "暴雨后水坝开闸", False),
        ("", "Dam opened", False),
    ],
)
def test_titles_about_the_same(title: str, other: str, expected: bool) -> None:
    assert is_about_same(title, [other]) is expected
