"""Ask the web over HTTP: conditional GET, robots.txt, pacing per site, redirects, address guard, limits.

One event loop in one daemon thread serves a whole worker process, so that feed polls and pages share each site's slots.
"""

from __future__ import annotations

import asyncio
import atexit
import concurrent.futures
import logging
import os
import threading
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, Literal, TypeVar

import msgspec
from aiohttp.abc import AbstractResolver
from msgspec.structs import replace

from transforms.clock import Clock, utc_now
from transforms.errors import FetchError
from transforms.pure.net import responses
from transforms.pure.net.audiences import Audience
from transforms.pure.net.urls import resolve
from transforms.reasons import BAD_URL
from transforms.records import Evidence, Hop
from transforms.web.asked import RightsAsked, WebRequest
from transforms.web.chain import Chain, target_of
from transforms.web.exchange import Answer, Exchange, open_signer
from transforms.web.looks import Hold
from transforms.web.options import WebOptions
from transforms.web.posting import post_bytes, post_form, post_rows
from transforms.web.response import Response
from transforms.web.rests import Rests
from transforms.web.robots import RobotsFiles
from transforms.web.site_files import SiteFiles
from transforms.web.sites import Begin, Sites

MEMORY_VERSION = 1

T = TypeVar("T")
_log = logging.getLogger(__name__)


