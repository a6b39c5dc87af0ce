"""Rests in the state: written before the request that met them is over, once for all that come together, never in the way."""

from __future__ import annotations

import gc
import json
import logging
import socket
import threading
import weakref
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from asking import NOON, Clock
from hostile_server import HTML, HostileServer, redirect, reply

from transforms.errors import FetchError, StorageError
from transforms.pure.net.urls import shard_of
from transforms.state import rests
from transforms.state.rests import RestKeeper, load_rests, save_rests, shared_keeper
from transforms.state.storage import Store, open_store
from transforms.web.client import Web
from transforms.web.options import WebOptions
from transforms.web.response import Response
from transforms.web.rests import HostRest

SHARDS = 2
OWN, OTHER = "paper.example", "other.example"
SHARD = shard_of(OWN, SHARDS)
BUSY = reply(429, headers={"Retry-After": "300"})
BUSY_REST = HostRest(wait_until=NOON + timedelta(seconds=300), strikes=1)


class Counting:
    """A store that counts its requests; a put waits until it may, and fails where it is to."""

    at_once = 1

    def __init__(self, store: Store) -> None:
        self.root, self._store = store.root, store
        self.requests: Counter[str] = Counter()
        self.may_put, self.putting = threading.Event(), threading.Event()
        self.may_put.set()
        self.fails = False

    def read(self, path: str) -> bytes | None:
        self.requests["read"] += 1
        return self._store.read(path)

    def put(self, path: str, data: bytes) -> None:
        self.requests["put"] += 1
        self.putting.set()
        assert self.may_put.wait(60)
        if self.fails:
            raise StorageError(f"{path}: the disk is full")
        self._store.put(path, data)


class Place:
    """A server, a store, and keepers of their rests, each as a process of its own would have it."""

    def __init__(self, server: HostileServer, root: str, request: pytest.FixtureRequest) -> None:
        self.server, self.clock, self._request = server, Clock(), request
        self.state: Any = Counting(open_store(root))
        self.hosts = [OWN, f"www.{OWN}", OTHER, "down.example"]
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            self._pins = {**server.pins(*self.hosts), "down.example": f"127.0.0.1:{unused.getsockname()[1]}"}

    def begin(self, shards: int = SHARDS, **changes: Any) -> tuple[Web, RestKeeper]:
        """Begin a process: a Web that knows nothing, and the keeper of a shard, opened."""
        options = {"spacing_seconds": 0.0, "respect_robots": False, "resolve": self._pins, **changes}
        web = Web(WebOptions(**options), clock=self.clock)
        self._request.addfinalizer(web.close)
        keeper = RestKeeper(web, self.state, SHARD if shards > 1 else 0, shards)
        keeper.load()
        self.state.requests.clear()
        return web, keeper

    def ask(self, web: Web, keeper: RestKeeper, url: str, kind: Any = "page") -> Future[Response]:
        return web.submit(keeper.asking(web.get(url, kind=kind)))

    def stored(self, shard: int = SHARD) -> dict[str, HostRest]:
        return load_rests(self.state._store, shard)


@pytest.fixture
def place(server: HostileServer, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Place]:
    assert shard_of(OTHER, SHARDS) != SHARD
    made = Place(server, str(tmp_path), request)
    yield made
    made.state.may_put.set()


def test_a_rest_is_stored_when_its_request_ends_and_the_next_process_asks_nothing(place: Place) -> None:
    place.server.answers["/a"] = BUSY
    web, keeper = place.begin()
    assert isinstance(place.ask(web, keeper, f"http://{OWN}/a").exception(), FetchError)
    assert place.stored() == {OWN: BUSY_REST}
    assert place.state.requests == {"put": 1}

    place.clock.add(280)
    second, its_keeper = place.begin()
    error: Any = place.ask(second, its_keeper, f"http://{OWN}/b").exception()
    assert (error.reason, error.wait_seconds) == ("host_waiting", 20)
    assert place.server.paths() == ["/a"]
    assert place.state.requests == {}, "it knows no more than before"


def test_sites_that_say_nothing_cost_one_read(place: Place) -> None:
    place.server.answers |= {"/a": reply(body=HTML), "/b": reply(404), "/c": reply(503)}
    web, keeper = place.begin(1)
    keeper.load()
    for url in (f"http://{OWN}/a", f"http://{OWN}/b", f"http://{OTHER}/c"):
        place.ask(web, keeper, url).exception()
    keeper.save()
    assert place.state.requests == {"read": 1}


