"""The sitemaps of an index: asked for one after another, as politely as all else, and only those that may have changed.

So a poll of an index is one poll: it ends with one answer, which holds those of its sitemaps.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence

from msgspec.structs import replace

from transforms.bugs import contained
from transforms.errors import FetchError
from transforms.pure.feeds.decoding import decode_feed
from transforms.pure.feeds.indexes import choose_sitemaps, is_settled
from transforms.pure.feeds.sitemaps import IndexedSitemap, read_index, sitemap_kind
from transforms.pure.feeds.window import KnownSitemap
from transforms.reasons import NOT_A_FEED
from transforms.web.parts import body_of
from transforms.web.response import Part, Response

# An index may list indexes; those list sitemaps.
DEPTH_MAX = 2
_START_BYTES = 20_000

# Asks for a sitemap, with what was remembered of it (None: as for the first time).
AskSitemap = Callable[[str, KnownSitemap | None], Awaitable[Response]]


async def follow_index(
    response: Response, known: Sequence[KnownSitemap], ask: AskSitemap, *, most: int, unconditional: bool
) -> Response:
    """Give the answer of a feed with its sitemaps, at most so many, where it is an index of them; else as it is.

    `known` are those that were read last: they are asked with their validators, or not at all where their `lastmod` is the
    same, unless `unconditional`. Raises: FetchError where no sitemap of an index answers.
    """
    if response.not_modified:
        listed: Sequence[IndexedSitemap] = [IndexedSitemap(url=one.url, changed_at=one.changed_at) for one in known]
    elif _is_index(response):
        listed = await asyncio.to_thread(_read, response)
    else:
        return response
    search = _Search(response, known, ask, most, unconditional)
    await search.run(listed)
    return search.answer() if listed or not response.not_modified else response


class _Search:
    """The sitemaps of one index, read while there are requests left."""

    def __init__(
        self, index: Response, known: Sequence[KnownSitemap], ask: AskSitemap, most: int, unconditional: bool
    ) -> None:
        self._index, self._ask, self._most, self._unconditional = index, ask, most, unconditional
        self._known = {one.url: one for one in known}
        self._parts: dict[str, Part] = {}
        self._error: FetchError | None = None
        self._is_nested = False

    async def run(self, listed: Sequence[IndexedSitemap]) -> None:
        queue = deque((one, 1) for one in await self._choose(listed, self._index.final_url))
        requests_left = 2 * self._most
        while queue and requests_left and len(self._parts) < self._most:
            sitemap, depth = queue.popleft()
            if sitemap.url in self._parts:
                continue
            known = self._known.get(sitemap.url)
            if not self._unconditional and is_settled(sitemap, known, self._index.fetched_at):
                self._parts[sitemap.url] = Part(url=sitemap.url, changed_at=sitemap.changed_at)
                continue
            if self._error is not None and self._error.severity == "temporary":
                self._parts[sitemap.url] = Part(url=sitemap.url, failed=True)
                continue  # the host is down, or asks to wait: the others would fail as slowly
            requests_left -= 1
            inner = await self._take(sitemap, None if self._unconditional else known)
            if inner and depth < DEPTH_MAX:
                queue.extendleft((one, depth + 1) for one in reversed(await self._choose(inner, sitemap.url)))

    async def _choose(self, listed: Sequence[IndexedSitemap], index_url: str) -> Sequence[IndexedSitemap]:
        # Of 50,000 that takes most of a second, in which the loop would serve nobody.
        return await asyncio.to_thread(choose_sitemaps, listed, index_url, self._most)

    async def _take(self, sitemap: IndexedSitemap, known: KnownSitemap | None) -> Sequence[IndexedSitemap]:
        """Ask for a sitemap and keep its answer; give what it lists where it is an index itself."""
        try:
            with contained(sitemap.url, "feed"):
                answer = await self._ask(sitemap.url, known)
                if not answer.not_modified and _is_index(answer):
                    inner = await asyncio.to_thread(_read, answer)
                    self._is_nested = True
                    return inner
        except FetchError as error:
            self._error = error
            self._parts[sitemap.url] = Part(url=sitemap.url, failed=True)
            return ()
        self._parts[sitemap.url] = Part(url=sitemap.url, changed_at=sitemap.changed_at, response=answer)
        return ()

    def answer(self) -> Response:
        parts = tuple(self._parts.values())
        if all(part.failed for part in parts):
            if self._error is not None:
                raise self._error
            problem = "an index of sitemaps that lists none of its own site"
            raise FetchError(self._index.final_url, problem, reason=NOT_A_FEED, retry=True, severity="soft")
        has_news = any(body_of(part) is not None for part in parts)
        headers = self._index.headers
        if self._is_nested:  # it does not change when an index that it lists does
            headers = {name: value for name, value in headers.items() if name not in ("etag", "last-modified")}
        return replace(self._index, headers=headers, parts=parts, not_modified=not has_news)


def _is_index(response: Response) -> bool:
    start = response.body[:_START_BYTES]
    return b"sitemapindex" in start.replace(b"\x00", b"").lower() and (
        sitemap_kind(decode_feed(start, response.headers.get("content-type"))) == "sitemapindex"
    )


def _read(response: Response) -> Sequence[IndexedSitemap]:
    text = decode_feed(response.body, response.headers.get("content-type"))
    return read_index(text, response.final_url, response.fetched_at).sitemaps
