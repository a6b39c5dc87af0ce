"""The step that harvests, over real HTTP: which turns are taken, what is polled and fetched, and what is broken says so."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

import page_tasks
import pytest
from hostile_server import HTML, Handler, conditional, redirect, reply
from msgspec.structs import replace
from one_shard import entry
from papers import FEED, FEED_ID, HOST, NOON, ONE_O_CLOCK, Paper, rss
from steps import set_now

from transforms.clock import utc_now
from transforms.pure.feeds.schedule_options import ScheduleOptions
from transforms.pure.net.urls import shard_of, url_id
from transforms.records import Feed
from transforms.state.documents import (
    Due,
    SitesDocument,
    listing_hash,
    load_due,
    load_sites,
    save_due,
    save_sites,
)
from transforms.state.inbox import park
from transforms.state.log import Deferral
from transforms.state.rests import save_rests
from transforms.state.roster import make_roster
from transforms.turns import Began, Dropped, Ended, Failed, Pass, Polls
from transforms.web.options import WebOptions
from transforms.web.rests import HostRest
from transforms.web.terms import terms_of

LINKS = [f"http://{host}/1" for host in ("paper.example", "other.example", "third.example", "fourth.example")]


def test_a_turn_begins_and_polls(paper: Paper) -> None:
    paper.answers(reply(body=rss(f"http://{HOST}/1"), kind="text/xml"))
    began, ended = paper.poll()
    assert isinstance(began, Began) and isinstance(ended, Ended)
    assert began.turn is ended.turn
    assert began.turn.due.polled == [FEED_ID]
    assert began.turn.due.polls == {FEED_ID: (NOON + timedelta(hours=1)).timestamp()}
    assert paper.parked() == [f"http://{HOST}/1"]
    assert paper.document().pass_id == "p1"


def test_the_next_poll_asks_with_what_the_last_one_brought(paper: Paper) -> None:
    paper.answers(conditional('"v1"', rss(f"http://{HOST}/1")))
    paper.poll()
    set_now(NOON + timedelta(hours=2))
    paper.poll(deadline=NOON + timedelta(hours=3))
    first, second = [asked for asked in paper.server.log if asked.path == "/feed.xml"]
    assert "If-None-Match" not in first.headers
    assert second.headers["If-None-Match"] == '"v1"'
    assert len(paper.parked()) == 1 and paper.document().etag == '"v1"'


@pytest.mark.parametrize("polls", get_args(Polls))
def test_a_pass_says_which_feeds_are_polled(paper: Paper, polls: Polls) -> None:
    paper.answers(reply(body=rss(), kind="text/xml"))
    paper.poll()
    paper.poll(polls)  # the feed is not due
    assert paper.server.paths().count("/feed.xml") == (2 if polls == "all" else 1)


def test_a_shard_with_nothing_to_do_is_not_touched(paper: Paper) -> None:
    feeds_hash = make_roster([FEED], 1).of(0, paper.state).hash
    due = Due(day="2026-11-22", inbox_hash=listing_hash([]), feeds_hash=feeds_hash, next_poll=NOON.timestamp() + 60)
    save_due(paper.state, 0, due)
    assert paper.poll() == []
    assert paper.server.log == []


@pytest.mark.parametrize(("polls", "known"), [("all", {FEED_ID}), ("none", {FEED_ID, "removed"})])
def test_feeds_that_were_removed_are_forgotten_by_a_pass_that_looks_at_feeds(
    paper: Paper, polls: Polls, known: set[str]
) -> None:
    paper.answers(reply(body=rss(), kind="text/xml"))
    save_due(paper.state, 0, Due(polls={FEED_ID: 1.0, "removed": 1.0}))
    _, ended = paper.poll(polls)
    assert set(ended.turn.due.polls) == known


def test_advice_that_is_lost_is_made_anew_from_the_feeds_themselves(paper: Paper) -> None:
    paper.answers(reply(body=rss(), kind="text/xml"))
    paper.poll()
    assert load_due(paper.state, 0) == Due(), "the writer saves the advice at the turn's end"
    _, ended = paper.poll()
    assert ended.turn.due.polls == {FEED_ID: (NOON + timedelta(hours=1)).timestamp()}
    assert paper.server.paths() == ["/feed.xml"]


def test_when_the_time_is_up_no_request_is_begun(paper: Paper) -> None:
    began, ended = paper.poll(deadline=NOON)
    assert isinstance(ended, Ended) and began.turn.due.polled == []
    assert paper.server.paths() == []


def test_a_turn_whose_time_was_over_before_the_last_one_began_is_not_made(paper: Paper) -> None:
    paper.answers(reply(body=rss(), kind="text/xml"))
    assert [type(element) for element in paper.poll("all", next_tick=NOON - timedelta(minutes=9))] == [Began, Ended]
    assert paper.poll("all", next_tick=NOON - timedelta(minutes=8)) == []
    assert paper.server.paths() == ["/feed.xml"]


def test_a_turn_of_a_tick_has_its_time_from_when_it_begins(paper: Paper) -> None:
    paper.answers(reply(body=rss(), kind="text/xml"))
    began, _ = paper.poll(deadline=None, next_tick=NOON - timedelta(minutes=9), turn_seconds=60)
    assert began.turn.deadline == NOON + timedelta(seconds=60)


def test_a_feeds_own_headers_go_to_its_own_origin_only(paper: Paper) -> None:
    paper.feeds = (replace(FEED, headers={"X-Key": "secret"}),)
    paper.answers(redirect("http://other.example/rss"))
    paper.server.answers["/rss"] = reply(body=rss(), kind="text/xml")
    paper.poll()
    told = {asked.host: asked.headers.get("X-Key") for asked in paper.server.log if asked.path != "/robots.txt"}
    assert told == {HOST: "secret", "other.example": None}


@pytest.mark.parametrize("scope", ["feed", "site"])
def test_headers_reach_the_pages_of_the_feeds_own_site_where_the_user_says_so(paper: Paper, scope: Any) -> None:
    paper.feeds = (replace(FEED, headers={"Cookie": "member=secret"}, headers_for=scope),)
    paper.answers(reply(body=rss(f"http://{HOST}/a", "http://other.example/b"), kind="text/xml"))
    paper.server.answers["/a"] = paper.server.answers["/b"] = reply(body=b"<p>x</p>")
    found = paper.harvest(Pass(id="p1", deadline=ONE_O_CLOCK, polls="all"))
    told = {asked.path: asked.headers.get("Cookie") for asked in paper.server.log}
    assert told == {
        "/robots.txt": None,
        "/.well-known/tdmrep.json": None,
        "/feed.xml": "member=secret",
        "/a": "member=secret" if scope == "site" else None,
        "/b": None,
    }
    assert "secret" not in f"{[one for one in found if not isinstance(one, Began | Ended)]}"
    make_roster(paper.feeds, 1).share(paper.state, NOON)
    written = [path.read_bytes() for path in Path(paper.roots.state).rglob("*") if path.is_file()]
    assert written and not [data for data in written if b"member" in data]


def test_headers_stay_with_the_address_that_the_user_wrote_when_the_feed_has_moved(paper: Paper) -> None:
    paper.feeds = (replace(FEED, headers={"X-Key": "secret"}),)
    paper.options["schedule"] = ScheduleOptions(jitter=0.0, redirect_sightings=1, redirect_days=0)
    paper.answers(redirect("http://other.example/rss", 301))
    paper.server.answers["/rss"] = reply(body=rss(), kind="text/xml")
    paper.poll("all")
    assert paper.document().health.adopted_url == "http://other.example/rss"
    paper.poll("all")
    told = [asked.headers.get("X-Key") for asked in paper.server.log if asked.path == "/rss"]
    assert told == [None, None]


def test_an_entry_that_another_site_handed_over_is_asked_for_without_them(paper: Paper) -> None:
    paper.feeds = (replace(FEED, headers={"X-Key": "secret"}, headers_for="site"),)
    paper.answers(reply(body=rss(), kind="text/xml"))
    paper.server.answers["/a"] = reply(body=b"<p>x</p>")
    moved = replace(entry("a"), url=f"http://{HOST}/a", feed_url=FEED.url, came_from=("http://other.example/x",))
    park(paper.state, 0, [moved])
    paper.poll()
    assert [asked.headers.get("X-Key") for asked in paper.server.log if asked.path == "/a"] == [None]


@pytest.mark.parametrize("adopted", [False, True], ids=["seen before", "adopted"])
def test_a_feed_that_moved_to_a_site_of_another_shard_keeps_to_what_that_shard_knows_of_it(
    paper: Paper, adopted: bool
) -> None:
    other = "other.example"
    shards = next(n for n in range(2, 99) if shard_of(HOST, n) == 0 != shard_of(other, n))
    paper.roots = replace(paper.roots, shards=shards)
    if adopted:
        paper.options["schedule"] = ScheduleOptions(jitter=0.0, redirect_sightings=1, redirect_days=0)
    paper.answers(redirect(f"http://{other}/rss", 301))
    paper.server.answers["/rss"] = reply(body=rss(), kind="text/xml")
    paper.poll("all")
    save_rests(paper.state, shard_of(other, shards), {other: HostRest(wait_until=utc_now() + timedelta(hours=1))})
    paced = SitesDocument(version=1, sites={other: {"pace": {"average_seconds": 0.5}}})
    save_sites(paper.state, shard_of(other, shards), paced)
    asked_before = len([asked for asked in paper.server.log if asked.host == other])
    assert (paper.document().health.adopted_url is not None) == adopted
    _, failed, _ = paper.poll("all")
    assert failed.failure.reason == "host_waiting"
    assert len([asked for asked in paper.server.log if asked.host == other]) == asked_before
    # What is known of other shards' sites is theirs to keep.
    assert load_sites(paper.state, shard_of(other, shards)).web_memory == paced.web_memory


NO_RSS = b"<!doctype html><html><title>Welcome</title><p>Our feeds have moved.</p></html>"
NO_FEED = f"http://{HOST}/feed.xml: expected RSS, Atom or JSON Feed, got "
BROKEN = {
    "HTML": (reply(body=NO_RSS), "not_a_feed", f"{NO_FEED}an HTML page (text/html, {len(NO_RSS)} bytes)"),
    "empty": (reply(kind="text/xml"), "empty_feed_document", f"{NO_FEED}an empty document (text/xml, 0 bytes)"),
    "cut off": (
        reply(body=b"<rss version='2.0'><channel>", kind="text/xml"),
        "malformed_feed",
        f"{NO_FEED}a feed that is cut off or broken before its first item (text/xml, 28 bytes)",
    ),
    "JSON that is no feed": (
        reply(body=b'{"error": "gone"}', kind="application/json"),
        "not_a_feed",
        f"{NO_FEED}JSON that is no feed (application/json, 17 bytes)",
    ),
    "a picture": (
        reply(body=b"\x89PNG\r\n", kind="image/png"),
        "content_type",
        f"http://{HOST}/feed.xml: expected a feed (RSS, Atom or JSON Feed), got image/png",
    ),
    "missing": (
        reply(404),
        "http_404",
        f"http://{HOST}/feed.xml: the server answered 404: there is no such page",
    ),
    "gone": (
        reply(410),
        "http_410",
        f"http://{HOST}/feed.xml: the server answered 410: the page is gone for good",
    ),
    "down for a while": (
        reply(503, headers={"Retry-After": "120"}),
        "http_503",
        f"http://{HOST}/feed.xml: the server answered 503: it is not available now; it asks to wait 120 s",
    ),
    "in a circle": (
        redirect("/feed.xml"),
        "too_many_redirects",
        f"http://{HOST}/feed.xml: redirects in a circle, back to http://{HOST}/feed.xml",
    ),
}


@pytest.mark.parametrize(("answer", "reason", "message"), BROKEN.values(), ids=BROKEN)
def test_a_broken_feed_says_what_is_wrong(paper: Paper, answer: Handler, reason: str, message: str) -> None:
    paper.answers(answer)
    _, failed, _ = paper.poll()
    assert isinstance(failed, Failed) and failed.id is None
    assert (failed.failure.stage, failed.failure.reason, failed.failure.message) == ("poll", reason, message)
    health = paper.document().health
    assert health.last_error == message and health.failures > 0
    assert health.next_poll_at is not None and health.next_poll_at > NOON


def test_a_feed_that_is_too_large_is_not_read(paper: Paper) -> None:
    paper.web["feed_max_bytes"] = 1000
    paper.answers(reply(body=rss(*LINKS) + b" " * 2000, kind="text/xml"))
    _, failed, _ = paper.poll()
    assert failed.failure.message == f"http://{HOST}/feed.xml: the body is larger than 1000 bytes"
    assert paper.parked() == []


def padded(word: bytes) -> bytes:
    return word + b" " * 300_000


UNREADABLE = {
    "ends its process": (b"crash", 30.0, "the child process died with exit code 7"),
    "takes too long": (b"hang", 0.5, "no answer after 0.5 s: the child process was killed"),
}


@pytest.mark.parametrize(("word", "seconds", "problem"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_large_feed_cannot_take_the_worker_along(paper: Paper, word: bytes, seconds: float, problem: str) -> None:
    paper.parse = page_tasks.read_feed
    paper.options["parse_seconds"] = seconds
    paper.answers(reply(body=padded(word), kind="text/xml"))
    _, failed, ended = paper.poll()
    assert isinstance(ended, Ended)
    assert failed.failure.reason == "unreadable_feed"
    assert failed.failure.message == (
        f"http://{HOST}/feed.xml: the document ({len(padded(word))} bytes) could not be read: {problem}"
    )


def test_a_large_feed_is_read_in_the_pool(paper: Paper) -> None:
    paper.answers(reply(body=rss(f"http://{HOST}/1") + padded(b""), kind="text/xml"))
    assert [type(element) for element in paper.poll()] == [Began, Ended]
    assert paper.parked() == [f"http://{HOST}/1"]


def test_one_broken_feed_does_not_stop_the_others(paper: Paper) -> None:
    paper.feeds = (FEED, Feed(url=f"http://{HOST}/other.xml"))
    paper.answers(reply(404))
    paper.server.answers["/other.xml"] = reply(body=rss(f"http://{HOST}/1"), kind="text/xml")
    assert sorted(type(element).__name__ for element in paper.poll()) == ["Began", "Ended", "Failed"]
    assert paper.parked() == [f"http://{HOST}/1"]


def test_owed_pages_are_fetched_and_the_turn_ends(paper: Paper) -> None:
    paper.owe("/1", "/2")
    paper.server.answers |= {"/1": reply(body=HTML), "/2": reply(body=HTML, headers={"ETag": '"2"'})}
    first, second, end = paper.fetch()
    assert {page.fetched_url for page in (first, second)} == {f"http://{HOST}/1", f"http://{HOST}/2"}
    assert first.body == second.body == HTML and isinstance(end, Ended)
    assert HOST in end.turn.sites.web_memory["sites"]


NO_PAGE = f"http://{HOST}/1: "
BROKEN_PAGES = {
    "missing": (reply(404), "http_404", f"{NO_PAGE}the server answered 404: there is no such page"),
    "gone": (reply(410), "http_410", f"{NO_PAGE}the server answered 410: the page is gone for good"),
    "a picture": (
        reply(body=b"\xff\xd8\xff", kind="image/jpeg"),
        "content_type",
        f"{NO_PAGE}expected an HTML page, got image/jpeg",
    ),
    "a document": (
        reply(body=b"%PDF-1.7", kind="application/pdf"),
        "content_type",
        f"{NO_PAGE}expected an HTML page, got application/pdf",
    ),
    "JSON": (
        reply(body=b"{}", kind="application/json"),
        "content_type",
        f"{NO_PAGE}expected an HTML page, got application/json",
    ),
    "a redirect to nowhere": (
        redirect("mailto:desk@paper.example"),
        "bad_redirect",
        f"{NO_PAGE}redirects to no page of the web: ",
    ),
}


@pytest.mark.parametrize(("answer", "reason", "message"), BROKEN_PAGES.values(), ids=BROKEN_PAGES)
def test_a_page_that_is_none_fails_and_says_why(paper: Paper, answer: Handler, reason: str, message: str) -> None:
    paper.owe("/1")
    paper.server.answers["/1"] = answer
    failed, _ = paper.fetch()
    assert isinstance(failed, Failed), failed
    assert (failed.failure.stage, failed.failure.reason, failed.failure.retryable) == ("fetch", reason, False)
    assert failed.failure.message.startswith(message)
    assert failed.id == url_id(f"http://{HOST}/1")


KEPT_FROM_US = {
    "too large for the configuration": (reply(body=HTML + b" " * 2000), "too_large"),
    "a redirect into a private network": (redirect("http://10.1.2.3/admin"), "blocked_address"),
    "a meta refresh into a private network": (
        reply(body=b"<html><meta http-equiv='refresh' content='0; url=http://10.1.2.3/admin'></html>"),
        "blocked_address",
    ),
    "a page behind a login": (reply(401), "http_401"),
    "a page to be paid for": (reply(402), "http_402"),
    "a refusal": (reply(403), "http_403"),
    "a page that the law withholds": (reply(451), "http_451"),
}


@pytest.mark.parametrize(("answer", "reason"), KEPT_FROM_US.values(), ids=KEPT_FROM_US)
def test_a_page_that_is_kept_from_us_waits_under_the_terms_of_the_configuration(
    paper: Paper, answer: Handler, reason: str
) -> None:
    paper.web["page_max_bytes"] = 1000
    paper.owe("/1")
    paper.server.answers["/1"] = answer
    deferred, end = paper.fetch()
    found = deferred.deferral
    assert (found.attempts, found.refusals, found.reason) == (1, 1, reason)
    assert found.not_before >= NOON + timedelta(hours=12)
    assert found.terms == (terms_of(WebOptions(**paper.web))[reason],) == (end.turn.terms[reason],)


def test_a_server_that_is_busy_is_tried_again_later(paper: Paper) -> None:
    paper.owe("/1")
    paper.server.answers["/1"] = reply(503, headers={"Retry-After": "7200"})
    deferred, _ = paper.fetch()
    assert deferred.deferral == Deferral(attempts=1, not_before=NOON + timedelta(hours=2), reason="http_503")


def test_what_robots_txt_forbids_is_not_asked_for(paper: Paper) -> None:
    paper.owe("/1")
    paper.server.answers["/robots.txt"] = reply(body=b"User-agent: *\nDisallow: /1", kind="text/plain")
    deferred, _ = paper.fetch()
    assert deferred.deferral.reason == "robots_denied"
    assert paper.server.paths() == []


def test_after_the_deadline_no_request_is_begun_and_all_stays_owed(paper: Paper) -> None:
    paper.owe("/1", "/2")
    (end,) = paper.fetch(deadline=NOON)
    assert isinstance(end, Ended) and paper.server.paths() == []
    assert len(end.turn.owner.leave().owed) == 2


def test_what_is_owed_to_an_unwanted_feed_is_dropped_without_a_request(paper: Paper) -> None:
    paper.owe("/1")
    paper.wanted = make_roster([Feed(url="https://another.example/feed")], 1)
    dropped, _ = paper.fetch()
    assert dropped == Dropped(url_id(f"http://{HOST}/1"), "feed_removed")
    assert paper.server.log == []


def test_a_pass_may_name_a_later_list(paper: Paper) -> None:
    """What it polls, and whose entries are wanted; at a tick of long ago, whose list is gone, nothing is done."""
    paper.owe("/1")
    paper.wanted = make_roster([FEED], 1)
    paper.server.answers["/second.xml"] = reply(body=rss(), kind="text/xml")
    second = make_roster([Feed(url=f"http://{HOST}/second.xml")], 1)
    second.share(paper.state, NOON)
    found = paper.harvest(Pass(id="p1", deadline=ONE_O_CLOCK, roster=second.name))
    assert paper.server.paths() == ["/second.xml"]
    assert Dropped(url_id(f"http://{HOST}/1"), "feed_removed") in found
    paper.state.delete(f"roster/0/{paper.state.names('roster/0')[0]}")
    paper.feeds = (Feed(url=f"http://{HOST}/third.xml"),)
    assert paper.harvest(Pass(id="p2", deadline=ONE_O_CLOCK, roster="0" * 32)) == []
    assert paper.server.paths() == ["/second.xml"]


@pytest.mark.parametrize(
    "leads_on",
    [
        redirect("http://other.example/new"),
        reply(body=b"<html><meta http-equiv='refresh' content='0; url=http://other.example/new'></html>"),
    ],
    ids=["status", "meta refresh"],
)
def test_a_redirect_into_another_shard_is_handed_over_and_not_followed(paper: Paper, leads_on: Handler) -> None:
    shards = 8
    paper.shard = shard_of(f"http://{HOST}/1", shards)
    assert paper.shard != shard_of("http://other.example/new", shards)
    paper.roots = replace(paper.roots, shards=shards)
    paper.owe("/1")
    paper.server.answers["/1"] = leads_on
    dropped, _ = paper.fetch()
    assert dropped == Dropped(url_id(f"http://{HOST}/1"), "moved", led_to=url_id("http://other.example/new"))
    assert {asked.host for asked in paper.server.log} == {HOST}
    assert paper.server.paths() == ["/1"]
    assert len(paper.state.names(f"inbox/{shard_of('http://other.example/new', shards)}")) == 1
