"""The step that polls: what is due, what is parked before it is remembered, and what becomes of feeds that are broken."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import msgspec
import page_tasks
import pytest
from hostile_server import Handler, HostileServer, conditional, redirect, reply
from msgspec.structs import replace
from steps import now, set_now, through

from transforms.errors import StorageError
from transforms.poll_results import FeedJob, PollOptions, PollResult, interpret_poll
from transforms.polling import PollFeeds, has_nothing_to_do, park_and_save
from transforms.pure.feeds.keep_rules import FirstPoll
from transforms.pure.feeds.parse import parse_feed
from transforms.pure.feeds.schedule_options import ScheduleOptions
from transforms.pure.net.urls import shard_of, url_id
from transforms.records import Entry, Feed, FeedItem, ParsedFeed
from transforms.state.documents import (
    Advice,
    Due,
    FeedDocument,
    SitesDocument,
    listing_hash,
    load_due,
    load_feed,
    load_sites,
    save_due,
    save_feed,
    save_sites,
)
from transforms.state.roots import Roots
from transforms.state.roster import ShardFeeds, make_roster
from transforms.state.storage import Store, open_store
from transforms.turns import Began, Failed, Pass, Polled, Polls
from transforms.web.options import WebOptions
from transforms.web.response import Response

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOST = "paper.example"
FEED = Feed(url=f"http://{HOST}/feed.xml")
FEED_ID = url_id(FEED.url)
FEED_2 = Feed(url=f"http://{HOST}/other.xml")


class OrderedStore:
    """A store that keeps what it is given, in order, and refuses what a test says."""

    root = "ordered"

    def __init__(self, refuse: str = "nothing") -> None:
        self.refuse, self.kept = refuse, {}  # type: tuple[str, dict[str, bytes]]

    def read(self, path: str) -> bytes | None:
        return self.kept.get(path)

    def names(self, folder: str) -> list[str]:
        return sorted(path.removeprefix(f"{folder}/") for path in self.kept if path.startswith(f"{folder}/"))

    def create(self, path: str, data: bytes) -> None:
        self.put(path, data)

    def put(self, path: str, data: bytes) -> None:
        if path.startswith(self.refuse):
            raise StorageError(f"{path}: the store is full; free space")
        self.kept[path] = data

    def delete(self, path: str) -> None:
        self.kept.pop(path, None)


ONE_FEED = make_roster([FEED], 1).of(0, OrderedStore())
QUIET = Advice(day="2026-11-22", inbox_hash=listing_hash([]), feeds_hash=ONE_FEED.hash, next_poll=NOON.timestamp() + 1)
DUE_NOW = replace(QUIET, next_poll=NOON.timestamp())
NO_FEEDS = replace(QUIET, feeds_hash=listing_hash([]), next_poll=None)


@pytest.fixture(autouse=True)
def at_noon() -> None:
    set_now(NOON)


NOTHING_TO_DO = {
    "nothing is due": (QUIET, ONE_FEED, [], True),
    "a feed is due": (DUE_NOW, ONE_FEED, [], False),
    "a feed is due and none is to be polled": (DUE_NOW, None, [], True),
    "a feed was added": (QUIET, make_roster([FEED, FEED_2], 1).of(0, OrderedStore()), [], False),
    "a feed was removed": (QUIET, make_roster([], 1).of(0, OrderedStore()), [], False),
    "there are no feeds": (NO_FEEDS, make_roster([], 1).of(0, OrderedStore()), [], True),
    "somebody parked something": (QUIET, ONE_FEED, ["box.json"], False),
    "something was parked and swept": (replace(QUIET, inbox_hash=listing_hash(["box.json"])), ONE_FEED, [], False),
    "something deferred may be tried": (replace(QUIET, next_try=NOON), ONE_FEED, [], False),
    "what is deferred must wait": (replace(QUIET, next_try=NOON + timedelta(seconds=1)), ONE_FEED, [], True),
    "no commit was made today": (replace(QUIET, day="2026-11-21"), ONE_FEED, [], False),
    "there is no advice": (Advice(), ONE_FEED, [], False),
}  # fmt: skip


@pytest.mark.parametrize(("advice", "feeds", "inbox", "idle"), NOTHING_TO_DO.values(), ids=NOTHING_TO_DO)
def test_a_turn_with_nothing_to_do_is_left_out(
    advice: Advice, feeds: ShardFeeds | None, inbox: list[str], idle: bool
) -> None:
    assert has_nothing_to_do(advice, feeds, inbox, NOON) is idle


BEFORE = FeedDocument(url=FEED.url, etag='"before"')
LINKS = [f"http://{host}/1" for host in ("paper.example", "other.example", "third.example", "fourth.example")]


def news() -> tuple[FeedJob, PollResult]:
    job = FeedJob(id="f1", feed=FEED, document=BEFORE, unconditional=False)
    parsed = ParsedFeed(items=tuple(FeedItem(link=link) for link in LINKS))
    answer = Response(
        url=FEED.url, final_url=FEED.url, status=200, headers={"etag": '"after"'}, body=b"x", fetched_at=NOON,
        seconds=0.1, wire_bytes=1,
    )  # fmt: skip
    return job, interpret_poll(job, answer, parsed, PollOptions(), "p1", NOON, random.Random(1))


def test_news_is_parked_in_the_shards_of_its_links_before_the_feed_is_saved() -> None:
    store = OrderedStore()
    job, result = news()
    document = park_and_save(store, 3, 8, job, result)
    *boxes, last = store.kept
    assert last == "feeds/3/f1.json"
    found = {
        entry.url: int(box.split("/")[1])
        for box in boxes
        for entry in msgspec.json.decode(store.kept[box], type=list[Entry])
    }
    assert found == {link: shard_of(link, 8) for link in LINKS}
    assert len(set(found.values())) > 1, "the links of this test lie in one shard"
    assert document.etag == '"after"' and load_feed(store, 3, "f1", FEED.url) == document
    assert sorted(id_ for ids in document.parked.values() for id_ in ids) == sorted(map(url_id, LINKS))


def test_a_store_that_does_not_take_the_news_leaves_the_feed_as_it_was() -> None:
    store = OrderedStore(refuse="inbox/")
    save_feed(store, 0, "f1", BEFORE)
    with pytest.raises(StorageError, match="the store is full"):
        park_and_save(store, 0, 1, *news())
    assert load_feed(store, 0, "f1", FEED.url) == BEFORE


def test_parked_twice_is_better_than_not_at_all() -> None:
    store = OrderedStore(refuse="feeds/")
    with pytest.raises(StorageError):
        park_and_save(store, 0, 1, *news())
    assert len(store.names("inbox/0")) == 1


# From here on the step itself, over real HTTP.


def rss(*links: str) -> bytes:
    items = "".join(f"<item><title>t</title><link>{link}</link></item>" for link in links)
    return f"<rss version='2.0'><channel><title>The Paper</title>{items}</channel></rss>".encode()


class Paper:
    """A feed on a server, polled by the step into a state in a folder."""

    def __init__(self, server: HostileServer, folder: Path) -> None:
        self.server, self.roots = server, Roots(state=str(folder / "state"), output=str(folder / "out"), shards=1)
        self.state: Store = open_store(self.roots.state)
        self.web: dict[str, Any] = {"resolve": server.pins(HOST, "other.example"), "spacing_seconds": 0.0}
        self.options: dict[str, Any] = {}
        self.parse = parse_feed
        self.feeds = (FEED,)

    def poll(
        self,
        polls: Polls = "due",
        deadline: datetime | None = NOON + timedelta(hours=1),
        next_tick: datetime | None = None,
        turn_seconds: float | None = None,
    ) -> list[Any]:
        step = PollFeeds(
            PollOptions(
                **{"schedule": ScheduleOptions(jitter=0.0), "first_poll": FirstPoll(max_age_days=None)} | self.options
            ),
            WebOptions(**self.web),
            self.roots,
            make_roster(self.feeds, self.roots.shards),
            1,
            now,
            self.parse,
        )
        this_pass = Pass(id="p1", deadline=deadline, polls=polls, next_tick=next_tick, turn_seconds=turn_seconds)
        return through(step, ("0", [this_pass]))

    def answers(self, *handlers: Handler) -> None:
        self.server.answers["/feed.xml"] = list(handlers)

    def document(self) -> FeedDocument:
        return load_feed(self.state, 0, FEED_ID, FEED.url)

    def parked(self) -> list[str]:
        boxes = [self.state.read(f"inbox/0/{name}") or b"" for name in self.state.names("inbox/0")]
        return [entry.url for box in boxes for entry in msgspec.json.decode(box, type=list[Entry])]


@pytest.fixture
def paper(server: HostileServer, tmp_path: Path) -> Paper:
    return Paper(server, tmp_path)


def test_a_turn_begins_and_polls(paper: Paper) -> None:
    paper.answers(reply(body=rss(f"http://{HOST}/1"), kind="text/xml"))
    began, polled = paper.poll()
    assert isinstance(began, Began) and isinstance(polled, Polled)
    assert began.turn is polled.turn
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
    due = Due(day=QUIET.day, inbox_hash=QUIET.inbox_hash, feeds_hash=ONE_FEED.hash, next_poll=NOON.timestamp() + 60)
    save_due(paper.state, 0, due)
    assert paper.poll() == []
    assert paper.server.log == []


@pytest.mark.parametrize(("polls", "known"), [("all", {FEED_ID}), ("none", {FEED_ID, "removed"})])
def test_feeds_that_were_removed_are_forgotten_by_a_pass_that_looks_at_feeds(
    paper: Paper, polls: Polls, known: set[str]
) -> None:
    paper.answers(reply(body=rss(), kind="text/xml"))
    save_due(paper.state, 0, Due(polls={FEED_ID: 1.0, "removed": 1.0}))
    _, polled = paper.poll(polls)
    assert set(polled.turn.due.polls) == known


def test_advice_that_is_lost_is_made_anew_from_the_feeds_themselves(paper: Paper) -> None:
    paper.answers(reply(body=rss(), kind="text/xml"))
    paper.poll()
    assert load_due(paper.state, 0) == Due(), "the writer saves the advice at the turn's end"
    _, polled = paper.poll()
    assert polled.turn.due.polls == {FEED_ID: (NOON + timedelta(hours=1)).timestamp()}
    assert paper.server.paths() == ["/feed.xml"]


def test_when_the_time_is_up_no_request_is_begun(paper: Paper) -> None:
    began, polled = paper.poll(deadline=NOON)
    assert isinstance(polled, Polled) and began.turn.due.polled == []
    assert paper.server.paths() == []


def test_a_turn_whose_time_was_over_before_the_last_one_began_is_not_made(paper: Paper) -> None:
    paper.answers(reply(body=rss(), kind="text/xml"))
    assert [type(element) for element in paper.poll("all", next_tick=NOON - timedelta(minutes=9))] == [Began, Polled]
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
    until = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    heard = SitesDocument(version=1, sites={other: {"hosts": {other: {"wait_until": until}}}})
    save_sites(paper.state, shard_of(other, shards), heard)
    asked_before = len([asked for asked in paper.server.log if asked.host == other])
    assert (paper.document().health.adopted_url is not None) == adopted
    _, failed, _ = paper.poll("all")
    assert failed.failure.reason == "host_waiting"
    assert len([asked for asked in paper.server.log if asked.host == other]) == asked_before
    # What is known of other shards' sites is theirs to keep.
    assert load_sites(paper.state, shard_of(other, shards)).web_memory == heard.web_memory


HTML = b"<!doctype html><html><title>Welcome</title><p>Our feeds have moved.</p></html>"
NO_FEED = f"http://{HOST}/feed.xml: expected RSS, Atom or JSON Feed, got "
BROKEN = {
    "HTML": (reply(body=HTML), "not_a_feed", f"{NO_FEED}an HTML page (text/html, {len(HTML)} bytes)"),
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
    _, failed, polled = paper.poll()
    assert isinstance(polled, Polled)
    assert failed.failure.reason == "unreadable_feed"
    assert failed.failure.message == (
        f"http://{HOST}/feed.xml: the document ({len(padded(word))} bytes) could not be read: {problem}"
    )


def test_a_large_feed_is_read_in_the_pool(paper: Paper) -> None:
    paper.answers(reply(body=rss(f"http://{HOST}/1") + padded(b""), kind="text/xml"))
    assert [type(element) for element in paper.poll()] == [Began, Polled]
    assert paper.parked() == [f"http://{HOST}/1"]


def test_one_broken_feed_does_not_stop_the_others(paper: Paper) -> None:
    paper.feeds = (FEED, Feed(url=f"http://{HOST}/other.xml"))
    paper.answers(reply(404))
    paper.server.answers["/other.xml"] = reply(body=rss(f"http://{HOST}/1"), kind="text/xml")
    assert sorted(type(element).__name__ for element in paper.poll()) == ["Began", "Failed", "Polled"]
    assert paper.parked() == [f"http://{HOST}/1"]
