"""What a bug in reading the answer to a request of a shard costs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from one_shard import entry
from papers import FEED, FEED_ID, HOST, NOON

from transforms.archive_jobs import ArchiveJob
from transforms.asking import ShardAsk
from transforms.errors import FetchError
from transforms.fetching import Owed
from transforms.harvesting import Request
from transforms.poll_results import FeedJob
from transforms.pure.feeds.archives import Sought
from transforms.pure.feeds.gaps import Gap
from transforms.state.documents import FeedDocument
from transforms.web.not_now import NotNow


class Plain:
    """Stands for the keeper of rests: it keeps none."""

    async def asking(self, request: Awaitable[Any]) -> Any:
        return await request


class Raising:
    """Stands for a web client: each request ends like this."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    async def get(self, url: str, **asked: Any) -> Any:
        raise self.error


async def begin() -> None:
    """A request may begin."""


def asked(error: Exception, job: Request) -> None:
    asyncio.run(ShardAsk(Raising(error), Plain(), 0, 1, 5, "state")(job, begin))  # type: ignore[arg-type]


DOCUMENT = FeedDocument(url=FEED.url)
GAP = Gap(from_at=NOON - timedelta(days=1), to_at=NOON, missed=5.0, next_url=f"http://{HOST}/old.xml")
JOBS: dict[str, Request] = {
    "a feed": FeedJob(id=FEED_ID, feed=FEED, document=DOCUMENT, unconditional=True),
    "a page": Owed(replace(entry("a"), url=FEED.url, link=FEED.url)),
    "an archive": ArchiveJob(
        id=FEED_ID, feed=FEED, document=DOCUMENT, gap=GAP, sought=Sought(since=NOON, until=NOON, now=NOON), url=FEED.url, most=3
    ),
}  # fmt: skip


@pytest.mark.parametrize("job", JOBS.values(), ids=JOBS)
def test_a_bug_costs_the_request_alone(job: Request) -> None:
    with pytest.raises(FetchError, match="reading it raised an error in newsbeam") as caught:
        asked(AttributeError("strip"), job)
    assert (caught.value.reason, caught.value.subject) == ("unexpected_error", FEED.url)


def test_what_a_flight_says_to_a_request_passes() -> None:
    with pytest.raises(NotNow):
        asked(NotNow(), JOBS["a feed"])


def test_secret_headers_are_not_in_what_a_bug_says() -> None:
    feed = replace(FEED, headers={"Authorization": "Bearer 8f3a77c2"})
    job = FeedJob(id=FEED_ID, feed=feed, document=DOCUMENT, unconditional=True)
    with pytest.raises(FetchError, match="no header may be hidden"):
        asked(ValueError("no header may be Bearer 8f3a77c2"), job)
