"""Pacing per site: its slots, and the time between its requests.

Everything here runs on the event loop of one `Web`. What is remembered is advice: without it a site is asked less politely,
but no data are lost.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any, TypeVar

import msgspec
from msgspec import Struct, field

from transforms.clock import Clock
from transforms.moments import Moment
from transforms.pure.net import pacing
from transforms.pure.net.receipts import Receipt, merge_receipts, note_answer, note_request
from transforms.pure.net.responses import retry_after_seconds
from transforms.pure.net.urls import site_of
from transforms.web.kept_files import KeptSiteFile, is_worth_keeping_file
from transforms.web.looks import Hold
from transforms.web.options import WebOptions
from transforms.web.places import Places, open_files
from transforms.web.rests import Rests, is_brief

SITES_MAX = 10_000
ORIGINS_MAX = 200  # of one site: some give each reader a subdomain
# A larger robots.txt is not kept in the advice: the next process fetches it again.
DUMPED_ROBOTS_MAX_CHARACTERS = 65_536

T = TypeVar("T")
K = TypeVar("K", bound="KeptRobots | KeptSiteFile")
Begin = Callable[[], Awaitable[None]]


class KeptRobots(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A robots.txt as it was answered; `text` is None where its status alone decides, `status` where no answer came."""

    expires_at: Moment
    status: int | None = None
    text: str | None = None
    problem: str | None = None


class SiteAdvice(Struct, kw_only=True, omit_defaults=True):
    """What outlives the process; `robots` by origin, `receipts` by day, for people (`newsbeam report`).

    `files` are those that speak of the uses of the site's pages, by their addresses (`transforms.web.site_files`).

    Which hosts are left alone is kept apart (`transforms.web.rests`).
    """

    pace: pacing.Pace = pacing.Pace()
    robots: dict[str, KeptRobots] = field(default_factory=dict)
    files: dict[str, KeptSiteFile] = field(default_factory=dict)
    receipts: tuple[Receipt, ...] = ()


class _Site:
    def __init__(self, advice: SiteAdvice, at_once: int) -> None:
        self.advice = advice
        self.gate = asyncio.Semaphore(at_once)
        self.turn = asyncio.Lock()
        self.users = 0
        self.sent_at: datetime | None = None
        self.ready_at: datetime | None = None  # when its next request may begin, by its pace: for people

    def note_sent(self, now: datetime) -> None:
        gap = None if self.sent_at is None else (now - self.sent_at).total_seconds()
        self.advice.receipts = note_request(self.advice.receipts, now.date(), gap)
        self.sent_at = now


class Slot:
    """A request's place in its site's queue. From `sent` on, the next request counts its distance."""

    def __init__(self, site: _Site, clock: Clock) -> None:
        self._site = site
        self._clock = clock
        self._holding = True
        self.is_sent = False

    def started(self) -> None:
        """Mark this moment as the one from which the next request keeps its distance."""
        pace = self._site.advice.pace
        self._site.advice.pace = msgspec.structs.replace(pace, started_at=self._clock())

    def sent(self) -> None:
        """Note that the request is on its way: making the connection may have taken seconds."""
        if not self.is_sent:  # It is sent again where the connection had been closed meanwhile.
            self.is_sent = True
            self._site.note_sent(self._clock())
        if self._holding:
            self.started()
            self.release()

    def release(self) -> None:
        """Let the site's next request go ahead."""
        if self._holding:
            self._holding = False
            self._site.turn.release()


