"""What a feed gives as the text of an article: reduced to be parked, and what may pass for a whole text."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from bare_articles import source_of

from transforms.errors import ExtractError
from transforms.pure.article import extract_article
from transforms.pure.feeds.full_text import feed_blocks, is_full_text, reduce_content
from transforms.pure.page.blocks import Block
from transforms.records import Entry, Page

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
URL = "https://valley.example/flood"
STORY = [
    f"In village number {n} the water stood knee deep in the cellars, and the pumps of the fire brigade ran until late."
    for n in range(10)
]
TOLD = "".join(f"<p>{line}</p>" for line in STORY)

FORMS = {
    "paragraphs in boxes": ("<div class=a><p id=b>The <b>dam</b></p><p>opens.</p></div>", ["The dam", "opens."]),
    "breaks for paragraphs": ("The dam<br/>\n<br>opens<br>early.", ["The dam", "opens early."]),
    "plain text": ("The dam\n\nopens &amp; shuts.", ["The dam", "opens & shuts."]),
    "a picture": ("<figure><img src=x><figcaption>A gate</figcaption></figure><p>The dam</p>", ["The dam"]),
    "a script": ("<script>let a = 1</script><p>The dam</p><style>p{}</style>", ["The dam"]),
    "nothing": ("  ", []),
    "no words": ("<p>***</p>", []),
}


@pytest.mark.parametrize(("content", "lines"), FORMS.values(), ids=FORMS)
def test_a_content_is_read_by_blocks(content: str, lines: list[str]) -> None:
    assert [block.text for block in feed_blocks(content)] == lines


def test_what_is_parked_reads_as_what_the_feed_gave() -> None:
    given = f"<h2 class=x>Rain &lt;1 m</h2>{TOLD}<ul><li>boats</ul><blockquote>No!</blockquote><table><tr><td>1<td>m</table>"
    parked = reduce_content(given)
    assert parked is not None and "class" not in parked
    assert feed_blocks(parked) == feed_blocks(given)
    assert reduce_content(parked) == parked


@pytest.mark.parametrize(("characters", "kept"), [(699, False), (700, True), (20_000, True), (20_001, False)], ids=str)
def test_only_what_can_be_a_full_text_is_parked(characters: int, kept: bool) -> None:
    assert (reduce_content(f"<p class='wide'>{'r' * characters}</p>") is not None) == kept


def test_deep_nesting_ends_in_time_and_memory() -> None:
    assert reduce_content("<div>" * 50_000 + TOLD) is None


@pytest.mark.parametrize("end", ["to be …", "to be...", "to be [...]", "to be […]", "to be (…) "])
def test_a_text_that_is_cut_off_is_no_full_text(end: str) -> None:
    assert is_full_text([Block("Rain. " * 200)])
    assert not is_full_text([Block("Rain. " * 200), Block(end)])


def read(
    content: str | None, page: str = "<html><title>Flood</title><body><div id=app></div>"
) -> tuple[list[str], str]:
    """The paragraphs of a page's article and where they come from."""
    entry = Entry(id="f", url=URL, link=URL, feed_url="https://valley.example/rss", parked_at=NOW, content=content)
    body = page.encode()
    found = extract_article(
        Page(entry=entry, fetched_url=URL, status=200, body=body, fetched_at=NOW, size=len(body), charset="utf-8"), 100
    ).article
    assert ("fallback" in found.quality.flags) == (source_of(found, "text") in ("feed", "jsonld"))
    return found.text.split("\n\n"), source_of(found, "text")


def test_a_page_without_text_gives_way_to_the_feed() -> None:
    assert read(f"<p>Flood</p>{TOLD}<p>Subscribe to our newsletter.</p>") == (STORY, "feed")


NO_TEXT = {"nothing": None, "a teaser": "<p>It rained.</p>", "cut off": TOLD.removesuffix("late.</p>") + "…</p>"}


@pytest.mark.parametrize("content", NO_TEXT.values(), ids=NO_TEXT)
def test_a_feed_with_a_teaser_is_no_resort(content: str | None) -> None:
    with pytest.raises(ExtractError, match="found 0 characters of article text"):
        read(content)


def test_the_page_wins_where_it_has_a_text() -> None:
    page = f"<html><title>Flood</title><body><article>{''.join(f'<p>{line}</p>' for line in STORY[:8])}</article>"
    assert read(TOLD, page)[0] == STORY[:8]


def test_a_long_jsonld_text_comes_before_the_feeds_and_a_short_one_after_it() -> None:
    page = '<html><script type="application/ld+json">{{"@type": "NewsArticle", "articleBody": "{}"}}</script><body>'
    assert read(TOLD, page.format(" ".join(STORY[:9])))[1] == "jsonld"
    assert read(TOLD, page.format(STORY[0]))[1] == "feed"
    assert read(None, page.format(STORY[0]))[1] == "jsonld"


def test_a_check_for_robots_stays_a_failure_whatever_the_feed_says() -> None:
    page = "<html><title>Just a moment...</title><body><p>Checking your browser.</p>"
    with pytest.raises(ExtractError, match="a check for robots"):
        read(TOLD, page)


def test_the_feed_votes_where_the_readings_of_a_page_differ() -> None:
    others = [
        f"The council of town {n} wants a longer bridge, and a school that its children can walk to." for n in range(4)
    ]
    story, beside = ("".join(f"<p>{line}</p>" for line in lines) for lines in (STORY, others))
    page = f"<html><title>Flood</title><body><div itemprop='articleBody'>{story}</div><div class='x'>{beside}</div>"
    assert read(None, page)[0] == STORY + others
    assert read(TOLD, page)[0] == STORY
