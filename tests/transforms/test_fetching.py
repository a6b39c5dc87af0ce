"""The step that fetches: what is owed and may be fetched, what an error means, hand-overs, and pages that are no pages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hostile_server import HTML, Handler, HostileServer, redirect, reply
from msgspec.structs import replace
from one_shard import entry
from steps import now, set_now, through

from transforms.fetch_results import FetchOptions
from transforms.fetching import FetchPages, hand_over, plan_fetches
from transforms.pure.net.urls import shard_of, url_id
from transforms.records import Entry, Feed
from transforms.state.documents import Due
from transforms.state.inbox import park
from transforms.state.log import Deferral
from transforms.state.owner import Owner
from transforms.state.roots import Roots
from transforms.state.roster import Roster, make_roster
from transforms.state.storage import open_store
from transforms.turns import Began, Dropped, Ended, Failed, Polled, Pulse, Turn
from transforms.web.options import WebOptions

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
OPTIONS = FetchOptions()
HOST, URL = "paper.example", "http://paper.example/story"


@pytest.fixture(autouse=True)
def at_noon() -> None:
    set_now(NOON)


def later(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


ONE_O_CLOCK = later(3600)


def deferral(attempts: int, not_before: datetime = NOON, reason: str = "timeout") -> Deferral:
    return Deferral(attempts=attempts, not_before=not_before, reason=reason)


FATES = {
    "new": (NOON, None, "now"),
    "deferred until now": (NOON, deferral(1), "now"),
    "deferred until later": (NOON, deferral(1, later(1)), "waits"),
    "thirty days old": (later(-30 * 86_400), None, "now"),
    "older": (later(-30 * 86_400 - 1), None, "expired: owed for more than 30 days; it was never tried"),
    "older, and tried": (
        later(-31 * 86_400),
        deferral(3, later(1)),
        "expired: owed for more than 30 days; the last try ended as timeout",
    ),
}


@pytest.mark.parametrize(("parked_at", "deferred", "fate"), FATES.values(), ids=FATES)
def test_owed_entries_are_fetched_wait_or_end(parked_at: datetime, deferred: Deferral | None, fate: str) -> None:
    owed = entry("a", parked_at)
    plan = plan_fetches([owed], {"a": deferred} if deferred else {}, lambda feed: False, OPTIONS, NOON)
    if fate == "now":
        assert [job.entry for job in plan.due] == [owed] and not plan.ended and not plan.waiting
    elif fate == "waits":
        assert (plan.due, plan.ended, plan.waiting) == ((), (), 1)
    else:
        (failed,) = plan.ended
        assert isinstance(failed, Failed) and (failed.id, failed.failure.stage) == ("a", "expire")
        assert f"{failed.failure.reason}: {failed.failure.message.partition(': ')[2]}" == fate
        assert failed.failure.attempts == (deferred.attempts if deferred else 0)
        assert failed.failure.entry == owed and failed.failure.first_seen_at == parked_at


def test_entries_of_an_unwanted_feed_are_dropped_whatever_else_they_are() -> None:
    owed = [entry("a"), entry("b", later(-90 * 86_400)), replace(entry("c"), feed_url="https://kept.example/feed")]
    plan = plan_fetches(
        owed, {"a": deferral(1, later(9))}, lambda feed: feed != "https://kept.example/feed", OPTIONS, NOON
    )
    assert plan.ended == (Dropped("a", "feed_removed"), Dropped("b", "feed_removed"))
    assert [job.entry.id for job in plan.due] == ["c"]


def test_a_target_in_another_shard_is_parked_there_with_its_history() -> None:
    state = open_store("memory://handover/state")
    owed = replace(entry("a"), came_from=("https://t.example/x",))
    found = hand_over(state, owed, "https://www.new.example/story?utm_source=rss#top", 8, later(5))
    assert found == Dropped("a", "moved")
    shard = shard_of("https://www.new.example/story", 8)
    (name,) = state.names(f"inbox/{shard}")
    (moved,) = msgspec.json.decode(state.read(f"inbox/{shard}/{name}") or b"", type=list[Entry])
    assert moved == replace(
        owed,
        id=url_id("https://www.new.example/story"),
        url="https://www.new.example/story",
        came_from=("https://t.example/x", owed.url),
    )


@pytest.mark.parametrize(("hops", "ends"), [(4, False), (5, True), (6, True)])
def test_an_entry_is_handed_over_five_times_at_most(hops: int, ends: bool) -> None:
    state = open_store(f"memory://handovers{hops}/state")
    way = tuple(f"https://t.example/{n}" for n in range(hops))
    found = hand_over(state, replace(entry("a"), came_from=way), "https://new.example/", 8, NOON)
    assert isinstance(found, Failed if ends else Dropped)
    if isinstance(found, Failed):
        assert (found.failure.reason, found.failure.retryable) == ("too_many_handovers", False)
        assert found.failure.message == (
            f"https://new.example/: redirected over {hops + 1} sites, begun at https://t.example/0"
        )
        assert not any(state.names(f"inbox/{shard}") for shard in range(8))


# From here on the step itself, over real HTTP.


class Site:
    """Pages on a server, owed by a state in a folder, fetched by the step."""

    def __init__(self, server: HostileServer, folder: Path) -> None:
        self.server, self.roots = server, Roots(state=str(folder / "state"), output=str(folder / "out"), shards=1)
        self.state, _ = self.roots.open()
        self.web: dict[str, Any] = {"resolve": server.pins(HOST, "other.example"), "spacing_seconds": 0.0}
        self.wanted: Roster | None = None
        self.shard = 0

    def owe(self, *paths: str) -> None:
        urls = [f"http://{HOST}{path}" for path in paths]
        park(self.state, self.shard, [replace(entry("x"), id=url_id(url), url=url, link=url) for url in urls])

    def fetch(self, deadline: datetime = ONE_O_CLOCK) -> list[Any]:
        """What comes after Began, pulses aside."""
        turn = Turn(self.shard, "p1", deadline, Due(), NOON)
        step = FetchPages(OPTIONS, WebOptions(**self.web), self.roots, self.wanted, now)
        began, *found = through(step, Began(turn), Polled(turn))
        assert isinstance(began, Began) and isinstance(turn.owner, Owner)
        return [element for element in found if not isinstance(element, Pulse)]


@pytest.fixture
def site(server: HostileServer, tmp_path: Path) -> Site:
    return Site(server, tmp_path)


def test_owed_pages_are_fetched_and_the_turn_ends(site: Site) -> None:
    site.owe("/1", "/2")
    site.server.answers |= {"/1": reply(body=HTML), "/2": reply(body=HTML, headers={"ETag": '"2"'})}
    first, second, end = site.fetch()
    assert {page.fetched_url for page in (first, second)} == {f"http://{HOST}/1", f"http://{HOST}/2"}
    assert first.body == second.body == HTML and isinstance(end, Ended)
    assert HOST in end.turn.sites.web_memory["sites"]


def test_other_elements_pass_unchanged(site: Site) -> None:
    turn, dropped = Turn(0, "p1", NOON, Due(), NOON), Dropped("a", "moved")
    step = FetchPages(OPTIONS, WebOptions(**site.web), site.roots, None, now)
    assert through(step, dropped, turn) == [dropped, turn]


NO_PAGE = f"http://{HOST}/1: "
BROKEN = {
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
    "too large": (reply(body=HTML + b" " * 2000), "too_large", f"{NO_PAGE}the body is larger than 1000 bytes"),
    "a redirect to nowhere": (
        redirect("mailto:desk@paper.example"),
        "bad_redirect",
        f"{NO_PAGE}redirects to no page of the web: ",
    ),
    "a redirect into a private network": (
        redirect("http://10.1.2.3/admin"),
        "blocked_address",
        "http://10.1.2.3/admin: ",
    ),
}


@pytest.mark.parametrize(("answer", "reason", "message"), BROKEN.values(), ids=BROKEN)
def test_a_page_that_is_none_fails_and_says_why(site: Site, answer: Handler, reason: str, message: str) -> None:
    site.web["page_max_bytes"] = 1000
    site.owe("/1")
    site.server.answers["/1"] = answer
    failed, _ = site.fetch()
    assert isinstance(failed, Failed), failed
    assert (failed.failure.stage, failed.failure.reason, failed.failure.retryable) == ("fetch", reason, False)
    assert failed.failure.message.startswith(message)
    assert failed.id == url_id(f"http://{HOST}/1")


def test_a_server_that_is_busy_is_tried_again_later(site: Site) -> None:
    site.owe("/1")
    site.server.answers["/1"] = reply(503, headers={"Retry-After": "7200"})
    deferred, _ = site.fetch()
    assert deferred.deferral == Deferral(attempts=1, not_before=later(7200), reason="http_503")


def test_what_robots_txt_forbids_is_not_asked_for(site: Site) -> None:
    site.owe("/1")
    site.server.answers["/robots.txt"] = reply(body=b"User-agent: *\nDisallow: /1", kind="text/plain")
    failed, _ = site.fetch()
    assert failed.failure.reason == "robots_denied" and "robots.txt" in failed.failure.message
    assert site.server.paths() == []


def test_after_the_deadline_no_request_is_begun_and_all_stays_owed(site: Site) -> None:
    site.owe("/1", "/2")
    (end,) = site.fetch(deadline=NOON)
    assert isinstance(end, Ended) and site.server.paths() == []
    assert len(end.turn.owner.leave().owed) == 2


def test_what_is_owed_to_an_unwanted_feed_is_dropped_without_a_request(site: Site) -> None:
    site.owe("/1")
    site.wanted = make_roster([Feed(url="https://another.example/feed")], 1)
    dropped, _ = site.fetch()
    assert dropped == Dropped(url_id(f"http://{HOST}/1"), "feed_removed")
    assert site.server.log == []


def test_a_redirect_into_another_shard_is_handed_over_and_not_followed(site: Site) -> None:
    shards = 8
    site.shard = shard_of(f"http://{HOST}/1", shards)
    assert site.shard != shard_of("http://other.example/new", shards)
    site.roots = replace(site.roots, shards=shards)
    site.owe("/1")
    site.server.answers["/1"] = redirect("http://other.example/new")
    dropped, _ = site.fetch()
    assert dropped == Dropped(url_id(f"http://{HOST}/1"), "moved")
    assert [asked.host for asked in site.server.log] == [HOST, HOST]  # robots.txt, then the page
    assert len(site.state.names(f"inbox/{shard_of('http://other.example/new', shards)}")) == 1
