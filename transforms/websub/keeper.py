"""Keep subscriptions at hubs: ask for them, renew and end them, answer what hubs ask, and take what they deliver.

<state>/websub/<feed>.json   one subscription, with its lease and its secret

Two threads use a Keeper: that of the ticks, and the listener's.
"""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from datetime import datetime

from msgspec import Struct

from transforms.bugs import contained
from transforms.clock import Clock
from transforms.errors import FetchError
from transforms.pure.net.urls import shard_of, url_id
from transforms.pure.shown.display import one_line
from transforms.pure.shown.url_secrets import hide_secrets, without_secrets
from transforms.pure.websub import subscriptions
from transforms.pure.websub.hubs import Hub
from transforms.pure.websub.signatures import is_signed
from transforms.pure.websub.subscriptions import Subscription, plan
from transforms.records import Feed
from transforms.state.decoding import encode
from transforms.state.documents import load_feed, read_advice
from transforms.state.storage import Store, side_by_side
from transforms.web.client import Web
from transforms.websub.options import WebSubOptions
from transforms.websub.pushes import Live, pushes_of

_log = logging.getLogger(__name__)


class Counts(Struct):
    """How many subscriptions are live, and of what was delivered: how much was taken, and how much had no good signature."""

    live: int = 0
    taken: int = 0
    unsigned: int = 0


class Keeper:
    """The subscriptions of one state. `make_token` gives what nobody can guess."""

    def __init__(
        self,
        state: Store,
        shards: int,
        web: Web,
        options: WebSubOptions,
        clock: Clock,
        make_token: Callable[[], str] = lambda: secrets.token_urlsafe(24),
    ) -> None:
        self._state, self._shards, self._web, self._options, self._clock = state, shards, web, options, clock
        self._make_token = make_token
        self._pushes = pushes_of(state.root)
        self._pushes.is_watched = True
        self._lock = threading.RLock()
        self._known: dict[str, Subscription] = {}
        self._by_token: dict[str, str] = {}
        self._hubs: dict[str, Hub | None] = {}
        self._asked: dict[str, Future[int]] = {}
        self.counts = Counts()

    def start(self, feeds: Iterable[Feed]) -> None:
        """Take up what an earlier process has left. What was announced meanwhile is not known: such feeds are polled at once."""
        by_id = {url_id(feed.url): feed for feed in feeds}
        ids = [name.removesuffix(".json") for name in self._state.names("websub")]
        for feed_id, known in zip(ids, side_by_side(self._state, self._read, ids), strict=True):
            if known is not None:
                self._keep(feed_id, known)
                if known.is_live(self._clock()) and feed_id in by_id:
                    self._pushes.note(shard_of(known.feed_url, self._shards), feed_id)
        documents = side_by_side(self._state, lambda id_: self._hub_of(id_, by_id[id_].url), list(by_id))
        self._hubs = dict(zip(by_id, documents, strict=True))

    def tend(self, feeds: Iterable[Feed], now: datetime) -> None:
        """Ask hubs for what is due now, without waiting for their answers. `feeds` are those that are polled."""
        self._hubs |= self._pushes.take_hubs()
        self._note_answers()
        urls = {url_id(feed.url): feed.url for feed in feeds}
        for feed_id in {*self._hubs, *self._known}:
            with self._lock:
                hub = self._hubs.get(feed_id) if feed_id in urls else None
                self._act(feed_id, urls.get(feed_id, ""), hub, now)
        with self._lock:
            self.counts.live = sum(known.is_live(now) for known in self._known.values())

    def answer(self, token: str, query: Mapping[str, str]) -> str | None:
        """Give the answer to a hub's question; None where nobody asked for that."""
        with self._lock:
            feed_id = self._by_token.get(token)
            if feed_id is None:
                return None
            found = subscriptions.answer(self._known[feed_id], query, self._options.lease_seconds, self._clock())
            if found is None:
                return None
            known, text = found
            self._keep(feed_id, known, save=True)
        if known.denied is not None:
            _warn(known, f"its hub {known.hub.url} refuses: {known.denied or 'no reason given'}")
        return text

    def knows(self, token: str) -> bool:
        """Tell whether something may be delivered under a token."""
        return token in self._by_token

    def take(self, token: str, signature: str | None, body: bytes) -> bool:
        """Take what was delivered: its feed is due. Tell whether it was signed, and wanted."""
        with self._lock:
            feed_id = self._by_token.get(token)
            known = self._known.get(feed_id or "")
            if feed_id is None or known is None or not known.wanted or not known.is_live(self._clock()):
                return False
            if not is_signed(known.secret, signature, body):
                self.counts.unsigned += 1
                return False
            self.counts.taken += 1
        self._pushes.note(shard_of(known.feed_url, self._shards), feed_id)
        return True

    def close(self) -> None:
        """Stop: what is subscribed stays subscribed, for the next process."""
        self._pushes.is_watched = False

    def _act(self, feed_id: str, url: str, hub: Hub | None, now: datetime) -> None:
        known = self._known.get(feed_id)
        action = plan(known, hub, now)
        if feed_id in self._asked or action == "wait":
            return
        if action == "forget":
            self._forget(feed_id)
            return
        if action == "subscribe" and hub is not None:
            known = Subscription(feed_url=url, hub=hub, token=self._make_token(), secret=self._make_token())
        assert known is not None, "only what is known is renewed or ended"
        known = subscriptions.ask(known, now, wanted=action != "unsubscribe")
        self._keep(feed_id, known, save=True)  # before the hub asks back
        form = subscriptions.form_of(known, self._options.callback or "", self._options.lease_seconds)
        self._asked[feed_id] = self._web.submit(self._post(known.hub.url, form))

    async def _post(self, url: str, form: Mapping[str, str]) -> int:
        with contained(url, "hub"):
            return await self._web.post(url, form)

    def _note_answers(self) -> None:
        for feed_id, future in [(id_, future) for id_, future in self._asked.items() if future.done()]:
            del self._asked[feed_id]
            known = self._known.get(feed_id)
            if known is not None and isinstance(future.exception(), FetchError):
                _warn(known, f"its hub cannot be asked: {future.exception()}")

    def _keep(self, feed_id: str, known: Subscription, *, save: bool = False) -> None:
        before = self._known.get(feed_id)
        if before is not None and before.token != known.token:
            self._by_token.pop(before.token, None)
        self._known[feed_id], self._by_token[known.token] = known, feed_id
        live = None
        if known.wanted and known.until is not None:
            live = Live(known.until, self._options.stretch, self._options.cap_seconds)
        self._pushes.set_live(feed_id, live)
        if save:
            self._state.put(f"websub/{feed_id}.json", encode(known))

    def _forget(self, feed_id: str) -> None:
        known = self._known.pop(feed_id, None)
        if known is not None:
            self._by_token.pop(known.token, None)
        self._pushes.set_live(feed_id, None)
        self._state.delete(f"websub/{feed_id}.json")

    def _read(self, feed_id: str) -> Subscription | None:
        return read_advice(self._state, f"websub/{feed_id}.json", Subscription)

    def _hub_of(self, feed_id: str, url: str) -> Hub | None:
        return load_feed(self._state, shard_of(url, self._shards), feed_id, url).hub


def _warn(known: Subscription, said: str) -> None:
    _log.warning("feed %s: %s", without_secrets(known.feed_url), hide_secrets(one_line(said)))
