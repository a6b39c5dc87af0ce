"""The robots.txt of each origin: fetched once for all requests that wait for it, kept for hours, checked before each request."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Mapping
from datetime import timedelta

from msgspec import Struct

from transforms import reasons
from transforms.bugs import contained
from transforms.clock import Clock
from transforms.errors import FetchError
from transforms.pure.net import responses, robots
from transforms.pure.net.audiences import origin_of
from transforms.pure.net.header_values import read_location
from transforms.pure.net.robots_rules import RobotsRules
from transforms.pure.rights.page_rights import HEADERS
from transforms.pure.rights.robots_lines import RobotsRights, read_robots_rights, say_robots
from transforms.rights import Heard, Statement
from transforms.web.exchange import Answer, Exchange
from transforms.web.options import STALLED_SECONDS, WebOptions
from transforms.web.sites import KeptRobots, Sites, is_fresh

REDIRECTS_MAX = 5  # RFC 9309, 2.3.1.2
PARSED_MAX = 2000
# A longer file is read in a thread: it takes longer than requests to other sites should wait.
_READ_AT_ONCE_CHARACTERS = 20_000
# What says that the host cannot be reached at all, rather than that its robots.txt cannot be read.
_HOST_REASONS = {
    reasons.DNS,
    reasons.TLS,
    reasons.BLOCKED_ADDRESS,
    reasons.BAD_URL,
    reasons.SITE_DOWN,
    reasons.HOST_WAITING,
}


class _ReadRobots(Struct, frozen=True):
    """A robots.txt as it was kept, and what it says to us."""

    kept: KeptRobots
    rules: RobotsRules
    rights: RobotsRights
    sha256: str


class RobotsFiles:
    """What each origin's robots.txt says, kept in the sites' advice."""

    def __init__(self, options: WebOptions, exchange: Exchange, sites: Sites, clock: Clock) -> None:
        self._options = options
        self._agent = options.robots_agent()
        self._exchange = exchange
        self._sites = sites
        self._clock = clock
        self._fetching: dict[str, asyncio.Task[KeptRobots]] = {}
        self._asked_at: dict[str, float] = {}
        self._parsed: dict[str, _ReadRobots] = {}

    async def check(self, url: str) -> float | None:
        """Give the crawl-delay in seconds for a URL that may be fetched; None where there is none.

        Raises: FetchError: `robots_denied`; `robots_unreachable`; or the reason why the host cannot be reached at all.
        """
        if not self._options.respect_robots:
            return None
        origin, kept = origin_of(url), await self._current(url)
        rules: RobotsRules | None = None
        if robots.judge_status(kept.status) == "rules" and kept.text is not None:
            try:
                with contained(f"{origin}/robots.txt", "robots"):
                    rules = (await self._parse(origin, kept, kept.text)).rules
            except FetchError as error:
                kept = self._keep_unreadable(origin, error)
        if robots.judge_status(kept.status) == "closed":
            what = kept.problem or f"the server answered {kept.status}"
            problem = f"{origin}/robots.txt cannot be read ({what}), so nothing may be fetched there for now"
            wait = (kept.expires_at - self._clock()).total_seconds()
            raise FetchError(
                url, problem, reason=reasons.ROBOTS_UNREACHABLE, retry=True, severity="temporary", wait_seconds=wait
            )
        if rules is None:
            return None
        if not robots.allows(rules, url):
            problem = f"{origin}/robots.txt does not allow {self._agent} to fetch it"
            raise FetchError(url, problem, reason=reasons.ROBOTS_DENIED, severity="hard")
        return robots.crawl_delay_seconds(rules)

    async def sitemaps(self, url: str) -> tuple[str, ...]:
        """Give the sitemaps that the robots.txt of a URL's origin names. Raises: FetchError where the host cannot be reached."""
        kept = await self._current(url)
        return robots.sitemap_urls(kept.text, f"{origin_of(url)}/robots.txt") if kept.text else ()

    def heard(self, url: str, headers: Mapping[str, str]) -> Heard:
        """Give what the robots.txt of a URL that has just been asked, and the headers of its answer, say of its uses."""
        known = self._parsed.get(origin_of(url))
        return Heard(
            agent=self._agent,
            statements=tuple(self.statements(url)),
            headers=tuple((name, headers[name]) for name in HEADERS if name in headers),
            robots_sha256=known.sha256 if known else None,
        )

    def statements(self, url: str) -> list[Statement]:
        """Give what the robots.txt of a URL's origin says of its uses, as it was read last."""
        known = self._parsed.get(origin_of(url))
        return say_robots(known.rights, url) if known else []

    async def _current(self, url: str) -> KeptRobots:
        origin = origin_of(url)
        kept = self._sites.advice(url).robots.get(origin)
        return await self._fetched(url, origin) if kept is None or not is_fresh(kept, self._clock()) else kept

    def is_waited_for(self, url: str) -> bool:
        """Tell whether the robots.txt that a URL needs has been asked for, and its answer has stalled."""
        return (self.waited_seconds(url) or 0.0) > STALLED_SECONDS

    def waited_seconds(self, url: str) -> float | None:
        """Give for how long the robots.txt that a URL needs has been asked for; None where it is not under way."""
        asked_at = self._asked_at.get(origin_of(url))
        return None if asked_at is None else time.monotonic() - asked_at

    async def _fetched(self, url: str, origin: str) -> KeptRobots:
        task = self._fetching.get(origin)
        if task is None:
            task = asyncio.create_task(self._fetch(origin))
            self._fetching[origin], self._asked_at[origin] = task, time.monotonic()
            task.add_done_callback(lambda done: self._forget(origin, done))
        try:
            # A request that is cancelled must not cancel the fetch that others wait for.
            return await asyncio.shield(task)
        except FetchError as error:
            raise FetchError(
                url,
                f"its robots.txt could not be fetched: {error.problem}",
                reason=error.reason,
                retry=error.retry,
                severity=error.severity,
                wait_seconds=error.wait_seconds,
                wait_scope=error.wait_scope,
            ) from error

    def _forget(self, origin: str, done: asyncio.Task[KeptRobots]) -> None:
        del self._fetching[origin], self._asked_at[origin]
        if not done.cancelled():
            done.exception()  # asyncio complains of an error that nobody looked at; the requests that asked may be cancelled

    async def _fetch(self, origin: str) -> KeptRobots:
        try:
            with contained(f"{origin}/robots.txt", "robots"):
                kept = self._kept(await self._follow(f"{origin}/robots.txt"))
        except FetchError as error:
            # A host that was just found down is left alone for minutes; its robots.txt need not count as failed for an hour.
            # Nor is it asked how long that is: not at all where the configuration says so.
            is_down = error.unreachable or error.reason in _HOST_REASONS
            if is_down or self._sites.rests.find(origin) is not None:
                raise
            return self._keep_unreadable(origin, error)
        self._sites.keep_robots(origin, kept)
        return kept

    def _keep_unreadable(self, origin: str, error: FetchError) -> KeptRobots:
        expires_at = self._clock() + timedelta(seconds=robots.KEEP_ERROR_SECONDS)
        kept = KeptRobots(expires_at=expires_at, problem=error.problem)
        self._sites.keep_robots(origin, kept)
        return kept

    def _kept(self, answer: Answer) -> KeptRobots:
        seconds = robots.keep_seconds(answer.status)
        asked = responses.retry_after_seconds(answer.headers, self._clock())
        if answer.status == 503:
            self._sites.rests.note_unavailable(answer.url, asked or 0.0)
        if answer.status == 429:
            seconds = self._sites.rests.note_too_many(answer.url, asked)
        text = robots.decode_robots(answer.body) if robots.judge_status(answer.status) == "rules" else None
        return KeptRobots(status=answer.status, text=text, expires_at=self._clock() + timedelta(seconds=seconds))

    async def _follow(self, url: str) -> Answer:
        budget = self._options.total_seconds
        for _ in range(REDIRECTS_MAX + 1):
            answer = await self._exchange.ask(
                url, "robots", headers={}, max_bytes=robots.ROBOTS_MAX_BYTES, budget_seconds=budget
            )
            budget -= answer.seconds
            if answer.status not in responses.REDIRECTS:
                return answer
            try:
                url = read_location(url, answer.headers.get("location", ""))
            except ValueError:
                return answer
        return answer  # a redirect that leads nowhere stands for "there is none" (RFC 9309, 2.3.1.2)

    async def _parse(self, origin: str, kept: KeptRobots, text: str) -> _ReadRobots:
        known = self._parsed.pop(origin, None)
        if known is None or known.kept is not kept:
            at_once = len(text) <= _READ_AT_ONCE_CHARACTERS
            known = self._read(kept, text) if at_once else await asyncio.to_thread(self._read, kept, text)
        self._parsed[origin] = known
        if len(self._parsed) > PARSED_MAX:
            del self._parsed[next(iter(self._parsed))]
        return known

    def _read(self, kept: KeptRobots, text: str) -> _ReadRobots:
        sha256 = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        return _ReadRobots(kept, robots.read_rules(text, self._agent), read_robots_rights(text, self._agent), sha256)
