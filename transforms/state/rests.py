"""Write down which hosts are left alone as soon as it is known: a process that is killed then has not forgotten it.

<state>/rests/<shard>.json   hosts of the shard's sites that are down or asked to wait, until when and why; overwritten whole

A `RestKeeper` does it for one shard. For sites that say nothing it costs one read a turn, at its opening.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct, field

from transforms.errors import FetchError, StorageError
from transforms.pure.net.urls import shard_of, site_of
from transforms.state.documents import read_advice
from transforms.state.storage import Store
from transforms.web.rests import HostRest

if TYPE_CHECKING:  # A command that only reads what was kept does not wait for a web client.
    from transforms.web.client import Web
    from transforms.web.response import Response

# A request waits no longer than this for a store that takes its time.
KEEP_SECONDS = 10.0

_log = logging.getLogger(__name__)


class RestsDocument(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The hosts that are left alone, by name."""

    hosts: dict[str, HostRest] = field(default_factory=dict)


def load_rests(state: Store, shard: int) -> dict[str, HostRest]:
    """Read which of a shard's hosts are left alone; none where the document is damaged, with a warning."""
    document = read_advice(state, f"rests/{shard}.json", RestsDocument) or RestsDocument()
    return {host: rest for host, rest in document.hosts.items() if _is_host(host)}


def save_rests(state: Store, shard: int, hosts: dict[str, HostRest]) -> None:
    """Save which of a shard's hosts are left alone. Raises: StorageError."""
    state.put(f"rests/{shard}.json", msgspec.json.encode(RestsDocument(hosts=hosts)))


class RestKeeper:
    """Keeps a shard's rests, as one `Web` knows them, in the state.

    A process needs one a shard, for all of its turns: so of two puts the later never lands first. Kept are the hosts of sites
    that the shard owns, and of those to which its own feeds were redirected. What the store refuses is logged, and tried
    again with the next rest and at the turn's end; no request fails for it.

        keeper.load()                                  # as a turn opens, beside `load_sites`: one read
        keeper.borrow(owners)                          # shards that own addresses to which feeds have moved: one read each
        await keeper.asking(web.get(...))              # around each request, on the web's loop: one put, only for a new rest
        keeper.save()                                  # at the turn's end: one put, only where something has changed since
    """

    def __init__(self, web: Web, state: Store, shard: int, shards: int) -> None:
        self._web, self._state, self._shard, self._shards = web, state, shard, shards
        self._foreign: set[str] = set()
        self._stored: dict[str, HostRest] = {}
        self._seen = -1  # the version of `Rests` that was written, or refused
        self._refused = False
        self._putting: asyncio.Task[None] | None = None

    def load(self) -> None:
        """Read what was kept, by this process or another. Raises: StorageError."""
        self._web.submit(self._load(load_rests(self._state, self._shard))).result()

    def borrow(self, shards: Iterable[int]) -> None:
        """Read what the owners of other shards keep: a feed may have moved to a site of theirs. Raises: StorageError."""
        for shard in sorted(set(shards) - {self._shard}):
            self._web.submit(self._borrow(load_rests(self._state, shard))).result()

    async def asking(self, request: Awaitable[Response]) -> Response:
        """Await a request; a host that it found down, or that asked to wait, is written down before this returns or raises."""
        before = self._web.rests.urgent
        try:
            response = await request
        except FetchError as error:
            if self._web.rests.urgent > before:
                self._note_foreign(error.subject)
            await self.keep()
            raise
        await self.keep()
        return response

    async def keep(self) -> None:
        """Write down any new rest; return at once where there is none. To be run on the web's loop."""
        if self._seen < self._web.rests.urgent:
            await self._keep(self._web.rests.urgent)

    def save(self) -> None:
        """Write down what has changed since it was last written, also where that is that a host answers again."""
        self._web.submit(self._save()).result()

    async def _borrow(self, hosts: dict[str, HostRest]) -> None:
        self._web.rests.load(hosts)

    async def _load(self, hosts: dict[str, HostRest]) -> None:
        self._web.rests.load(hosts)
        self._foreign |= {site_of(host) for host in hosts if not self._owns(host)}
        self._stored = hosts
        if self._web.rests.dump(self._keeps) != self._web.rests.worth_keeping(hosts):
            self._seen = -1  # Another owner has overwritten what this one wrote.

    async def _save(self) -> None:
        if self._refused:
            self._seen = -1
        await self._keep(self._web.rests.version)

    async def _keep(self, version: int) -> None:
        """Wait until a put that began with this version, or a later one, is over. One is under way at a time."""
        try:
            async with asyncio.timeout(KEEP_SECONDS):
                while self._seen < version:
                    if self._putting is None or self._putting.done():
                        self._putting = asyncio.create_task(self._put())
                    await asyncio.shield(self._putting)
        except TimeoutError:
            self._complain(f"the store has taken longer than {KEEP_SECONDS:g} s")

    async def _put(self) -> None:
        version, hosts = self._web.rests.version, self._web.rests.dump(self._keeps)
        if hosts != self._web.rests.worth_keeping(self._stored):
            try:
                await asyncio.wrap_future(_aside(partial(save_rests, self._state, self._shard, hosts)))
                self._stored, self._refused = hosts, False
            except StorageError as error:
                self._complain(str(error))
        self._foreign &= {site_of(host) for host in hosts}
        self._seen = version

    def _complain(self, problem: str) -> None:
        if not self._refused:
            _log.warning(
                "which hosts of shard %d are left alone could not be saved (%s); should this process be killed before that"
                " works, they may be asked too early",
                self._shard,
                problem,
            )
        self._refused = True

    def _note_foreign(self, url: str) -> None:
        """Keep a host of another shard, too, where a feed of this one was redirected to it and met its rest first."""
        if _is_host(url) and not self._owns(url) and self._web.rests.find(url) is not None:
            self._foreign.add(site_of(url))
            self._seen = -1

    def _owns(self, url_or_host: str) -> bool:
        return shard_of(url_or_host, self._shards) == self._shard

    def _keeps(self, site: str) -> bool:
        return site in self._foreign or self._owns(site)


_keepers: dict[tuple[Web, str, int, int], RestKeeper] = {}
_keepers_lock = threading.Lock()


def shared_keeper(web: Web, state: Store, shard: int, shards: int) -> RestKeeper:
    """Give the keeper of a shard in this process: the same one in all of its turns. It is kept until its Web is closed."""
    place = (web, state.root, shard, shards)
    with _keepers_lock:
        if place not in _keepers:
            for of_closed in [other for other in _keepers if other[0].is_closed]:
                del _keepers[of_closed]
            _keepers[place] = RestKeeper(web, state, shard, shards)
        return _keepers[place]


def _aside(work: Callable[[], None]) -> Future[None]:
    """Do work in a thread of its own, whose end the process does not wait for; the resolver's threads may all be taken."""
    done: Future[None] = Future()
    done.set_running_or_notify_cancel()

    def run() -> None:
        try:
            work()
        except BaseException as error:
            done.set_exception(error)  # raised where the future is awaited
        else:
            done.set_result(None)

    threading.Thread(target=run, name="newsbeam-rests", daemon=True).start()
    return done


def _is_host(name: str) -> bool:
    try:
        site_of(name)
    except ValueError:
        return False
    return True
