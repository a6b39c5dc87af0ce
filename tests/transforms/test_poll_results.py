"""What the answer to a poll means: validators, news, failures, redirects; played answers, a fixed clock."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from transforms.errors import FeedError, FetchError, IngestError
from transforms.feed_items import FeedItem, ParsedFeed
from transforms.poll_results import FeedJob, PollOptions, PollResult, body_hash, interpret_poll, is_unread, make_job
from transforms.pure.feeds.health import Health, Redirect
from transforms.pure.feeds.keep_rules import FirstPoll, Keep
from transforms.pure.feeds.parse import parse_feed
from transforms.pure.feeds.schedule_options import ScheduleOptions
from transforms.pure.feeds.window import KnownSitemap, SeenItem, Window
from transforms.records import Feed, Hop
from transforms.state.documents import FeedDocument
from transforms.web.response import Part, Response

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
URL = "https://paper.example/feed.xml"
FEED = Feed(url=URL, language="en")
SCHEDULE = ScheduleOptions(jitter=0.0)
OPTIONS = PollOptions(schedule=SCHEDULE)
BODY = b"<rss/>"
# A feed that was polled an hour ago, and whose whole document was read then.
HEALTH = Health(
    next_poll_at=NOW, last_polled_at=NOW - timedelta(hours=1), last_success_at=NOW - timedelta(hours=1),
    last_full_at=NOW - timedelta(hours=1), interval_seconds=3600.0,
)  # fmt: skip
KNOWN = FeedDocument(
    url=URL, etag='"old"', last_modified="Sat, 21 Nov 2026 12:00:00 GMT", body_hash=body_hash(BODY), health=HEALTH
)


def job(document: FeedDocument = KNOWN, *, feed: Feed = FEED, unconditional: bool = False) -> FeedJob:
    return FeedJob(id="f1", feed=feed, document=document, unconditional=unconditional)


def response(body: bytes = BODY, **fields: Any) -> Response:
    made = Response(
        url=URL, final_url=URL, status=200, headers={}, body=body, fetched_at=NOW, seconds=0.1, wire_bytes=len(body)
    )
    return replace(made, **fields)


def not_modified(**headers: str) -> Response:
    return response(b"", status=304, not_modified=True, headers=headers)


def parsed(*links: str, **fields: Any) -> ParsedFeed:
    items = tuple(FeedItem(link=link, title=link, published_at=NOW - timedelta(hours=1)) for link in links)
    return ParsedFeed(title="The Paper", items=items, **fields)


def interpreted(
    answer: Response | IngestError,
    found: ParsedFeed | None = None,
    *,
    document: FeedDocument = KNOWN,
    options: PollOptions = OPTIONS,
    feed: Feed = FEED,
    unconditional: bool = False,
    now: datetime = NOW,
) -> PollResult:
    asked = job(document, feed=feed, unconditional=unconditional)
    return interpret_poll(asked, answer, found, options, "p1", now, random.Random(1))


JOBS = {
    "never polled": (FeedDocument(url=URL), False, True),
    "due, with validators": (KNOWN, False, False),
    "only an ETag": (replace(KNOWN, last_modified=None), False, False),
    "only a date": (replace(KNOWN, etag=None), False, False),
    "no validators": (replace(KNOWN, etag=None, last_modified=None), False, True),
    "an index without validators": (
        replace(KNOWN, etag=None, last_modified=None, sitemaps=(KnownSitemap(url="https://paper.example/a.xml"),)),
        False,
        False,
    ),
    "the daily whole document": (
        replace(KNOWN, health=replace(HEALTH, last_full_at=NOW - timedelta(days=1))),
        False,
        True,
    ),
    "not due": (replace(KNOWN, health=replace(HEALTH, next_poll_at=NOW + timedelta(seconds=1))), False, None),
    "not due but forced": (replace(KNOWN, health=replace(HEALTH, next_poll_at=NOW + timedelta(days=9))), True, False),
    "validators lied": (replace(KNOWN, health=replace(HEALTH, distrusted_until=NOW + timedelta(1))), False, True),
}


@pytest.mark.parametrize(("document", "forced", "unconditional"), JOBS.values(), ids=JOBS)
def test_a_feed_is_polled_when_it_is_due(document: FeedDocument, forced: bool, unconditional: bool | None) -> None:
    found = make_job(FEED, document, SCHEDULE, NOW, forced)
    assert (None if found is None else found.unconditional) is unconditional


def test_a_feed_is_asked_for_where_it_moved() -> None:
    moved = replace(KNOWN, health=replace(HEALTH, adopted_url="https://news.other.example/rss"))
    assert (job(moved).url, job(moved).site) == ("https://news.other.example/rss", "other.example")
    assert (job().url, job().site) == (URL, "paper.example")


UNREAD = {
    "the same body": (response(BODY), False),
    "another body": (response(b"<rss>news</rss>"), True),
    "not modified": (not_modified(), False),
}


@pytest.mark.parametrize(("answer", "unread"), UNREAD.values(), ids=UNREAD)
def test_a_body_is_read_once(answer: Response, unread: bool) -> None:
    assert is_unread(job(), answer) is unread


VALIDATORS = {
    "a new body brings both": (response(headers={"etag": '"new"', "last-modified": "then"}), ('"new"', "then")),
    "the same body with a new ETag": (response(headers={"etag": '"new"'}), ('"new"', None)),
    "a 200 without any forgets the old": (response(), (None, None)),
    "a 304 without any keeps the old": (not_modified(), ('"old"', "Sat, 21 Nov 2026 12:00:00 GMT")),
    "a 304 renews what it names": (not_modified(etag='"new"'), ('"new"', "Sat, 21 Nov 2026 12:00:00 GMT")),
}


@pytest.mark.parametrize("found", [None, parsed("https://paper.example/1")], ids=["the same body", "another body"])
@pytest.mark.parametrize(("answer", "validators"), VALIDATORS.values(), ids=VALIDATORS)
def test_validators_are_those_of_the_newest_answer(
    answer: Response, validators: tuple[str | None, str | None], found: ParsedFeed | None
) -> None:
    document = interpreted(answer, found).document
    assert (document.etag, document.last_modified) == validators


FAILURES = {
    "no such feed": (FetchError(URL, "there is no such page", reason="http_404", severity="hard", status=404), 1.0),
    "no feed": (FeedError(URL, "expected a feed, got an HTML page", reason="not_a_feed"), 0.5),
    "too busy": (FetchError(URL, "busy", reason="http_503", severity="temporary", status=503), 0.25),
}


@pytest.mark.parametrize(("error", "weight"), FAILURES.values(), ids=FAILURES)
def test_a_failure_changes_the_health_alone_and_says_what_happened(error: IngestError, weight: float) -> None:
    found = interpreted(error)
    assert replace(found.document, health=HEALTH, pass_id=None) == KNOWN
    assert (found.document.health.failures, found.document.health.last_error) == (weight, str(error))
    assert found.outcome == "failed" and not found.entries
    failure = found.failure
    assert failure is not None
    assert (failure.stage, failure.reason, failure.message) == ("poll", error.reason, str(error))
    assert (failure.retryable, failure.subject, failure.feed_url, failure.failed_at) == (True, URL, URL, NOW)
    assert (failure.id, failure.entry, failure.attempts) == (None, None, None)


def test_a_feed_that_answers_html_fails_softly_and_says_so() -> None:
    page = b"<!doctype html><html><title>Paper</title><p>Subscribe!</p></html>"
    with pytest.raises(FeedError) as caught:
        parse_feed(page, URL, "text/html", NOW)
    found = interpreted(caught.value)
    assert found.document.health.failures == 0.5
    assert found.document.health.last_error == (
        f"{URL}: expected RSS, Atom or JSON Feed, got an HTML page (text/html, {len(page)} bytes)"
    )


def test_a_server_that_asks_to_wait_is_left_alone() -> None:
    error = FetchError(URL, "too often", reason="http_429", severity="temporary", status=429, wait_seconds=7200.0)
    assert interpreted(error).document.health.next_poll_at == NOW + timedelta(hours=2)


def test_a_success_forgives_the_failures() -> None:
    failing = replace(KNOWN, health=replace(HEALTH, failures=7.5, last_error="it was down"))
    health = interpreted(not_modified(), document=failing).document.health
    assert (health.failures, health.last_error, health.last_success_at) == (0.0, None, NOW)


def test_news_becomes_entries_and_the_window_remembers_it() -> None:
    first = interpreted(response(b"1"), parsed("https://paper.example/1", "https://paper.example/2"))
    assert [entry.url for entry in first.entries] == ["https://paper.example/1", "https://paper.example/2"]
    assert first.outcome == "new" and first.document.title == "The Paper"
    assert all(entry.feed_url == URL and entry.parked_at == NOW and entry.language == "en" for entry in first.entries)
    again = interpreted(
        response(b"2"), parsed("https://paper.example/2", "https://paper.example/3"), document=first.document
    )
    assert [entry.url for entry in again.entries] == ["https://paper.example/3"]
    assert not again.gap


OUTCOMES = {
    "not modified": (not_modified(), None, "not_modified"),
    "the same body": (response(), None, "unchanged"),
    "another body without news": (response(b"2"), parsed(), "unchanged"),
}


@pytest.mark.parametrize(("answer", "found", "outcome"), OUTCOMES.values(), ids=OUTCOMES)
def test_a_poll_without_news_is_counted_as_what_it_was(
    answer: Response, found: ParsedFeed | None, outcome: str
) -> None:
    assert interpreted(answer, found).outcome == outcome


def test_a_document_that_holds_nothing_known_is_a_gap() -> None:
    before = interpreted(response(b"1"), parsed("https://paper.example/1")).document
    document, later = parsed("https://paper.example/8", "https://paper.example/9"), NOW + timedelta(hours=2)
    found = interpreted(response(b"2"), document, document=before, now=later)
    assert found.gap is not None and (found.gap.from_at, found.gap.to_at) == (NOW, later)
    assert found.gap.missed > 0.5 and len(found.entries) == 2
    assert found.document.completeness.gaps == (found.gap,)


@pytest.mark.parametrize(
    ("options", "dropped"),
    [
        pytest.param(PollOptions(first_poll=FirstPoll(max_entries=1)), {"first_poll_cap": 2}, id="first poll"),
        pytest.param(PollOptions(keep=Keep(url_exclude=("/sport/",))), {"url_pattern": 1}, id="URL pattern"),
        pytest.param(PollOptions(keep=Keep(languages=("de",))), {"language": 3}, id="language"),
    ],
)
def test_what_is_not_kept_is_counted_and_not_seen_as_new_again(options: PollOptions, dropped: dict[str, int]) -> None:
    items = parsed("https://paper.example/1", "https://paper.example/2", "https://paper.example/sport/3")
    blank = FeedDocument(url=URL)
    found = interpreted(response(b"1"), items, document=blank, options=options)
    assert found.dropped == dropped
    assert len(found.entries) == 3 - sum(dropped.values())
    again = interpreted(response(b"2"), items, document=found.document, options=options)
    assert (again.dropped, again.entries) == ({}, ())


def test_an_etag_that_would_have_hidden_news_is_not_believed_for_a_month() -> None:
    same_tag = response(b"2", headers={"etag": '"old"'})
    lied = interpreted(same_tag, parsed("https://paper.example/1"), unconditional=True).document.health
    assert lied.distrusted_until == NOW + timedelta(days=30)
    honest = interpreted(same_tag, parsed(), unconditional=True).document.health
    assert honest.distrusted_until is None


def moved(*statuses: int) -> Response:
    hops = tuple(Hop(status=status, url=URL, location="https://new.example/rss") for status in statuses)
    return response(final_url="https://new.example/rss", hops=hops, headers={"etag": '"there"'})


SEEN = Redirect(target="https://new.example/rss", first_seen_at=NOW - timedelta(days=8), sightings=9)
REDIRECTS = {
    "the first sighting": (None, moved(301), None),
    "the tenth in eight days": (SEEN, moved(301), "https://new.example/rss"),
    "permanent all the way": (SEEN, moved(308, 301), "https://new.example/rss"),
    "for now only": (SEEN, moved(302), None),
    "one hop of two for now": (SEEN, moved(301, 307), None),
    "the tenth in six days": (replace(SEEN, first_seen_at=NOW - timedelta(days=6)), moved(301), None),
    "the ninth": (replace(SEEN, sightings=8), moved(301), None),
    "another target": (replace(SEEN, target="https://x.example/"), moved(301), None),
    "no redirect any more": (SEEN, response(), None),
}


@pytest.mark.parametrize(("seen", "answer", "adopted"), REDIRECTS.values(), ids=REDIRECTS)
def test_a_permanent_redirect_is_adopted_once_it_has_lasted(
    seen: Redirect | None, answer: Response, adopted: str | None
) -> None:
    before = replace(KNOWN, health=replace(HEALTH, redirect=seen))
    assert interpreted(answer, document=before).document.health.adopted_url == adopted


def test_an_adopted_redirect_is_logged_and_its_validators_begin_anew(caplog: pytest.LogCaptureFixture) -> None:
    before = replace(KNOWN, health=replace(HEALTH, redirect=SEEN))
    with caplog.at_level("INFO", logger="transforms.poll_results"):
        document = interpreted(moved(301), document=before).document
    assert (document.etag, document.last_modified) == (None, None)
    assert [record.getMessage() for record in caplog.records] == [
        f"feed {URL}: asked for at https://new.example/rss from now on"
    ]


def test_the_configured_interval_is_kept() -> None:
    hourly = Feed(url=URL, interval=7200.0)
    assert interpreted(not_modified(), feed=hourly).document.health.next_poll_at == NOW + timedelta(hours=2)


def test_a_document_is_stored_and_read_as_it_was() -> None:
    document = interpreted(
        response(b"1"), parsed("https://paper.example/1", ttl_seconds=60.0, skip_hours=(1, 2))
    ).document
    assert msgspec.json.decode(msgspec.json.encode(document), type=FeedDocument) == document
    assert (document.url, document.pass_id, document.parked) == (URL, "p1", {})


def test_a_part_of_an_index_is_judged_as_part_of_the_whole() -> None:
    """One new item of forty that stand does not halve the interval, though it stands alone in the part that was read."""
    seen = tuple(SeenItem(link=f"https://paper.example/{n}", id=f"id{n}", parked_on=NOW.date()) for n in range(40))
    window = Window(seen=seen, polled=True, standing=40, beyond_cap=500, without_link=2)
    document = replace(KNOWN, window=window)
    part = Part(url="https://paper.example/a.xml", response=response(b"<urlset/>"))
    found = replace(parsed("https://paper.example/new"), partial=True)
    result = interpreted(response(b"", parts=(part,)), found, document=document)
    health, after = result.document.health, result.document.window
    assert (len(result.entries), after.standing, after.beyond_cap, after.without_link) == (1, 41, 500, 2)
    assert health.interval_seconds is not None and HEALTH.interval_seconds is not None
    assert health.interval_seconds >= HEALTH.interval_seconds
    assert result.dropped == {}
    assert result.document.sitemaps == (KnownSitemap(url=part.url, body_hash=body_hash(b"<urlset/>")),)
