"""Gaps are filled from a feed's archive: what is asked for, and what becomes of it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from transforms import reasons
from transforms.archive_jobs import ArchiveAnswer, ArchiveJob, interpret_archive, make_archive_job, run_walk
from transforms.errors import FetchError
from transforms.feed_items import FeedItem
from transforms.poll_results import FeedJob, PollOptions
from transforms.pure.feeds.archives import Archived, ArchiveDocument, Sought, Walk
from transforms.pure.feeds.completeness import Completeness, DayTally
from transforms.pure.feeds.gaps import Gap
from transforms.records import Feed
from transforms.state.documents import FeedDocument
from transforms.web.response import Response

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
PAPER = Feed(url="https://paper.example/feed/")
GAP = Gap(
    from_at=NOON - timedelta(hours=4), to_at=NOON - timedelta(hours=2), missed=3.0, next_url=f"{PAPER.url}?paged=2"
)
DOCUMENT = FeedDocument(
    url=PAPER.url, title="Paper", completeness=Completeness(gaps=(GAP,), days=(DayTally(NOON.date(), 5, 3.0, 1),))
)


def job() -> ArchiveJob:
    asked = FeedJob(id="f1", feed=PAPER, document=DOCUMENT, unconditional=True)
    made = make_archive_job(asked, DOCUMENT, PollOptions(), NOON)
    assert made is not None
    return made


def test_a_job_begins_where_the_gap_says() -> None:
    made = job()
    assert (made.url, made.most, made.key, made.site, made.is_poll) == (
        f"{PAPER.url}?paged=2",
        10,
        "archive f1",
        "paper.example",
        False,
    )
    assert (made.sought.since, made.sought.until) == (GAP.from_at, GAP.to_at)
    whole = replace(DOCUMENT, completeness=Completeness())
    assert (
        make_archive_job(FeedJob(id="f1", feed=PAPER, document=whole, unconditional=True), whole, PollOptions(), NOON)
        is None
    )


def test_an_answer_that_failed_is_asked_for_again() -> None:
    error = FetchError(PAPER.url, "no answer", reason=reasons.TIMEOUT, retry=True)
    result = interpret_archive(job(), error, PollOptions(), "p1", NOON)
    assert result is not None
    (gap,) = result.document.completeness.gaps
    assert (gap.next_url, gap.asked, gap.ended, result.entries) == (GAP.next_url, 1, False, ())


def test_a_gap_that_is_filled_or_forgotten_meanwhile_changes_nothing() -> None:
    answer = ArchiveAnswer(
        url=PAPER.url, final_url=PAPER.url, status=200, headers={}, body=b"", fetched_at=NOON, seconds=1.0, wire_bytes=0,
        archived=Archived(items=(FeedItem(link="https://paper.example/a"),), reached=True, asked=1),
    )  # fmt: skip
    for gaps in ((), (replace(GAP, ended=True),)):
        document = replace(DOCUMENT, completeness=Completeness(gaps=gaps))
        assert interpret_archive(replace(job(), document=document), answer, PollOptions(), "p1", NOON) is None
    result = interpret_archive(job(), answer, PollOptions(), "p1", NOON)
    assert result is not None and result.outcome == "backfilled"
    assert [entry.came_by for entry in result.entries] == ["backfill"]
    assert result.document.completeness.days == (DayTally(NOON.date(), 6, 0.0, 0),)


ERRORS = {
    "not there": (FetchError("u", "404", reason="http_404", severity="hard"), ["none", "none"]),
    "later": (FetchError("u", "503", reason="http_5xx", retry=True), ["later"]),
}


@pytest.mark.parametrize(("error", "sent"), ERRORS.values(), ids=ERRORS)
def test_a_walk_is_told_what_cannot_be_had(error: FetchError, sent: list[str]) -> None:
    found: list[str] = []

    def walk() -> Walk:
        for _ in range(2):
            document = yield "https://paper.example/a"
            found.append("none" if document is None else "document" if document.url else "later")
            if found[-1] == "later":
                break
        return Archived(asked=len(found))

    async def ask(address: str, is_first: bool) -> Response:
        raise error

    assert asyncio.run(run_walk(walk(), ask)).asked == len(sent)
    assert found == sent


def test_a_walk_is_sent_documents() -> None:
    def walk() -> Walk:
        document = yield "https://paper.example/a"
        assert document == ArchiveDocument("https://paper.example/b", b"x", "text/xml")
        return Archived(asked=1)

    async def ask(address: str, is_first: bool) -> Response:
        assert is_first
        return Response(
            url=address, final_url="https://paper.example/b", status=200, headers={"content-type": "text/xml"}, body=b"x",
            fetched_at=NOON, seconds=0.1, wire_bytes=1,
        )  # fmt: skip

    assert asyncio.run(run_walk(walk(), ask)) == Archived(asked=1)
    assert Sought(since=NOON, until=NOON, now=NOON).known == frozenset()
