"""Read the documents that polls bring: small ones in place, large ones where a deadline can end it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, wait
from datetime import datetime
from functools import partial

from msgspec import Struct

from transforms import reasons
from transforms.errors import FeedError
from transforms.feed_items import ParsedFeed
from transforms.poll_results import PollOptions
from transforms.pool.errors import TaskCrashed, TaskTimedOut
from transforms.pool.memory import MEMORY_MB
from transforms.pool.pool import shared_pool
from transforms.pure.discovery.pages import name_feeds
from transforms.pure.feeds.sitemaps import merge_sitemaps
from transforms.stopping import grace_is_over
from transforms.web.response import Response

# A larger document is read in the pool.
INLINE_BYTES = 256_000
# The longest time until a reading notices that it is to be given up.
LOOK_SECONDS = 0.5


class FeedReader(Struct, frozen=True):
    """Reads feed documents: small ones in place, large ones in the pool of so many processes (None: one a core).

    Each of its processes may have `process_mb` of memory.

    `gives_up` tells whether nobody may wait for the pool any more.
    """

    parse: Callable[..., ParsedFeed]
    options: PollOptions
    processes: int | None
    gives_up: Callable[[], bool] = grace_is_over
    process_mb: int | None = MEMORY_MB

    def read(self, response: Response, now: datetime) -> ParsedFeed | None:
        """Read the document of an answer, or those of its parts; give None where that is given up. Raises: FeedError."""
        if not response.parts:
            return self._read(response, now)
        bodies = [one for part in response.parts if (one := part.response) is not None and not one.not_modified]
        feeds: list[ParsedFeed] = []
        problem: FeedError | None = None
        for body in bodies:
            try:
                feed = self._read(body, now)
            except FeedError as error:
                problem = error
                continue
            if feed is None:
                return None
            feeds.append(feed)
        if problem is not None and not feeds:
            raise problem
        return merge_sitemaps(feeds, self.options.max_items, partial=len(feeds) < len(response.parts))

    def _read(self, response: Response, now: datetime) -> ParsedFeed | None:
        try:
            return self._parse(response, now)
        except FeedError as error:
            content_type = response.headers.get("content-type")
            raise name_feeds(error, response.body, response.final_url, content_type) from error

    def _parse(self, response: Response, now: datetime) -> ParsedFeed | None:
        parse = partial(
            self.parse,
            url=response.final_url,
            content_type=response.headers.get("content-type"),
            now=now,
            max_items=self.options.max_items,
        )
        if len(response.body) <= INLINE_BYTES:
            return parse(response.body)
        future: Future[ParsedFeed] = shared_pool(self.processes, memory_mb=self.process_mb).submit(
            parse, response.body, self.options.parse_seconds
        )
        try:
            while not wait([future], timeout=LOOK_SECONDS).done:
                if self.gives_up():
                    return None
            return future.result()
        except (TaskCrashed, TaskTimedOut) as error:
            raise FeedError(
                response.url,
                f"the document ({len(response.body)} bytes) could not be read: {error}",
                reason=reasons.UNREADABLE_FEED,
                retry=True,
            ) from error