class Sites:
    """All sites of one `Web`. The options say how many requests may be open at once, and how far apart they start."""

    def __init__(self, options: WebOptions, clock: Clock, rests: Rests) -> None:
        self._options = options
        self._clock = clock
        self.rests = rests
        self._places = Places(options.concurrency, open_files())
        self._sites: dict[str, _Site] = {}

    def advice(self, url: str) -> SiteAdvice:
        """Give what is known of the site of a URL; changes to it are kept."""
        return self._site(url).advice

    def refuse_resting(self, url: str) -> None:
        """Refuse a URL whose host is left alone, unless so briefly that `slot` waits for it. Raises: FetchError."""
        rest = self.rests.find(url)
        if rest is not None and not is_brief(rest):
            raise rest

    @asynccontextmanager
    async def slot(
        self, url: str, crawl_delay_seconds: float | None, begin: Begin | None = None
    ) -> AsyncIterator[Slot]:
        """Wait until a request for the URL may start, and hold its slot until it is over. Raises: FetchError.

        `begin` is awaited when all else allows the request: the caller may hold it back a little longer. A request that
        stalls keeps the site's slot to its end, but lets requests to other sites begin (`transforms.web.places`).
        """
        site = self._site(url)
        site.users += 1
        try:
            async with site.gate:
                await site.turn.acquire()
                slot = Slot(site, self._clock)
                try:
                    spacing = self._spacing(site, crawl_delay_seconds)
                    delay = pacing.delay_seconds(site.advice.pace, self._clock(), spacing)
                    site.ready_at = self._clock() + timedelta(seconds=delay)
                    await asyncio.sleep(max(delay, self.rests.brief_seconds(url)))
                    async with self._places.taken() as place:
                        if begin is not None:
                            await begin()
                        rest = self.rests.find(url)  # it may have been asked to rest while this one waited
                        if rest is not None:
                            raise rest
                        place.begin()
                        slot.started()
                        if spacing <= 0:
                            slot.release()
                        yield slot
                finally:
                    slot.release()
        finally:
            site.users -= 1

    def keep_robots(self, origin: str, kept: KeptRobots) -> None:
        """Keep what an origin answered for its robots.txt."""
        files = self.advice(origin).robots
        files.pop(origin, None)
        _kept_under(files, origin, kept)

    def keep_file(self, url: str, address: str, kept: KeptSiteFile) -> None:
        """Keep what a file says of the pages of a URL's site."""
        files = self.advice(url).files
        files.pop(address, None)
        _kept_under(files, address, kept)

    def observe(self, url: str, seconds: float) -> None:
        """Note how long an answer took."""
        advice = self.advice(url)
        advice.pace = pacing.observe(advice.pace, seconds)

    def hold_of(self, url: str) -> Hold:
        """Give what keeps a request for the URL that has not begun."""
        asked = self.rests.brief_seconds(url)
        if asked:
            return Hold("asked", asked)
        ready_at = self._site(url).ready_at
        return Hold("pacing", 0.0 if ready_at is None else (ready_at - self._clock()).total_seconds())

    def note_answer(self, url: str, status: int, size: int, headers: Mapping[str, str]) -> None:
        """Note an answer in the site's receipt of the day; `size` counts the bytes of its body as they came."""
        advice, now = self.advice(url), self._clock()
        wait = retry_after_seconds(headers, now) if status in (429, 503) else None
        advice.receipts = note_answer(advice.receipts, now.date(), status, size, wait)

    def dump(self, wanted: Callable[[str], bool]) -> dict[str, Any]:
        """Give the advice on those sites that are wanted, as JSON values; expired parts are left out."""
        live = {name: self._live(name) for name in self._sites if wanted(name)}
        found: dict[str, Any] = msgspec.to_builtins(
            {name: advice for name, advice in live.items() if advice != SiteAdvice()}
        )
        return found

    def load(self, dumped: Any) -> None:
        """Load advice that `dump` gave; where more is known, the newer counts. Raises: msgspec.ValidationError."""
        for name, advice in msgspec.convert(dumped, dict[str, SiteAdvice]).items():
            site = self._sites.setdefault(name, _Site(SiteAdvice(), self._options.per_site))
            site.advice = _newer(site.advice, advice)
        self._forget_idle()

    def _live(self, name: str) -> SiteAdvice:
        advice, now = self._sites[name].advice, self._clock()
        robots = {origin: kept for origin, kept in advice.robots.items() if _is_worth_keeping(kept, now)}
        files = {address: kept for address, kept in advice.files.items() if is_worth_keeping_file(kept, now)}
        return SiteAdvice(pace=advice.pace, robots=robots, files=files, receipts=advice.receipts)

    def _spacing(self, site: _Site, crawl_delay_seconds: float | None) -> float:
        options = self._options
        return pacing.spacing_seconds(
            site.advice.pace, options.spacing_seconds, crawl_delay_seconds, options.crawl_delay_max_seconds
        )

    def _site(self, url: str) -> _Site:
        name = site_of(url)
        site = self._sites.pop(name, None)
        if site is None:
            site = _Site(SiteAdvice(), self._options.per_site)
            self._forget_idle()
        self._sites[name] = site  # the newest used stands last
        return site

    def _forget_idle(self) -> None:
        excess = len(self._sites) - SITES_MAX + 1
        if excess > 0:
            idle = [name for name, site in self._sites.items() if site.users == 0]
            for name in idle[: excess + SITES_MAX // 20]:
                del self._sites[name]


def is_fresh(robots: KeptRobots, now: datetime) -> bool:
    """Tell whether rules may be used still; what is kept for longer than any was noted by a clock that was ahead."""
    return now < robots.expires_at <= now + timedelta(seconds=pacing.WAIT_CAP_SECONDS)


def _is_worth_keeping(robots: KeptRobots, now: datetime) -> bool:
    return is_fresh(robots, now) and len(robots.text or "") <= DUMPED_ROBOTS_MAX_CHARACTERS


def _newer(known: SiteAdvice, other: SiteAdvice) -> SiteAdvice:
    moments = (known.pace.started_at, other.pace.started_at)
    later = moments[1] is not None and (moments[0] is None or moments[1] > moments[0])
    receipts = merge_receipts(known.receipts, other.receipts)
    return SiteAdvice(
        pace=other.pace if later else known.pace,
        robots=_newest(known.robots, other.robots),
        files=_newest(known.files, other.files),
        receipts=receipts,
    )


def _newest(known: dict[str, K], others: dict[str, K]) -> dict[str, K]:
    found = dict(known)
    for name, kept in others.items():
        if name not in found or found[name].expires_at < kept.expires_at:
            found[name] = kept
    return found


def _kept_under(known: dict[str, T], name: str, value: T) -> T:
    if name not in known and len(known) >= ORIGINS_MAX:
        del known[next(iter(known))]
    return known.setdefault(name, value)
