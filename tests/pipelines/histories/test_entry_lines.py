"""Lines of an entry's history, for each way in which it can stand."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from one_shard import NOON
from small_dataset import address, article_of, entry_of, failure_of

from pipelines.histories.entry_lines import describe_entry, describe_robots
from pipelines.histories.events import Event
from pipelines.histories.records import EntryHistory, Fate, PlacedRow, RobotsMemory, Standing, StoryPlace
from transforms import reasons
from transforms.records import Evidence, Hop, Provenance, Quality
from transforms.state.log import Deferral
from transforms.web.rests import HostRest

URL = address("valley/flood")
ARTICLE = PlacedRow(path="articles/date=2026-11-22/part-1.jsonl.gz", line=17, record=article_of("valley/flood"))

STORY = StoryPlace(story_id="s", title="Flood", articles=3, copy_of="b")


def event(what: Any, **more: Any) -> Event:
    return Event(**{"at": NOON, "what": what, "id": "a", "shard": 0, "commit": 7, "pass_id": "p1"} | more)


def lines(fate: Fate, columns: int = 4000, **more: Any) -> list[str]:
    known = EntryHistory(asked=URL, id="a", url=URL, site="valley.example", shard=0, shards=2, fate=fate)
    return describe_entry(replace(known, **more), NOON, columns).splitlines()


@pytest.mark.parametrize(
    ("fate", "more", "said"),
    [
        ("written", {"events": (event("written"),)}, "Status    Written, 2026-11-22 12:00 UTC, by commit 7 of shard 0 of run p1"),
        ("failed", {"events": (event("failed"),)}, "Status    Failed for good, 2026-11-22 12:00 UTC, by commit 7"),
        ("dropped", {"events": (event("dropped", reason=reasons.LANGUAGE),)}, "Status    Dropped as `language`, 2026-11-22"),
        ("dropped", {"events": (event("dropped", reason=reasons.LANGUAGE),)}, "UTC: language: The language is none of those"),
        ("dropped", {"events": (event("dropped", reason=reasons.MOVED, led_to="b"),)}, "it led to b"),
        ("taken down", {"events": (event("taken down", note="why"),)}, "Reason given: why"),
        ("settled", {"settled_on": "2026-11-20"}, "Note      settled, and last seen on 2026-11-20"),
        ("owed", {"entry": entry_of("valley/flood")}, "Status    Owed: it is parked, and not fetched yet, since 2026-11-22"),
        ("owed", {"entry": entry_of("valley/flood")}, "parked 2026-11-22 12:00 UTC, by a poll of https://valley.example/feed"),
        ("unparked", {}, "Between two steps of a retry"),
        ("unknown", {}, "Status    Unknown"),
        ("unknown", {}, "is found by `--scan`"),
        ("written", {"rows": (ARTICLE,)}, "Row       articles/date=2026-11-22/part-1.jsonl.gz, line 17"),
        ("written", {"rows": (replace(ARTICLE, was="articles/x"),)}, "written as articles/x; its rows were put into"),
        ("written", {"gone": ("articles/x",)}, "articles/x had it; the row is there no more"),
        ("owed", {"doubtful": ("articles/x",)}, "articles/x: in doubt"),
        ("written", {"led_to": "b"}, "led to b, the id of the page's own address"),
        ("written", {"ways": ("b", "c")}, "2 other entries led to it: b, c"),
        ("written", {"ways": tuple("bcdefg")}, "6 other entries led to it: b, c, d, e and 2 more"),
        ("written", {"stories": (STORY,)}, 's "Flood", of 3 articles; a copy of b'),
        ("unknown", {"known_since": NOON, "searched": 2}, "what ended before 2026-11-22 12:00 UTC was not recorded by id; 2"),
    ],
)  # fmt: skip
def test_each_thing_has_its_line(fate: Fate, more: dict[str, Any], said: str) -> None:
    assert said in "\n".join(lines(fate, **more))


def test_tries_are_told_with_what_put_them_off() -> None:
    later = NOON + timedelta(hours=2)
    tries = tuple(event("deferred", reason=reasons.TIMEOUT, attempts=n, not_before=later) for n in range(1, 7))
    told = lines("owed", events=(*tries, event("reopened")), entry=entry_of("valley/flood"))
    at = told.index("Tries     3 earlier")
    assert told[at + 1] == "          2026-11-22 12:00 UTC: timeout, after 4 tries; put off until 2026-11-22 14:00 UTC"
    assert told[at + 4] == "          2026-11-22 12:00 UTC: made owed again by `newsbeam retry`"
    deferral = Deferral(attempts=0, not_before=later, reason=reasons.SITE_DOWN)
    told = lines("owed", deferral=deferral, entry=entry_of("valley/flood"))
    assert (
        "Tries     no try (the site was not asked), the last ended as site_down; put off until 2026-11-22 14:00 UTC"
        in told
    )


def test_a_failure_is_told_with_its_answer_and_its_way() -> None:
    way = (Hop(status=301, url="https://a.example/", location="https://b.example/"),)
    evidence = Evidence(
        status=404, content_type="text/html", bytes=1200, title="Gone", server="x", retry_after="9", redirects=way
    )
    record = replace(
        failure_of("valley/flood"), reason=reasons.http_status(404), message="it failed", attempts=2, evidence=evidence
    )
    told = "\n".join(lines("failed", rows=(PlacedRow(path="failures/x", line=1, record=record),)))
    assert "Failure   2026-11-22 12:00 UTC: http_404 (stage fetch), after 2 tries\n          it failed\n" in told
    assert 'Answer: status 404, text/html, 1,200 bytes, title "Gone", server x, Retry-After 9' in told
    assert "Way       301 https://a.example/ -> https://b.example/" in told
    assert "The server has no page at this address" in told


def test_an_article_is_told_with_its_page_its_text_and_its_ways() -> None:
    record = replace(
        article_of("valley/flood"), fetched_url="https://f.example/", canonical_url="https://c.example/", word_count=1412,
        quality=Quality(confidence=0.931, agreement=0.9, flags=("short",)),
        provenance=(Provenance(field="text", source="layout"),),
    )  # fmt: skip
    told = "\n".join(lines("written", rows=(replace(ARTICLE, record=record),)))
    assert "article, 1,412 words, chosen from layout; two readings agree by 0.90; confidence 0.93; flags: short" in told
    assert "fetched from https://f.example/" in told and "the page states https://c.example/ as its address" in told
    assert "no ETag, no Last-Modified" in told


def test_feeds_that_remember_it_are_told() -> None:
    feed = Standing(
        feed_url="https://valley.example/feed", link=URL, parked_on=date(2026, 11, 20), stands=True, is_listed=True
    )
    told = lines("written", standings=(feed, replace(feed, parked_on=None, stands=False, is_listed=False)))
    assert "Seen      https://valley.example/feed: parked on 2026-11-20; it stands in it" in told
    assert (
        "          https://valley.example/feed: its item was left out; it has left it; that feed is not polled any more"
        in told
    )
    handed = replace(entry_of("valley/flood"), came_from=("https://a.example/1",))
    assert f"Way       handed over from site to site: https://a.example/1 -> {URL}" in lines("owed", entry=handed)


@pytest.mark.parametrize(
    ("robots", "said"),
    [
        (RobotsMemory(origin="o", verdict="ignored"), "not asked for, since `web.respect_robots` is off"),
        (
            RobotsMemory(origin="o", verdict="unknown"),
            "nothing is remembered of o/robots.txt now; it is read before the next request",
        ),
        (
            RobotsMemory(origin="o", verdict="denied", status=200, until=NOON + timedelta(hours=1), crawl_delay_seconds=2),
            "denied, as o/robots.txt was read (status 200), until 2026-11-22 13:00 UTC (in 1 h); crawl-delay 2 s",
        ),
        (
            RobotsMemory(origin="o", verdict="unreadable", until=NOON + timedelta(hours=1), problem="timed out"),
            "nothing may be fetched for now, as o/robots.txt was read (no answer), until 2026-11-22 13:00 UTC (in 1 h):"
            " timed out",
        ),
    ],
)  # fmt: skip
def test_the_robots_verdict_is_told_as_remembered(robots: RobotsMemory, said: str) -> None:
    assert describe_robots(robots, None, NOON) == [said]


def test_a_host_that_is_left_alone_is_told() -> None:
    rest = HostRest(down_until=NOON + timedelta(hours=1), down_because="dns", wait_until=NOON - timedelta(hours=1))
    assert describe_robots(None, rest, NOON) == [
        "the host is left alone until 2026-11-22 13:00 UTC (in 1 h), down: dns"
    ]


def test_lines_fit_a_narrow_terminal() -> None:
    told = lines("owed", columns=60, entry=entry_of("valley/flood"), outlook=("The next turn asks for it. " * 5,))
    assert all(len(line) <= 60 for line in told)
