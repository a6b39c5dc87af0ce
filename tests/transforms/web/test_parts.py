"""What is remembered of an index's sitemaps from answer to answer."""

from __future__ import annotations

from typing import Any

import pytest
from asking import NOON
from msgspec.structs import replace

from transforms.pure.feeds.window import KnownSitemap
from transforms.web.parts import body_of, has_unread, remember_parts
from transforms.web.response import Part, Response, body_hash

URL = "https://paper.example/a.xml"
KNOWN = KnownSitemap(url=URL, changed_at=NOON, etag='"1"', last_modified="Sat", body_hash=body_hash(b"old"))

UNDATED = replace(KNOWN, changed_at=None)


def part(body: bytes | None = None, **headers: str) -> Part:
    response = Response(
        url=URL, final_url=URL, status=304 if body is None else 200, headers=headers, body=body or b"",
        fetched_at=NOON, seconds=0.1, wire_bytes=0, not_modified=body is None,
    )  # fmt: skip
    return Part(url=URL, response=response)


@pytest.mark.parametrize(
    ("answer", "remembered"),
    [
        (part(b"new", etag='"2"'), KnownSitemap(url=URL, etag='"2"', body_hash=body_hash(b"new"))),
        (part(None), UNDATED),
        (Part(url=URL, changed_at=NOON), KNOWN),
        (Part(url=URL, changed_at=NOON, failed=True), UNDATED),
    ],
    ids=["another body", "not modified", "not asked", "failed"],
)  # fmt: skip
def test_what_an_answer_leaves_behind(answer: Part, remembered: KnownSitemap) -> None:
    assert remember_parts([answer], [KNOWN]) == (remembered,)


def test_what_is_not_chosen_any_more_is_forgotten_and_no_answer_changes_nothing() -> None:
    other = KnownSitemap(url="https://paper.example/b.xml")
    assert remember_parts([Part(url=URL, changed_at=NOON)], [other, KNOWN]) == (KNOWN,)
    assert remember_parts([], [other, KNOWN]) == (other, KNOWN)


@pytest.mark.parametrize(
    ("answer", "body", "unread"),
    [(part(b"new"), b"new", True), (part(b"old"), b"old", False), (part(None), None, False)],
)
def test_only_another_body_is_read(answer: Any, body: bytes | None, unread: bool) -> None:
    assert (body_of(answer), has_unread([answer], [KNOWN])) == (body, unread)