SHOWN = {
    "429": (f"http://{OWN}/busy", BUSY_REST),
    "503": (f"http://{OWN}/503", HostRest(wait_until=NOON + timedelta(seconds=30), wait_status=503)),
    "down": ("http://down.example/a", None),
}


@pytest.mark.parametrize(("url", "rest"), SHOWN.values(), ids=SHOWN)
def test_whatever_a_host_shows_is_kept(place: Place, url: str, rest: HostRest | None) -> None:
    place.server.answers |= {"/busy": BUSY, "/503": reply(503, headers={"Retry-After": "30"})}
    web, keeper = place.begin(1)
    place.ask(web, keeper, url).exception()
    (found,) = place.stored(0).values()
    assert found == rest or (rest is None and found.down_until == NOON + timedelta(seconds=600))


def test_a_robots_txt_that_asks_to_wait_is_kept(place: Place) -> None:
    place.server.answers["/robots.txt"] = BUSY
    web, keeper = place.begin(respect_robots=True)
    place.ask(web, keeper, f"http://{OWN}/a").exception()
    assert place.stored() == {OWN: BUSY_REST}


def test_rests_that_come_together_share_a_put(place: Place) -> None:
    place.server.answers |= {f"/{n}": BUSY for n in range(9)}
    hosts = [f"h{n}.example" for n in range(9)]
    web, keeper = place.begin(1, resolve=place.server.pins(*hosts))
    place.state.may_put.clear()
    first = place.ask(web, keeper, f"http://{hosts[0]}/0")
    assert place.state.putting.wait(60)
    others = [place.ask(web, keeper, f"http://{host}/{n}") for n, host in enumerate(hosts) if n]
    while web.submit(_known(web)).result() < 9:
        continue
    assert not any(asked.done() for asked in [first, *others]), "each waits for a put that began after its answer"
    place.state.may_put.set()
    for asked in [first, *others]:
        asked.exception()
    assert place.state.requests == {"put": 2}
    assert sorted(place.stored(0)) == hosts


async def _known(web: Web) -> int:
    return len(web.rests.dump(lambda site: True))


