"""Texts and links of feeds."""

import pytest
from feed_documents import URL

from transforms.pure.feeds.markup import cut_html, distinct, first_web_link, plain, whole_html
from transforms.pure.text.characters import scrub


def test_texts_within_their_bounds() -> None:
    assert scrub("tab\tline\nbell\x07") == "tab\tline\nbell"
    assert plain("<script", is_html=True) == "<script"
    assert plain("x" * 9000, is_html=False) == "x" * 4000
    assert cut_html("  \x00 ", 10) is None
    assert cut_html("<b>1</b> <i>2</i>", 11) == "<b>1</b>"
    assert distinct(["a", "b", "A", "c"], 2) == ("a", "b")
    assert first_web_link(["mailto:a@b.example", URL, URL + "#x"], URL) is None


PLAIN = {
    "entities": ("Rain &amp; wind", True, "Rain & wind"),
    "entities of plain text": ("Rain &amp; wind", False, "Rain &amp; wind"),
    "inline tags": ("<i>Pre</i>fix", True, "Prefix"),
    "other tags": ("One<br>two", True, "One two"),
    "comment": ("One<!-- x -->two", True, "One two"),
    "less than": ("5 < 6 > 4", True, "5 < 6 > 4"),
    "unfinished entity": ("R&D &copy 5", True, "R&D &copy 5"),
    "numbers": ("It&#8217;s &#x41;", True, "It’s A"),
    "only tags": ("<br/>", True, None),
    "blank": (" \n ", False, None),
}


@pytest.mark.parametrize(("text", "is_html", "expected"), PLAIN.values(), ids=PLAIN)
def test_plain(text: str, is_html: bool, expected: str | None) -> None:
    assert plain(text, is_html=is_html) == expected


CUT = {
    "short": ("<p>Rain</p>", 20, "<p>Rain</p>"),
    "within a tag": ("<p>Rain</p>", 9, "<p>Rain"),
    "within a word": ("<p>Rain</p>", 5, "<p>Ra"),
    "within the first tag": ("<paragraph>", 5, None),
}


@pytest.mark.parametrize(("text", "most", "expected"), CUT.values(), ids=CUT)
def test_cut_html(text: str, most: int, expected: str | None) -> None:
    assert cut_html(text, most) == expected


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [("<p>Rain</p>", 11, "<p>Rain</p>"), ("<p>Rain</p>", 10, None), ("  ", 10, None), (" Rain\x00 ", 4, "Rain")],
)
def test_whole_html(text: str, most: int, expected: str | None) -> None:
    assert whole_html(text, most) == expected


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        (["/a"], "https://www.valley.example/a"),
        (["", "/a"], "https://www.valley.example/a"),
        (["http://", "/a"], "https://www.valley.example/a"),
        (["/a#top"], "https://www.valley.example/a#top"),
        (["tag:valley.example,2026:7"], None),
        ([], None),
    ],
    ids=["relative", "empty is the feed", "broken", "fragment", "tag", "none"],
)
def test_first_web_link(links: list[str], expected: str | None) -> None:
    assert first_web_link(links, URL) == expected