class Web:
    """The HTTP side of one worker process. What is in `rests` may be touched on its loop alone (`submit`).

    `resolver` replaces the system's; its answers pass the address guard like any other. Raises: ValueError where an
    option names no address.
    """

    def __init__(
        self,
        options: WebOptions,
        clock: Clock = utc_now,
        resolver: AbstractResolver | None = None,
    ) -> None:
        self._options = options
        self._clock = clock
        self.rests = Rests(options.down_seconds, clock)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="newsbeam-web", daemon=True)
        self._thread.start()
        self._closed = False
        self._process = os.getpid()
        try:
            self.submit(self._open(resolver)).result()
        except ValueError:
            self._stop()
            raise

    @property
    def is_closed(self) -> bool:
        """Whether it makes no more requests, and has none under way."""
        return self._closed

    def submit(self, coroutine: Coroutine[Any, Any, T]) -> concurrent.futures.Future[T]:
        """Run a coroutine (mostly of `get`) on the loop; cancelling the future cancels it."""
        if self._closed:
            coroutine.close()
            raise RuntimeError("this Web is closed")
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop)

    def close(self) -> None:
        """Cancel what runs, close all connections and end the thread; do nothing in a forked child, which has no thread."""
        if not self._closed and self._process == os.getpid():
            self.submit(self._shut()).result()
            self._stop()

    async def get(
        self,
        url: str,
        *,
        kind: Literal["page", "feed"],
        headers: Mapping[str, str] | None = None,
        audience: Audience | None = None,
        etag: str | None = None,
        last_modified: str | None = None,
        stays: Callable[[str], bool] | None = None,
        begin: Begin | None = None,
        rights: RightsAsked | None = None,
    ) -> Response:
        """Give the answer to a GET, redirects followed. To be run through `submit`.

        It waits for a slot at each site that it asks. `headers` are secret: they go to their `audience` only, None being the
        origin of `url`. `stays` tells whether a redirect's target may be followed. `begin` is awaited when the first request
        has its slot, just before it is sent. `rights` says what is to be known of a page's uses, and which pages are not to be
        asked for. Raises: FetchError, LeftShard, Reserved.
        """
        first = _absolute(url)
        validators = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        request = WebRequest(
            kind=kind,
            url=first,
            headers=headers or {},
            audience=audience or Audience(first),
            # What is not ASCII came from a server that breaks the rules, and cannot be sent back as it came.
            validators={name: value for name, value in validators.items() if value and value.isascii()},
            begin=begin,
            rights=rights,
        )
        chain = Chain(first, self._options.max_redirects, stays, self._clock)
        try:
            return await self._follow(request, chain)
        except FetchError as error:
            if chain.hops:
                error.evidence |= Evidence(requested=first, redirects=tuple(chain.hops))
            raise

    async def sitemaps_of(self, url: str) -> tuple[str, ...]:
        """Give the sitemaps that the robots.txt of a URL's origin names. To be run through `submit`. Raises: FetchError."""
        return await self._robots.sitemaps(_absolute(url))

    async def post(self, url: str, form: Mapping[str, str]) -> int:
        """Send a form, and give the answer's status (`transforms.web.posting`). For `submit`. Raises: FetchError."""
        return await post_form(self._exchange, self._options, self._clock, _absolute(url), form)

    async def post_bytes(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        """Send bytes, follow no redirect, and give the answer's status. For `submit`. Raises: FetchError."""
        return await post_bytes(self._exchange, self._options, self._clock, _absolute(url), body, headers)

    async def post_rows(self, url: str, body: bytes, headers: Mapping[str, str], max_bytes: int) -> Answer:
        """Send bytes, follow no redirect, and give the whole answer. For `submit`. Raises: FetchError where none came."""
        return await post_rows(self._exchange, self._options, _absolute(url), body, headers, max_bytes)

    def waits_for_robots(self, url: str) -> bool:
        """Tell whether a request waits for a file of its site whose answer has stalled. To be called on the loop."""
        return self._robots.is_waited_for(url) or self._site_files.is_waited_for(url)

    def hold_of(self, url: str) -> Hold:
        """Give what keeps a request that has not begun. To be called on the loop."""
        waited = self._robots.waited_seconds(url)
        if waited is not None:
            return Hold("robots", waited)
        waited = self._site_files.waited_seconds(url)
        return self._sites.hold_of(url) if waited is None else Hold("answer", waited)

    def memory(self, wanted: Callable[[str], bool] = lambda site: True) -> dict[str, Any]:
        """Give what is remembered of those sites that are wanted, as JSON values: pacing and robots.txt."""
        return {"version": MEMORY_VERSION, "sites": self.submit(self._dump(wanted)).result()}

    def remember(self, memory: dict[str, Any]) -> None:
        """Load what `memory` gave, perhaps in another process. What cannot be read is ignored, with a warning."""
        if memory and memory.get("version") == MEMORY_VERSION:
            self.submit(self._load(memory.get("sites"))).result()

    async def _follow(self, request: WebRequest, chain: Chain) -> Response:
        spent = 0.0
        while True:
            crawl_delay = await self._robots.check(chain.url)
            if request.rights is not None:
                await self._site_files.prepare(chain.url, request.rights)
            answer = await self._exchange.ask(
                chain.url,
                request.kind,
                headers=chain.sent(request.sent_to(chain.url, chain.hops)),
                max_bytes=self._max_bytes(request.kind),
                budget_seconds=self._options.total_seconds - spent,
                crawl_delay_seconds=crawl_delay,
                begin=None if chain.hops else request.begin,
            )
            spent += answer.seconds
            target = target_of(answer)
            if target is None:
                response = await self._hear(request, answer, self._judge(request, answer, chain.hops, spent))
                captures = chain.captures + ([] if answer.capture is None else [answer.capture])
                return replace(response, captures=tuple(captures))
            chain.lead_on(answer, target)

    async def _hear(self, request: WebRequest, answer: Answer, response: Response) -> Response:
        """Add what is said of a page's uses, before it is read."""
        if request.kind != "page":
            return response
        heard = self._robots.heard(answer.url, answer.headers)
        if request.rights is not None and request.rights.options.site_files:
            await self._site_files.read_named(answer.url, answer.headers, answer.body)
            heard = self._site_files.add_to(heard, answer.url)
        return replace(response, heard=heard)

    def _judge(self, request: WebRequest, answer: Answer, hops: list[Hop], seconds: float) -> Response:
        not_modified = answer.status == 304 and bool(request.validators)
        error = None if not_modified else responses.find_error(answer.url, answer.status, answer.headers, self._clock())
        if answer.status == 429 and error is not None:
            error.wait_seconds = self.rests.note_too_many(answer.url, error.wait_seconds)
        elif answer.status == 503 and error is not None:
            self.rests.note_unavailable(answer.url, error.wait_seconds or 0.0)
        elif answer.status < 500:
            self.rests.note_answer(answer.url)
        if error is not None:
            raise error
        if not not_modified:
            responses.check_type(request.kind, answer.url, answer.headers, answer.body)
        # The page that holds the refresh would answer 304 to what belongs to its target: unchanged, for ever.
        is_refreshed = any(hop.status in responses.USABLE for hop in hops)
        return Response(
            url=request.url,
            final_url=answer.url,
            status=answer.status,
            headers=_without_validators(answer.headers) if is_refreshed else answer.headers,
            body=answer.body,
            fetched_at=self._clock(),
            seconds=seconds,
            wire_bytes=answer.wire_bytes,
            hops=tuple(hops),
            not_modified=not_modified,
        )

    def _max_bytes(self, kind: Literal["page", "feed"]) -> int:
        return self._options.page_max_bytes if kind == "page" else self._options.feed_max_bytes

    async def _open(self, resolver: AbstractResolver | None) -> None:
        self._sites = Sites(self._options, self._clock, self.rests)
        signer = open_signer(self._options, self._clock)
        self._exchange = Exchange(self._options, self._sites, resolver, signer, self._clock)
        self._robots = RobotsFiles(self._options, self._exchange, self._sites, self._clock)
        self._site_files = SiteFiles(self._options, self._exchange, self._sites, self._robots, self._clock)

    async def _shut(self) -> None:
        running = asyncio.all_tasks() - {asyncio.current_task()}
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await self._exchange.close()

    def _stop(self) -> None:
        self._closed = True
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _dump(self, wanted: Callable[[str], bool]) -> dict[str, Any]:
        return self._sites.dump(wanted)

    async def _load(self, sites: Any) -> None:
        try:
            self._sites.load(sites)
        except msgspec.ValidationError as error:
            _log.warning("what was remembered of the sites cannot be read (%s); it is ignored", error)


_shared: dict[tuple[int, bytes], Web] = {}
_shared_lock = threading.Lock()


def shared_web(options: WebOptions) -> Web:
    """Give the one Web of this process for these options; it is closed when the process ends."""
    key = (os.getpid(), msgspec.json.encode(options, order="sorted"))
    with _shared_lock:
        if key not in _shared:
            _shared[key] = Web(options)
            atexit.register(_shared[key].close)
        return _shared[key]


def _forget_parent() -> None:
    # A forked child has the parent's objects but not its threads, and perhaps its lock while it was held.
    global _shared_lock
    _shared_lock = threading.Lock()
    _shared.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_parent)


def _absolute(url: str) -> str:
    try:
        return resolve(url, url).partition("#")[0]
    except ValueError as error:
        raise FetchError(url, str(error), reason=BAD_URL, severity="hard") from error


def _without_validators(headers: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name not in ("etag", "last-modified")}
