"""Reading what polls bring: a page in the place of a feed, the parts of an index, and a reading that is given up."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pool_tasks import hang

from transforms.errors import FeedError
from transforms.feed_reading import INLINE_BYTES, FeedReader
from transforms.poll_results import PollOptions
from transforms.pure.feeds.parse import parse_feed
from transforms.web.response import Part, Response

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOME = "http://paper.example/"


def answer(body: bytes, content_type: str = "text/xml", parts: tuple[Part, ...] = ()) -> Response:
    return Response(
        url=HOME, final_url=HOME, status=200, headers={"content-type": content_type}, body=body, fetched_at=NOON,
        seconds=0.1, wire_bytes=0, parts=parts,
    )  # fmt: skip


def read_parts(*bodies: bytes | None) -> object:
    parts = tuple(
        Part(url=f"{HOME}{n}", response=None if body is None else answer(body)) for n, body in enumerate(bodies)
    )
    return FeedReader(parse_feed, PollOptions(max_items=3), 1).read(answer(b"<sitemapindex/>", parts=parts), NOON)


def urlset(*names: str) -> bytes:
    return f"<urlset>{''.join(f'<url><loc>/{name}</loc></url>' for name in names)}</urlset>".encode()


def test_a_home_page_in_the_place_of_a_feed_is_answered_with_its_feeds() -> None:
    body = b"<!doctype html><html><head><link rel=alternate type='application/rss+xml' href='/rss'></head><body></body>"
    with pytest.raises(FeedError) as caught:
        FeedReader(parse_feed, PollOptions(), 1).read(answer(body, "text/html"), NOON)
    assert str(caught.value) == (
        "http://paper.example/: expected RSS, Atom or JSON Feed, got an HTML page (text/html, 106 bytes);"
        " the page declares http://paper.example/rss"
    )


def test_the_parts_of_an_index_are_one_feed() -> None:
    whole = read_parts(urlset("a", "b"), urlset("b", "c", "d"))
    assert isinstance(whole, type(parse_feed(urlset("a"), HOME, None, NOON)))
    assert ([item.link[-1] for item in whole.items], whole.beyond_cap, whole.partial) == (["a", "b", "c"], 1, False)


def test_a_part_that_was_not_read_or_cannot_be_leaves_the_feed_partial() -> None:
    for missing in (None, b"<html>Sorry</html>"):
        found = read_parts(urlset("a"), missing)
        assert getattr(found, "partial", None) is True
    with pytest.raises(FeedError, match="got an HTML page"):
        read_parts(b"<html>Sorry</html>")


def test_a_large_document_is_given_up_when_the_grace_is_over() -> None:
    reader = FeedReader(hang, PollOptions(parse_seconds=60), 2, gives_up=lambda: True)
    assert reader.read(answer(b"x" * (INLINE_BYTES + 1)), NOON) is None
