"""The answers to polls: what is parked and saved of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from one_shard import bare_turn
from ordered_store import OrderedStore
from papers import FEED, FEED_ID, HOST, NOON, rss
from pool_tasks import hang

from transforms import archive_jobs
from transforms.archive_jobs import ArchiveAnswer, ArchiveJob
from transforms.feed_items import FeedItem
from transforms.feed_reading import INLINE_BYTES, FeedReader
from transforms.poll_answers import PollAnswers
from transforms.poll_results import FeedJob, PollOptions
from transforms.pure.feeds.archives import Archived, Sought
from transforms.pure.feeds.completeness import Completeness
from transforms.pure.feeds.gaps import Gap
from transforms.pure.feeds.parse import parse_feed
from transforms.state.documents import FeedDocument, save_feed
from transforms.state.storage import Store
from transforms.web.response import Response


def test_a_feed_that_is_still_read_when_the_grace_is_over_is_polled_again() -> None:
    turn = bare_turn()
    state = turn.owner.state
    reader = FeedReader(hang, PollOptions(parse_seconds=60), 2, gives_up=lambda: True)
    answers = PollAnswers(turn, state=state, shards=1, reader=reader, clock=lambda: NOON)
    job = FeedJob(id=FEED_ID, feed=FEED, document=FeedDocument(url=FEED.url), unconditional=True)
    large = Response(
        url=FEED.url, final_url=FEED.url, status=200, headers={}, body=b"x" * (INLINE_BYTES + 1), fetched_at=NOON,
        seconds=0.1, wire_bytes=1,
    )  # fmt: skip
    assert answers.handle(job, large) is None
    assert (state.read(f"feeds/0/{FEED_ID}.json"), state.names("inbox/0")) == (None, [])


def answers_of(state: Store, reader: FeedReader | None = None) -> PollAnswers:
    turn = bare_turn()
    reader = reader or FeedReader(parse_feed, PollOptions(), 1)
    return PollAnswers(turn, state=state, shards=1, reader=reader, clock=lambda: NOON)


def answer(body: bytes = b"<rss/>", **headers: str) -> Response:
    return Response(
        url=FEED.url, final_url=FEED.url, status=200, headers={"content-type": "text/xml", **headers}, body=body,
        fetched_at=NOON, seconds=0.1, wire_bytes=1,
    )  # fmt: skip


def test_a_bug_is_a_failed_poll_and_what_was_remembered_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    state = OrderedStore()
    answers = answers_of(state)
    job = FeedJob(id=FEED_ID, feed=FEED, document=FeedDocument(url=FEED.url), unconditional=True)
    first = answers.handle(job, answer(rss(f"http://{HOST}/1"), etag='"v1"'))
    assert first is not None
    known = first[1].document
    monkeypatch.setattr("transforms.poll_answers.find_hub", None)  # to call it is a TypeError
    second = answers.handle(replace(job, document=known), answer(rss(f"http://{HOST}/2"), etag='"v2"'))
    assert second is not None
    result, parked = second
    assert result.failure is not None and (result.failure.reason, result.outcome) == ("unexpected_error", "failed")
    assert "(TypeError: " in result.failure.message and result.failure.evidence.content_type == "text/xml"
    assert parked.files == {} and len(state.names("inbox/0")) == 1, "what the first poll parked is there"
    assert replace(parked.document, health=known.health, pass_id=known.pass_id, parked=known.parked) == known
    assert parked.document.health.failures > 0
    monkeypatch.undo()
    third = answers.handle(replace(job, document=parked.document), answer(rss(f"http://{HOST}/2"), etag='"v2"'))
    assert third is not None and [entry.url for entry in third[0].entries] == [f"http://{HOST}/2"]


def test_a_bug_in_what_an_archive_brought_is_one_more_request_for_the_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    gap = Gap(from_at=NOON - timedelta(days=1), to_at=NOON, missed=5.0, next_url=f"http://{HOST}/old.xml")
    document = FeedDocument(url=FEED.url, completeness=Completeness(gaps=(gap,)))
    state = OrderedStore()
    save_feed(state, 0, FEED_ID, document)
    job = ArchiveJob(
        id=FEED_ID, feed=FEED, document=document, gap=gap, sought=Sought(since=NOON, until=NOON, now=NOON),
        url=f"http://{HOST}/old.xml", most=3,
    )  # fmt: skip
    found = ArchiveAnswer(
        url=job.url, final_url=job.url, status=200, headers={}, body=b"", fetched_at=NOON, seconds=1.0, wire_bytes=0,
        archived=Archived(items=(FeedItem(link=f"http://{HOST}/a"),), reached=True, asked=2),
    )  # fmt: skip
    broken = BrokenOnce(archive_jobs.fill_gap)
    monkeypatch.setattr(archive_jobs, "fill_gap", broken)
    handled = answers_of(state).handle(job, found)
    assert handled is not None
    (left,) = handled[1].document.completeness.gaps
    assert (left.asked, left.ended, left.next_url) == (1, False, job.url)


class BrokenOnce:
    """In place of a function, which fails when it is called first."""

    def __init__(self, whole: Callable[..., Any]) -> None:
        self.whole, self.calls = whole, 0

    def __call__(self, *given: Any, **named: Any) -> Any:
        self.calls += 1
        if self.calls == 1:
            raise AttributeError("strip")
        return self.whole(*given, **named)


def test_a_bug_in_planning_to_fill_a_gap_leaves_the_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("transforms.archive_jobs.next_gap", None)
    job = FeedJob(id=FEED_ID, feed=FEED, document=FeedDocument(url=FEED.url), unconditional=True)
    assert answers_of(OrderedStore()).archive_of(job, job.document) is None
