"""The files of a site that speak of the uses of its pages: `/.well-known/tdmrep.json`, and RSL documents.

They are asked for before a page of the site, within its pace, and kept for a day. What cannot be read is noted, and holds up
nothing.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Final

from msgspec.structs import replace

from transforms import reasons
from transforms.bugs import contained
from transforms.clock import Clock
from transforms.errors import FetchError
from transforms.pure.net import responses
from transforms.pure.net.audiences import origin_of
from transforms.pure.net.header_values import read_location
from transforms.pure.net.urls import site_of
from transforms.pure.rights.beforehand import foresee
from transforms.pure.rights.page_rights import rsl_addresses, say_headers
from transforms.pure.rights.policy import RESERVED_BY
from transforms.pure.rights.rsl import MOST_BYTES, read_rsl, say_contents
from transforms.pure.rights.rsl_links import find_rsl_links
from transforms.pure.rights.tdmrep import PATH, read_tdm_file, say_file
from transforms.rights import Heard, Statement
from transforms.web.asked import RightsAsked
from transforms.web.exchange import Answer, Exchange
from transforms.web.kept_files import KEEP_SECONDS, KeptSiteFile, after_failure, is_fresh_file
from transforms.web.options import STALLED_SECONDS, WebOptions
from transforms.web.response import Reserved
from transforms.web.robots import RobotsFiles
from transforms.web.sites import Sites

REDIRECTS_MAX: Final = 1
# A page waits no longer for the answer of such a file; nor for a document of another site, whose pace may be slow.
MOST_SECONDS: Final = 10.0
# RSL documents that are read for one page, and that are remembered of one site: some might name one for each page.
MOST_FOR_PAGE: Final = 5
MOST_FOR_SITE: Final = 50
_READ_AT_ONCE_BYTES: Final = 20_000
# What says that a host cannot be reached at all: it is left alone for minutes, and then asked again.
_HOST_REASONS: Final = {reasons.DNS, reasons.SITE_DOWN, reasons.HOST_WAITING, reasons.ROBOTS_UNREACHABLE}


class SiteFiles:
    """What the files of each site say, kept in the sites' advice by the site of the pages that they speak of."""

    def __init__(
        self, options: WebOptions, exchange: Exchange, sites: Sites, robots: RobotsFiles, clock: Clock
    ) -> None:
        self._options, self._exchange, self._sites, self._robots, self._clock = options, exchange, sites, robots, clock
        self._fetching: dict[str, asyncio.Task[None]] = {}
        self._asked_at: dict[tuple[str, str], float] = {}

    async def prepare(self, url: str, asked: RightsAsked) -> None:
        """Read the files that speak of a page before it is asked for; its robots.txt has been read.

        Raises: Reserved where the page is not to be asked for.
        """
        if asked.options.site_files:
            await self._read(url, _tdm_file_of(url))
            await self._read_all(url, rsl_addresses(self._robots.statements(url)))
        if asked.options.policy == "drop_reserved":
            signal = foresee([*asked.said, *self._statements_before(url)], asked.options)
            if signal is not None:
                problem = f"its publisher reserves it ({signal.value}), so it is not fetched"
                raise Reserved(url, problem, reason=RESERVED_BY[signal.standard])

    async def read_named(self, url: str, headers: Mapping[str, str], body: bytes) -> None:
        """Read the documents that a page names, or the headers of its answer."""
        named = rsl_addresses(say_headers(headers, url, "")) if "link" in headers else []
        await self._read_all(url, [*named, *find_rsl_links(body, url)])

    def add_to(self, heard: Heard, url: str) -> Heard:
        """Add what has been read of a page's site to what was heard of it."""
        documents = [
            (address, said)
            for address, kept in self._sites.advice(url).files.items()
            for said in say_contents("rsl_document", kept.contents, url)
        ]
        return replace(
            heard,
            statements=(*heard.statements, *self._say_tdm_file(url)),
            documents=(*heard.documents, *documents),
        )

    def _statements_before(self, url: str) -> list[Statement]:
        """Give what is known of a page's uses before it is asked for."""
        said = self._robots.statements(url)
        files = self._sites.advice(url).files
        documents = [files[address] for address in rsl_addresses(said) if address in files]
        for kept in documents:
            said = [*said, *say_contents("rsl_document", kept.contents, url)]
        return [*said, *self._say_tdm_file(url)]

    def waited_seconds(self, url: str) -> float | None:
        """Give for how long a file that a page of the URL's site needs has been asked for; None where none is under way."""
        site = site_of(url)
        asked_at = min((at for (asked_for, _), at in self._asked_at.items() if asked_for == site), default=None)
        return None if asked_at is None else time.monotonic() - asked_at

    def is_waited_for(self, url: str) -> bool:
        """Tell whether the answer to such a request has stalled."""
        return (self.waited_seconds(url) or 0.0) > STALLED_SECONDS

    def _say_tdm_file(self, url: str) -> list[Statement]:
        kept = self._sites.advice(url).files.get(_tdm_file_of(url))
        return [] if kept is None else say_file(kept.rules, url)

    async def _read_all(self, url: str, addresses: Iterable[str]) -> None:
        for address in list(dict.fromkeys(addresses))[:MOST_FOR_PAGE]:
            await self._read(url, address)

    async def _read(self, url: str, address: str) -> None:
        """Read a file of the site of a page, unless that is known; of another site wait so long at most."""
        files = self._sites.advice(url).files
        kept = files.get(address)
        if kept is not None and is_fresh_file(kept, self._clock()):
            return
        if kept is None and not address.endswith(PATH) and len(files) >= MOST_FOR_SITE:
            return
        task = self._fetching.get(address)
        if task is None:
            task = self._fetching[address] = asyncio.create_task(self._fetch(url, address))
            self._asked_at[site_of(url), address] = time.monotonic()
            task.add_done_callback(lambda _: self._forget(url, address))
        # A request that is cancelled must not cancel the fetch that others wait for.
        patience = None if site_of(address) == site_of(url) else MOST_SECONDS
        await asyncio.wait([task], timeout=patience)
        if task.done() and not task.cancelled():
            task.result()

    def _forget(self, url: str, address: str) -> None:
        del self._fetching[address]
        del self._asked_at[site_of(url), address]

    async def _fetch(self, url: str, address: str) -> None:
        before = self._sites.advice(url).files.get(address)
        try:
            with contained(address, "rights"):
                kept = await self._kept(address, await self._follow(address), before)
        except FetchError as error:
            if error.unreachable or error.reason in _HOST_REASONS:
                return
            kept = after_failure(before, error.problem, self._clock())
        self._sites.keep_file(url, address, kept)

    async def _follow(self, url: str) -> Answer:
        for _ in range(REDIRECTS_MAX + 1):
            crawl_delay = await self._robots.check(url)
            answer = await self._exchange.ask(
                url,
                "rights",
                headers={},
                max_bytes=MOST_BYTES,
                budget_seconds=min(MOST_SECONDS, self._options.total_seconds),
                crawl_delay_seconds=crawl_delay,
            )
            if answer.status not in responses.REDIRECTS:
                return answer
            try:
                url = read_location(url, answer.headers.get("location", ""))
            except ValueError as error:
                raise FetchError(url, f"redirects to no address: {error}", reason=reasons.BAD_REDIRECT) from error
        raise FetchError(url, "redirects more than once", reason=reasons.TOO_MANY_REDIRECTS, retry=True)

    async def _kept(self, address: str, answer: Answer, before: KeptSiteFile | None) -> KeptSiteFile:
        now, status = self._clock(), answer.status
        asked = responses.retry_after_seconds(answer.headers, now)
        if status == 429:
            self._sites.rests.note_too_many(answer.url, asked)
        elif status == 503:
            self._sites.rests.note_unavailable(answer.url, asked or 0.0)
        if status == 429 or status >= 500:
            return after_failure(before, f"the server answered {status}", now)
        kept = KeptSiteFile(expires_at=now + timedelta(seconds=KEEP_SECONDS), read_at=now)
        if status not in responses.USABLE:
            return kept if status in (404, 410) else replace(kept, problem=f"the server answered {status}")
        at_once = len(answer.body) <= _READ_AT_ONCE_BYTES
        if address.endswith(PATH):
            rules = read_tdm_file(answer.body) if at_once else await asyncio.to_thread(read_tdm_file, answer.body)
            return replace(kept, rules=rules)
        contents = read_rsl(answer.body) if at_once else await asyncio.to_thread(read_rsl, answer.body)
        return replace(kept, contents=contents)


def _tdm_file_of(url: str) -> str:
    return f"{origin_of(url)}{PATH}"
