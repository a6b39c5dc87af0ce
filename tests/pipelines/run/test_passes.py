"""Passes: how many are made, what each ends with, and what the configuration says of what is owed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from small_newsroom import OTHER, Newsroom, reply, story, url
from steps import now, set_now

from pipelines.config.config import Config
from pipelines.run.passes import Report, ingest, runner_of
from transforms.pure.net.urls import shard_of, url_id

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def at_noon() -> None:
    set_now(NOON)


def test_one_pass_settles_what_can_be_settled(newsroom: Newsroom) -> None:
    newsroom.publish("/1", "/2")
    newsroom.server.answers["/2"] = reply(404)
    report = ingest(newsroom.config(), clock=now)
    assert (report.passes, report.parked, report.owed, report.next_try) == (1, 2, 0, None)
    assert dict(report.settled) == {"written": 1, "failed/http_404": 1}
    assert (newsroom.written(), newsroom.failed()) == ([url("/1")], {url("/2"): "http_404"})
    assert not report.missing and not report.interrupted and not report.out_of_time


def test_with_nothing_to_do_no_pass_is_made(newsroom: Newsroom) -> None:
    newsroom.publish("/1")
    ingest(newsroom.config(), clock=now)
    asked = len(newsroom.server.log)
    report = ingest(newsroom.config(), clock=now)
    assert (report.passes, report.counts.total(), report.manifests) == (0, 0, [])
    assert len(newsroom.server.log) == asked


def test_all_feeds_are_polled_on_request(newsroom: Newsroom) -> None:
    newsroom.publish("/1")
    ingest(newsroom.config(), clock=now)
    newsroom.publish("/1", "/2")
    assert ingest(newsroom.config(), clock=now).passes == 0
    report = ingest(newsroom.config(), poll_all=True, clock=now)
    assert dict(report.settled) == {"written": 1}
    assert newsroom.written() == [url("/1"), url("/2")]


def test_what_failed_for_now_is_owed_until_its_time_comes(newsroom: Newsroom) -> None:
    newsroom.publish("/1")
    newsroom.server.answers["/1"] = reply(503)
    report = ingest(newsroom.config(), clock=now)
    assert (report.passes, report.owed, dict(report.settled)) == (1, 1, {})
    assert report.next_try is not None and NOON + timedelta(minutes=10) <= report.next_try
    newsroom.server.answers["/1"] = reply(200, story("/1"))
    assert ingest(newsroom.config(), clock=now).owed == 1
    set_now(report.next_try)
    assert ingest(newsroom.config(), clock=now).owed == 0
    assert newsroom.written() == [url("/1")]


@pytest.mark.parametrize(
    ("feeds", "drop_owed", "settled"),
    [
        pytest.param([], False, {"written": 1}, id="removed"),
        pytest.param([{"url": url("/feed.xml"), "enabled": False}], False, {"written": 1}, id="disabled"),
        pytest.param([], True, {"dropped/feed_removed": 1}, id="removed, drop_owed"),
        pytest.param(
            [{"url": url("/feed.xml"), "enabled": False}], True, {"dropped/feed_removed": 1}, id="disabled, drop_owed"
        ),
    ],
)
def test_a_feed_that_is_given_up_keeps_what_it_is_owed(
    newsroom: Newsroom, feeds: list[object], drop_owed: bool, settled: dict[str, int]
) -> None:
    newsroom.publish("/1")
    newsroom.server.answers["/1"] = reply(503)
    ingest(newsroom.config(), clock=now)
    newsroom.server.answers["/1"] = reply(200, story("/1"))
    set_now(NOON + timedelta(hours=2))
    polled = newsroom.server.paths().count("/feed.xml")
    other = url("/other.xml")  # a configuration has at least one feed
    report = ingest(newsroom.config(feeds=[*feeds, other], drop_owed=drop_owed), clock=now)
    assert {name: n for name, n in report.settled.items() if not name.startswith("poll_")} == settled
    assert report.owed == 0
    assert newsroom.server.paths().count("/feed.xml") == polled


def test_languages_are_kept_by_what_the_page_turns_out_to_be(newsroom: Newsroom) -> None:
    newsroom.publish("/1", "/2")
    newsroom.server.answers["/2"] = reply(200, story("/2", "de"))
    report = ingest(newsroom.config(keep={"languages": ["en"]}), clock=now)
    assert dict(report.settled) == {"written": 1, "dropped/language": 1}
    assert [(row["url"], row["language"]) for row in newsroom.rows()] == [(url("/1"), "en")]


def test_a_redirect_into_another_shard_makes_another_pass(newsroom: Newsroom) -> None:
    there = url("/moved", OTHER)
    assert shard_of(url("/1"), 8) != shard_of(there, 8)
    newsroom.publish("/1")
    newsroom.server.answers |= {
        "/1": reply(301, headers={"Location": there}),
        "/moved": reply(200, story("moved")),
    }
    report = ingest(newsroom.config(shards=8), clock=now)
    assert report.passes == 2
    assert dict(report.settled) == {"dropped/moved": 1, "written": 1}
    assert newsroom.written() == [there]
    assert (report.owed, report.missing) == (0, {})


def test_with_one_shard_the_same_redirect_is_followed_at_once(newsroom: Newsroom) -> None:
    there = url("/moved", OTHER)
    newsroom.publish("/1")
    newsroom.server.answers |= {
        "/1": reply(301, headers={"Location": there}),
        "/moved": reply(200, story("moved")),
    }
    report = ingest(newsroom.config(), clock=now)
    assert (report.passes, dict(report.settled)) == (1, {"written": 1})
    (row,) = newsroom.rows()
    assert (row["url"], row["id"], row["feed"]["entry_title"]) == (there, url_id(there), "Story 1")


def test_after_max_minutes_no_request_is_begun(newsroom: Newsroom) -> None:
    newsroom.publish("/1", "/2")

    async def an_hour_later(request: web.Request) -> web.Response:
        set_now(NOON + timedelta(minutes=61))
        return web.Response(body=story("/1"), content_type="text/html")

    newsroom.server.answers["/1"] = an_hour_later
    report = ingest(newsroom.config(), clock=now)
    assert report.out_of_time and not report.interrupted
    assert (dict(report.settled), report.owed) == ({"written": 1}, 1)
    assert "/2" not in newsroom.server.paths()
    rest = ingest(newsroom.config(), clock=now)
    assert (dict(rest.settled), rest.owed, rest.out_of_time) == ({"written": 1}, 0, False)
    assert newsroom.written() == [url("/1"), url("/2")]


def test_an_inbox_file_that_disappears_is_noticed(newsroom: Newsroom) -> None:
    newsroom.publish("/1", "/2")

    newsroom.server.answers["/1"] = newsroom.lose_the_inbox
    report = ingest(newsroom.config(), clock=now)
    assert report.missing == {0: [url_id(url("/1"))]}
    assert dict(report.settled) == {"written": 1}


def test_an_ingest_adds_up_what_its_passes_did(newsroom: Newsroom) -> None:
    newsroom.publish("/1", "/2", "/3")
    report = ingest(newsroom.config(fetch={"turn_entries": 1}), clock=now)
    assert isinstance(report, Report)
    assert (report.counts["poll/new"], report.counts["fetch/pages"], report.parked) == (1, 3, 3)
    assert dict(report.settled) == {"written": 3}
    assert [manifest.sequence for manifest in report.manifests] == list(range(1, report.passes + 1))


@pytest.mark.parametrize(
    ("flags", "runner"),
    [
        pytest.param([], "FlinkRunner", id="the configuration's"),
        pytest.param(["--runner=PrismRunner", "--streaming"], "PrismRunner", id="named with ="),
        pytest.param(["--streaming", "--runner", "PrismRunner"], "PrismRunner", id="named behind a blank"),
    ],
)
def test_the_runner_is_the_one_that_was_named(flags: list[str], runner: str) -> None:
    assert runner_of(Config(output="out", runner="FlinkRunner"), flags) == runner


NOTE = "Send the desk a letter at any hour of the night, and we will answer it before the morning."
MATTERS = {
    "/1": (
        "Rain fills the cellars",
        "The water stood knee deep in the cellars of village {}, and all of the pumps ran.",
    ),
    "/2": (
        "New school for Hillbury",
        "Pupils of class {} have waited long winters for a roof that keeps the snow out.",
    ),
    "/3": ("Orchard prize goes north", "A jury of gardeners tasted apples of kind {} and found the smallest the best."),
}


@pytest.mark.parametrize(("memory", "noted"), [("on", 2), ("off", 3)])
def test_what_a_site_repeats_is_known_in_the_next_run(newsroom: Newsroom, memory: str, noted: int) -> None:
    config = newsroom.config(extract={"processes": 0, "memory": memory})
    for path, (title, sentence) in MATTERS.items():
        lines = "".join(
            f"<p>{sentence.format(number)}</p>" for number in ["one", "two", "three", "four", "five", "six", "seven"]
        )
        page = f"<!doctype html><html><h1>{title}</h1><article>{lines}<p>{NOTE}</p></article></html>"
        newsroom.server.answers[path] = reply(body=page.encode())
    newsroom.publish("/1", "/2")
    ingest(config, clock=now)
    newsroom.publish("/1", "/2", "/3")
    ingest(config, poll_all=True, clock=now)
    rows = {row["url"]: row for row in newsroom.rows()}
    assert sum(row["text"].endswith(NOTE) for row in rows.values()) == noted
    assert ("site_repeats" in rows[url("/3")]["quality"]["flags"]) == (memory == "on")
