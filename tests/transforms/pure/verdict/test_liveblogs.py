"""Live blogs: which pages say that they are one, and what an entry is made of."""

import pytest

from transforms.pure.body.context import PageContext
from transforms.pure.page.elements import parse_html
from transforms.pure.page.jsonld import read_linked
from transforms.pure.text.phrases import phrases_for
from transforms.pure.verdict.liveblogs import LiveEntry, entries_text, linked_entries, read_entries, says_live

LINE = "The water rose by {} centimetres in an hour, the keeper of the lock says."
SAYS_LIVE = {
    "title": (("Storm on the coast: as it happened",), "https://paper.example/storm", "en", True),
    "beginning of the title": (("Liveticker: Hochwasser",), "https://paper.example/a", "de", True),
    "address": (("Storm on the coast",), "https://paper.example/live/storm", "en", True),
    "French": (("En direct : la tempête",), "https://paper.example/a", "fr", True),
    "none": (("Delivery of water begins",), "https://paper.example/delivery", "en", False),
}


@pytest.mark.parametrize(("titles", "address", "language", "expected"), SAYS_LIVE.values(), ids=SAYS_LIVE.keys())
def test_says_live(titles: tuple[str, ...], address: str, language: str, expected: bool) -> None:
    assert says_live(titles, address, language) is expected


def entries(times: list[str], name: str = "entry", inner: str = "") -> list[LiveEntry]:
    parts = (f"<div class='{name}'>{time}{inner}<p>{LINE.format(n)}</p></div>" for n, time in enumerate(times))
    tree = parse_html(f"<html><body><main>{''.join(parts)}</main></body></html>")
    assert tree is not None
    return read_entries(tree, PageContext(phrases=phrases_for("en")))


TIMES = {
    "clock time": ("<time datetime='2026-11-19T16:1{}:00Z'>16:1{}</time>", "16:1{}"),
    "relative time": ("<time datetime='2026-11-19T16:1{}:00Z'>an hour ago</time>", "2026-11-19T16:1{}:00Z"),
    "no shown time": ("<time datetime='2026-11-19T16:1{}:00Z'></time>", "2026-11-19T16:1{}:00Z"),
    "no time element": ("<span>4:1{}pm</span>", "4:1{}pm"),
    "date and clock": ("<time>19 Nov 2026, 16.1{}</time>", "19 Nov 2026, 16.1{}"),
}


@pytest.mark.parametrize(("markup", "shown"), TIMES.values(), ids=TIMES.keys())
def test_the_time_of_an_entry(markup: str, shown: str) -> None:
    found = entries([markup.replace("{}", str(n)) for n in range(3)])
    assert found == [LiveEntry(shown.replace("{}", str(n)), [LINE.format(n)]) for n in range(3)]


CLOCKS = [f"<time>1{n}:00</time>" for n in range(3)]
INNER = {
    "heading": ("<h2>Lifeboat home</h2>", ["Lifeboat home"]),
    "name of the writer": ("<p>Ana Sample</p>", []),
    "caption": (
        "<figure><img src='/a.jpg'><figcaption>The lock in June, seen from the bridge</figcaption></figure>",
        [],
    ),
    "link to share": ("<p><a href='#'>Share this entry with friends</a></p>", []),
}


@pytest.mark.parametrize(("inner", "kept"), INNER.values(), ids=INNER.keys())
def test_what_an_entry_keeps(inner: str, kept: list[str]) -> None:
    assert entries(CLOCKS, inner=inner) == [LiveEntry(f"1{n}:00", [*kept, LINE.format(n)]) for n in range(3)]


def test_two_times_make_no_live_blog() -> None:
    assert entries(CLOCKS[:2]) == []


def test_comments_have_times_and_are_no_entries() -> None:
    assert entries(CLOCKS, name="comment") == []


def test_entries_take_the_place_of_what_was_found_of_them() -> None:
    found = [LiveEntry("10:00", ["Lifeboat home", LINE.format(1)]), LiveEntry("9:00", [LINE.format(2)])]
    intro = "The worst storm for years crossed the coast on Thursday."
    text = ["10:00", "Lifeboat home", LINE.format(1), "9:00", LINE.format(2)]
    assert entries_text(found, [intro, "10:00", "Lifeboat home", LINE.format(1)]) == [intro, *text]
    assert entries_text(found, [intro]) == [intro, *text]


def test_entries_that_hold_little_of_the_text_are_not_the_article() -> None:
    assert (
        entries_text([LiveEntry("10:00", ["Ferry runs again after a week"])] * 3, [LINE.format(n) for n in range(9)])
        is None
    )


def test_entries_in_json_ld() -> None:
    script = '{"@type": "LiveBlogPosting", "liveBlogUpdate": [{"headline": "Home", "datePublished": %s}, 7]}'
    assert linked_entries(read_linked([script % '"2026-11-19T10:00Z"'])) == [LiveEntry("2026-11-19T10:00Z", ["Home"])]
    assert linked_entries(read_linked([script % "null"])) == []
