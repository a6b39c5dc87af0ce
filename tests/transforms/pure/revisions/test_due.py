"""When an article is asked for again: its checks, what brings one sooner, and what puts one off."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from transforms.pure.revisions.due import (
    LEAST_DISTANCE,
    PATIENCE,
    after_answer,
    after_change,
    after_gone,
    begin_recheck,
    hasten,
    is_gone,
    next_check,
    put_off,
)
from transforms.rechecks import Recheck
from transforms.records import Article, Entry, FeedRef, Fetched, Provenance, Source
from transforms.revision_records import GoneAnswer

AT = datetime(2026, 11, 22, 7, 5, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CHECKS = (3600.0, 6 * 3600.0, 24 * 3600.0)
URL = "https://news.example/dam"
ENTRY = Entry(id="e1", url=URL, link=URL, feed_url="https://news.example/feed", parked_at=AT, content="<p>Dam.</p>")
ARTICLE = Article(
    id="a1",
    url=URL,
    fetched_url=f"{URL}?page=1",
    source=Source(site="news.example"),
    feed=FeedRef(url="https://news.example/feed"),
    fetched=Fetched(fetched_at=AT, status=200, bytes=9, etag='"1"', last_modified="Sun, 22 Nov 2026 07:00:00 GMT"),
    text="The dam opens.",
    modified_at=AT - HOUR,
    provenance=(Provenance(field="text", source="layout"),),
)


def begun(checks: tuple[float, ...] = CHECKS) -> Recheck:
    recheck = begin_recheck(ENTRY, ARTICLE, checks, "articles/date=2026-11-22/part-0.jsonl.gz")
    assert recheck is not None
    return recheck


def test_what_is_remembered_of_an_article_that_is_written() -> None:
    recheck = begun()
    assert (recheck.id, recheck.url, recheck.file) == (
        "a1",
        f"{URL}?page=1",
        "articles/date=2026-11-22/part-0.jsonl.gz",
    )
    assert (recheck.etag, recheck.last_modified) == ('"1"', "Sun, 22 Nov 2026 07:00:00 GMT")
    assert (recheck.version, recheck.done, recheck.since, recheck.seen_at) == (1, 0, AT, AT)
    assert recheck.modified_at == AT - HOUR and recheck.entry == replace(ENTRY, content=None)


@pytest.mark.parametrize(
    ("source", "kept"), [("layout", None), ("feed", "<p>Dam.</p>"), ("trafilatura", "<p>Dam.</p>")]
)
def test_what_a_feed_says_is_kept_where_the_text_hangs_on_it(source: str, kept: str | None) -> None:
    article = replace(ARTICLE, provenance=(Provenance(field="text", source=source),))
    recheck = begin_recheck(ENTRY, article, CHECKS)
    assert recheck is not None and recheck.entry.content == kept


def test_without_checks_nothing_is_asked_again() -> None:
    assert begin_recheck(ENTRY, ARTICLE, ()) is None


@pytest.mark.parametrize(
    ("elapsed", "over", "hours"),
    [(0.0, 0, 1), (0.9, 0, 1), (1.0, 1, 6), (5.0, 1, 6), (23.0, 2, 24)],
)
def test_the_next_check(elapsed: float, over: int, hours: int) -> None:
    following = next_check("a1", AT, AT + elapsed * HOUR, CHECKS)
    assert following is not None
    assert following[0] == over
    assert timedelta(0) <= following[1] - (AT + hours * HOUR) <= timedelta(minutes=15)


def test_herds_part() -> None:
    moments = {following[1] for n in range(200) if (following := next_check(f"a{n}", AT, AT, CHECKS))}
    assert len(moments) == 200
    assert max(moments) - min(moments) > timedelta(minutes=2)


def test_one_answer_ends_all_checks_that_are_over_and_the_last_ends_them() -> None:
    late = after_answer(begun(), AT + 7 * HOUR, CHECKS)
    assert late is not None and late.done == 2 and late.next_at >= AT + DAY
    assert after_answer(late, AT + DAY + HOUR, CHECKS) is None


def test_an_answer_without_a_body_keeps_what_is_known_of_the_page() -> None:
    off = put_off(begun(), AT + HOUR, CHECKS, HOUR)
    assert off is not None
    seen = after_answer(off, AT + 2 * HOUR, CHECKS)
    assert seen is not None
    assert replace(seen, seen_at=AT, next_at=begun().next_at, done=0) == begun()


def test_an_answer_with_the_same_text_brings_new_validators() -> None:
    again = replace(ARTICLE, fetched=Fetched(fetched_at=AT + HOUR, status=200, bytes=9, etag='"2"'), fetched_url=URL)
    seen = after_answer(begun(), AT + HOUR, CHECKS, again)
    assert seen is not None
    assert (seen.etag, seen.last_modified, seen.url, seen.digest) == ('"2"', None, URL, begun().digest)
    assert (seen.version, seen.changes) == (1, 0)


def test_what_changed_is_soon_asked_for_again() -> None:
    changed = after_change(begun(), AT + 6 * HOUR, CHECKS, replace(ARTICLE, text="The dam breaks."))
    assert changed is not None
    assert (changed.version, changed.changes, changed.file) == (2, 1, "")
    assert changed.digest != begun().digest
    assert AT + 15 * HOUR <= changed.next_at <= AT + 15.2 * HOUR  # half of the 18 hours that are left
    unchanged = after_answer(changed, changed.next_at, CHECKS)
    assert unchanged is not None and unchanged.next_at >= AT + DAY and unchanged.version == 2


def test_but_not_sooner_than_in_an_hour_unless_a_check_is_due_anyway() -> None:
    near = after_change(begun(), AT + 4.9 * HOUR, CHECKS, ARTICLE)
    assert near is not None and near.next_at == AT + 5.9 * HOUR
    nearer = after_change(begun(), AT + 5.9 * HOUR, CHECKS, ARTICLE)
    assert nearer is not None and nearer.next_at < AT + 6.9 * HOUR


def test_an_address_is_gone_where_it_says_so_twice_an_hour_apart() -> None:
    once = after_gone(begun(), 404, AT + HOUR)
    assert once.gone == (GoneAnswer(status=404, answered_at=AT + HOUR),)
    assert not is_gone(once) and once.next_at == AT + 2 * HOUR
    too_soon = after_gone(once, 410, AT + 1.5 * HOUR)
    assert too_soon.gone == once.gone and too_soon.next_at == AT + 2 * HOUR
    twice = after_gone(once, 410, AT + 2 * HOUR)
    assert is_gone(twice) and [answer.status for answer in twice.gone] == [404, 410]


def test_any_other_answer_between_begins_anew() -> None:
    back = after_answer(after_gone(begun(), 404, AT + HOUR), AT + 2 * HOUR, CHECKS)
    assert back is not None and back.gone == ()


def test_a_clock_that_was_ahead_when_it_answered_404_counts_for_nothing() -> None:
    ahead = after_gone(begun(), 404, AT + 400 * DAY)
    once = after_gone(ahead, 404, AT + HOUR)
    assert not is_gone(once) and once.next_at == AT + 2 * HOUR


def test_what_cannot_be_asked_for_is_put_off_and_ends_no_check() -> None:
    off = put_off(begun(), AT + HOUR, CHECKS, timedelta(minutes=10))
    assert off is not None
    assert (off.done, off.tries, off.next_at) == (0, 1, AT + HOUR + timedelta(minutes=10))
    last = put_off(off, AT + DAY + PATIENCE - HOUR, CHECKS, DAY)
    assert last is not None and last.next_at == AT + DAY + PATIENCE
    assert put_off(last, last.next_at, CHECKS, HOUR) is None


def test_a_feed_that_says_updated_hastens() -> None:
    recheck = after_answer(begun(), AT + HOUR, CHECKS)
    assert recheck is not None
    sooner = hasten(recheck, AT + 2.5 * HOUR, AT + 3 * HOUR)
    assert sooner is not None and replace(sooner, next_at=recheck.next_at) == recheck
    assert sooner.next_at == AT + 3 * HOUR
    soon = hasten(recheck, AT + 1.2 * HOUR, AT + 1.3 * HOUR)
    assert soon is not None and soon.next_at == AT + HOUR + LEAST_DISTANCE


@pytest.mark.parametrize("updated_at", [AT, AT + HOUR, AT + 90 * DAY], ids=["older", "just then", "in the future"])
def test_not_for_what_was_seen_since_or_cannot_be(updated_at: datetime) -> None:
    recheck = after_answer(begun(), AT + HOUR, CHECKS)
    assert recheck is not None and hasten(recheck, updated_at, AT + 2 * HOUR) is None


def test_a_feed_that_dates_its_items_anew_each_time_costs_few_checks() -> None:
    checks, now, asked = (3600.0, 7 * 86_400.0), AT, 0
    recheck: Recheck | None = begun(checks)
    while recheck is not None and now < AT + 8 * DAY:
        now += timedelta(minutes=15)
        if recheck.next_at <= now:
            recheck, asked = after_answer(recheck, now, checks), asked + 1
        elif (sooner := hasten(recheck, now, now)) is not None:
            recheck = sooner
    assert recheck is None and asked <= 15
