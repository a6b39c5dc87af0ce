"""What is kept from us waits: forbidden by the configuration, denied by robots.txt, or refused by the site."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from small_newsroom import FEED, Newsroom, reply, rss, story, url
from steps import now, set_now

from pipelines.run.passes import Report, ingest
from pipelines.run.retrying import RetryChoice, retry
from transforms.clock import utc_now
from transforms.state.storage import open_store
from transforms.state.verification import verify

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
FORBIDS_ALL = reply(body=b"User-agent: newsbeam\nDisallow: /", kind="text/plain")
BOT_CHECK = b"""<!doctype html><html><head><title>Just a moment...</title>
<script src="/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1"></script></head>
<body><h1>Checking your browser before accessing paper.example</h1>
<p>Please enable JavaScript and cookies to continue.</p></body></html>"""


@pytest.fixture(autouse=True)
def at_noon() -> None:
    set_now(NOON)


def ingest_at(newsroom: Newsroom, moment: datetime, **changes: Any) -> Report:
    """An ingest at a moment, after which the whole dataset is as it should be."""
    set_now(moment)
    report = ingest(newsroom.config(**changes), clock=now)
    assert not report.missing
    state, output = open_store(str(newsroom.output / "_state")), open_store(str(newsroom.output))
    assert [str(finding) for finding in verify(state, output, 1).findings] == []
    return report


def hours(n: float) -> datetime:
    return NOON + timedelta(hours=n)


def test_what_the_configuration_forbids_is_fetched_once_it_is_corrected(newsroom: Newsroom) -> None:
    links = [newsroom.server.url(f"/{n}") for n in range(34)]
    newsroom.server.answers["/feed.xml"] = reply(body=rss(*links), kind="text/xml")
    newsroom.server.answers |= {f"/{n}": reply(body=story(f"/{n}")) for n in range(34)}
    report = ingest_at(newsroom, NOON)
    assert (report.passes, report.owed, dict(report.settled)) == (1, 34, {})
    assert newsroom.rows("failures") == [] and newsroom.server.paths() == ["/feed.xml"]
    assert report.next_try is not None and hours(12) <= report.next_try <= hours(12 * 1.15)

    asked = len(newsroom.server.log)
    idle = ingest_at(newsroom, hours(0.5))
    assert (idle.passes, idle.owed, len(newsroom.server.log)) == (0, 34, asked)

    web = newsroom.settings["web"] | {"allow_addresses": ["127.0.0.1"]}
    corrected = ingest_at(newsroom, hours(0.6), web=web)
    assert (corrected.owed, dict(corrected.settled)) == (0, {"written": 34})
    assert newsroom.written() == sorted(links) and newsroom.rows("failures") == []


def test_what_robots_txt_denies_is_fetched_once_it_is_allowed(newsroom: Newsroom) -> None:
    newsroom.settings |= {"memory_mb": 0, "feeds": [{"url": FEED, "interval": "20d"}]}
    newsroom.publish("/1", "/2")
    newsroom.server.answers["/robots.txt"] = reply(body=b"User-agent: *\nDisallow: /1", kind="text/plain")
    report = ingest_at(newsroom, NOON)
    assert (report.owed, dict(report.settled), newsroom.written()) == (1, {"written": 1}, [url("/2")])

    newsroom.server.answers["/robots.txt"] = reply(404)
    (newsroom.output / "_state" / "sites" / "0.json").unlink()  # As after the six hours for which it counts.
    web = newsroom.settings["web"] | {"connect_seconds": 11}  # Another client, which has not read it either.
    assert ingest_at(newsroom, hours(11), web=web).passes == 0
    assert dict(ingest_at(newsroom, hours(14), web=web).settled) == {"written": 1}
    assert newsroom.written() == [url("/1"), url("/2")] and newsroom.rows("failures") == []


def test_another_user_agent_is_judged_anew_by_robots_txt(newsroom: Newsroom) -> None:
    newsroom.publish("/1")
    newsroom.server.answers["/robots.txt"] = reply(
        body=b"User-agent: newsbeam\nDisallow: /1\n\nUser-agent: *\nAllow: /", kind="text/plain"
    )
    assert ingest_at(newsroom, NOON).owed == 1
    web = newsroom.settings["web"] | {"user_agent": "harbour-archive/1"}
    assert dict(ingest_at(newsroom, hours(0.1), web=web).settled) == {"written": 1}


REFUSALS = {"a status": reply(403), "a check for robots": reply(body=BOT_CHECK)}


@pytest.mark.parametrize("answer", REFUSALS.values(), ids=REFUSALS)
def test_what_a_site_refuses_is_asked_for_again_and_written_once_it_comes(newsroom: Newsroom, answer: Any) -> None:
    newsroom.publish("/1")
    newsroom.server.answers["/1"] = [answer, answer, reply(body=story("/1"))]
    reports = [ingest_at(newsroom, hours(n)) for n in (0, 11, 14, 37, 42, 60)]
    assert [report.owed for report in reports] == [1, 1, 1, 1, 0, 0]
    assert newsroom.server.paths().count("/1") == 3
    assert newsroom.written() == [url("/1")] and newsroom.rows("failures") == []


def test_what_is_never_given_fails_for_its_own_reason(newsroom: Newsroom) -> None:
    newsroom.publish("/1")
    newsroom.server.answers["/1"] = reply(403, headers={"Server": "wall"})
    report = ingest_at(newsroom, NOON)
    while report.next_try is not None:
        assert report.owed == 1 and newsroom.rows("failures") == []
        report = ingest_at(newsroom, report.next_try)
    (failure,) = newsroom.rows("failures")
    tries = newsroom.server.paths().count("/1")
    assert 6 <= tries <= 7
    assert (failure["stage"], failure["reason"], failure["attempts"]) == ("fetch", "http_403", tries)
    assert failure["message"] == (
        f"{url('/1')}: the server answered 403: it refuses us, perhaps as an automated client;"
        f" refused {tries} times since 2026-11-22 12:00 UTC"
    )
    assert (failure["evidence"]["status"], failure["evidence"]["server"]) == (403, "wall")
    assert failure["failed_at"] == "2026-12-22T12:00:00Z"


def test_what_failed_for_its_own_reason_is_owed_again_by_a_retry(newsroom: Newsroom) -> None:
    newsroom.publish("/1")
    newsroom.server.answers["/1"] = reply(403)
    begun = utc_now() - timedelta(days=31)  # A retry counts from the real clock.
    ingest_at(newsroom, begun)
    assert ingest_at(newsroom, begun + timedelta(days=30)).owed == 0
    assert newsroom.failed() == {url("/1"): "http_403"}
    newsroom.server.answers["/1"] = reply(body=story("/1"))
    assert retry(newsroom.config(), RetryChoice(reasons=("http_403",)), dry_run=False).retried.parked
    assert dict(ingest_at(newsroom, utc_now()).settled) == {"written": 1}
    assert newsroom.written() == [url("/1")]


def test_two_processes_that_are_configured_differently_do_not_ask_by_turns(newsroom: Newsroom) -> None:
    newsroom.publish("/1")
    newsroom.server.answers["/1"] = reply(403)
    known = newsroom.settings["web"] | {"contact": "desk@harbour.example"}
    for n in range(6):
        ingest_at(newsroom, hours(n / 10), web=known if n % 2 else newsroom.settings["web"])
    assert newsroom.server.paths().count("/1") == 2