def test_a_store_that_fails_is_told_of_once_and_fails_no_request(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    place.server.answers |= {"/a": BUSY, "/b": BUSY}
    web, keeper = place.begin()
    place.state.fails = True
    with caplog.at_level(logging.WARNING):
        for host, path in ((OWN, "a"), (f"www.{OWN}", "b")):
            error: Any = place.ask(web, keeper, f"http://{host}/{path}").exception()
            assert error.reason == "http_429"
    assert [record.message for record in caplog.records] == [
        f"which hosts of shard {SHARD} are left alone could not be saved (rests/{SHARD}.json: the disk is full); should this"
        " process be killed before that works, they may be asked too early"
    ]
    assert place.state.requests == {"put": 2}
    place.state.fails = False
    keeper.save()
    assert sorted(place.stored()) == [OWN, f"www.{OWN}"], "the turn's end tries again"


def test_a_store_that_hangs_holds_no_request_for_long(
    place: Place, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rests, "KEEP_SECONDS", 0.05)
    place.server.answers["/a"] = BUSY
    web, keeper = place.begin()
    place.state.may_put.clear()
    error: Any = place.ask(web, keeper, f"http://{OWN}/a").exception()
    assert error.reason == "http_429"
    assert "the store has taken longer than 0.05 s" in caplog.text
    place.state.may_put.set()
    monkeypatch.setattr(rests, "KEEP_SECONDS", 60.0)
    keeper.save()
    assert place.stored() == {OWN: BUSY_REST}
    assert place.state.requests == {"put": 1}, "the put under way is waited for, not repeated"


def test_the_end_of_a_row_of_429s_is_kept_at_the_end_of_a_turn(place: Place) -> None:
    place.server.answers["/a"] = [BUSY, reply(body=HTML)]
    web, keeper = place.begin()
    place.ask(web, keeper, f"http://{OWN}/a").exception()
    keeper.save()
    assert place.state.requests == {"put": 1}
    place.clock.add(300)
    assert place.ask(web, keeper, f"http://{OWN}/a").result().status == 200
    assert place.state.requests == {"put": 1}, "it is not urgent"
    keeper.save()
    keeper.save()
    assert place.state.requests == {"put": 2}
    assert place.stored() == {}


def test_a_rest_that_is_over_is_no_reason_to_write(place: Place) -> None:
    place.server.answers["/a"] = reply(503, headers={"Retry-After": "30"})
    web, keeper = place.begin()
    place.ask(web, keeper, f"http://{OWN}/a").exception()
    place.clock.add(31)
    keeper.load()
    keeper.save()
    assert place.state.requests == {"put": 1, "read": 1}


def test_what_another_owner_has_overwritten_is_written_again(place: Place) -> None:
    place.server.answers |= {"/a": BUSY, "/b": reply(body=HTML)}
    web, keeper = place.begin()
    place.ask(web, keeper, f"http://{OWN}/a").exception()
    theirs = {f"www.{OWN}": HostRest(wait_until=NOON + timedelta(seconds=5), wait_status=503)}
    save_rests(place.state._store, SHARD, theirs)
    keeper.load()
    place.clock.add(6)
    assert place.ask(web, keeper, f"http://www.{OWN}/b").result().status == 200
    assert place.stored() == {OWN: BUSY_REST}
    assert place.state.requests == {"put": 2, "read": 1}


def test_a_shard_keeps_its_own_hosts_and_those_that_its_feeds_were_redirected_to(place: Place) -> None:
    place.server.answers |= {"/feed": redirect(f"http://{OTHER}/moved"), "/moved": BUSY, "/a": BUSY}
    web, keeper = place.begin()
    strange = RestKeeper(web, place.state, 1 - SHARD, SHARDS)
    place.ask(web, strange, f"http://{OWN}/a").exception()
    assert sorted(place.stored(1 - SHARD)) == [OWN], "met by a request of that shard"
    web.submit(keeper.keep()).result()
    assert sorted(place.stored()) == [OWN]

    place.clock.add(301)
    place.ask(web, keeper, f"http://{OWN}/feed", "feed").exception()
    assert sorted(place.stored()) == [OTHER, OWN]
    second, its_keeper = place.begin()
    error: Any = place.ask(second, its_keeper, f"http://{OWN}/feed", "feed").exception()
    assert error.reason == "host_waiting"
    place.clock.add(9)
    web.submit(_note(second, OWN)).result()
    second.submit(its_keeper.keep()).result()
    assert sorted(place.stored()) == [OTHER, OWN], "it is kept by the next process, too"


async def _note(web: Web, host: str) -> None:
    web.rests.note_down(f"http://{host}/", "refused")


def test_what_another_shard_knows_is_borrowed(place: Place) -> None:
    save_rests(place.state._store, 1 - SHARD, {OTHER: BUSY_REST})
    web, keeper = place.begin()
    keeper.borrow({SHARD, 1 - SHARD})
    error: Any = place.ask(web, keeper, f"http://{OTHER}/a").exception()
    assert error.reason == "host_waiting"
    keeper.save()
    assert place.state.requests == {"read": 1}, "it stays with its owner"


DOCUMENTS: dict[str, tuple[bytes, list[str], bool]] = {
    "no JSON": (b"{", [], True),
    "another document": (b'{"hosts": 1}', [], True),
    "a name that is no host": (b'{"hosts": {"": {"strikes": 1}, "a.example": {"strikes": 1}}}', ["a.example"], False),
    "of a later version": (b'{"hosts": {"a.example": {"mood": "bad"}}, "more": 1}', ["a.example"], False),
}


@pytest.mark.parametrize(("data", "hosts", "warns"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_document_that_cannot_be_read_is_left(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, data: bytes, hosts: list[str], warns: bool
) -> None:
    state = open_store(str(tmp_path))
    assert load_rests(state, 3) == {}
    state.put("rests/3.json", data)
    assert list(load_rests(state, 3)) == hosts
    assert bool(caplog.records) == warns


def test_what_is_saved_is_a_small_document(tmp_path: Path) -> None:
    state = open_store(str(tmp_path))
    save_rests(state, 0, {OWN: BUSY_REST})
    assert json.loads(state.read("rests/0.json") or b"") == {
        "hosts": {OWN: {"wait_until": "2026-11-22T12:05:00Z", "strikes": 1}}
    }
    assert load_rests(state, 0) == {OWN: BUSY_REST}


def test_a_process_has_one_keeper_a_shard_until_its_web_is_closed(tmp_path: Path) -> None:
    state = open_store(str(tmp_path))
    first, second = Web(WebOptions()), Web(WebOptions())
    keeper = shared_keeper(first, state, 0, SHARDS)
    assert shared_keeper(first, state, 0, SHARDS) is keeper
    assert shared_keeper(first, state, 1, SHARDS) is not keeper
    kept = weakref.ref(keeper)
    first.close()
    shared_keeper(second, state, 0, SHARDS)
    del keeper, first
    gc.collect()
    assert kept() is None
    second.close()
