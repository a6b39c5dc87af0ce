"""Ask the web for what a shard's turn wants: feeds with their sitemaps and archives, pages, those written before among them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from transforms.archive_jobs import ArchiveJob, ask_archive
from transforms.bugs import contained
from transforms.clock import utc_now
from transforms.fetching import Owed
from transforms.harvesting import Request
from transforms.poll_results import FeedJob
from transforms.pure.feeds.parse import parse_feed
from transforms.pure.feeds.window import KnownSitemap
from transforms.pure.net.audiences import Audience
from transforms.pure.net.urls import shard_of
from transforms.pure.shown.url_secrets import secrets_in_headers
from transforms.rechecking import Again
from transforms.records import Feed
from transforms.state.rests import RestKeeper
from transforms.web.client import Web
from transforms.web.desk import capturing_for
from transforms.web.flight import Begin
from transforms.web.not_now import NotNow
from transforms.web.response import Response
from transforms.web.sitemaps import follow_index


@dataclass(frozen=True)
class ShardAsk:
    """Asks the web for a feed or a page of a shard. It outlives the turn that made it.

    What is to be kept as it came lies on the shard's desk then (`transforms.web.desk`); `root` is its state's.
    """

    web: Web
    keeper: RestKeeper
    shard: int
    shards: int
    sitemaps: int
    root: str

    async def __call__(self, job: Request, begin: Begin) -> Response:
        """Give the answer to a request. Raises: FetchError, LeftShard, Reserved."""
        with capturing_for(self.root, self.shard):
            return await self.keeper.asking(self._contained(job, begin))

    async def _contained(self, job: Request, begin: Begin) -> Response:
        """Ask, and have a bug of ours in reading what came, on all its way, cost this request alone."""
        is_page = isinstance(job, Owed | Again)
        feed = job.subscribed if isinstance(job, Owed | Again) else job.feed
        secrets = secrets_in_headers(feed.headers) if feed else ()
        with contained(job.url, "page" if is_page else "feed", passing=(NotNow,), secrets=secrets):
            return await self._get(job, begin)

    async def _get(self, job: Request, begin: Begin) -> Response:
        if isinstance(job, ArchiveJob):
            return await ask_archive(job, partial(self._get_archived, job, begin), parse_feed, utc_now)
        if isinstance(job, Owed | Again):
            return await self._get_page(job, begin)
        document = job.document
        response = await self.web.get(
            job.url,
            kind="feed",
            headers=job.feed.headers,
            audience=_audience(job.feed),
            etag=None if job.unconditional else document.etag,
            last_modified=None if job.unconditional else document.last_modified,
            begin=begin,
        )
        return await follow_index(
            response,
            document.sitemaps,
            partial(self._get_sitemap, job),
            most=self.sitemaps,
            unconditional=job.unconditional,
        )

    async def _get_page(self, job: Owed | Again, begin: Begin) -> Response:
        subscribed = job.subscribed
        return await self.web.get(
            job.url,
            kind="page",
            headers=subscribed.headers if subscribed else None,
            audience=_audience(subscribed) if subscribed else None,
            etag=job.etag if isinstance(job, Again) else None,
            last_modified=job.last_modified if isinstance(job, Again) else None,
            stays=self._stays,
            begin=begin,
            rights=job.rights,
        )

    async def _get_sitemap(self, job: FeedJob, url: str, known: KnownSitemap | None) -> Response:
        return await self.web.get(
            url,
            kind="feed",
            headers=job.feed.headers,
            audience=_audience(job.feed),
            etag=known.etag if known else None,
            last_modified=known.last_modified if known else None,
        )

    async def _get_archived(self, job: ArchiveJob, begin: Begin, url: str, is_first: bool) -> Response:
        headers, audience = job.feed.headers, _audience(job.feed)
        return await self.web.get(
            url, kind="feed", headers=headers, audience=audience, begin=begin if is_first else None
        )

    def _stays(self, url: str) -> bool:
        return shard_of(url, self.shards) == self.shard


def _audience(feed: Feed) -> Audience:
    # By the address that the user wrote: the headers were meant for it, wherever the feed has moved.
    return Audience(feed.url, feed.headers_for)
