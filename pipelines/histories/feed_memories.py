"""Which feeds remember an entry: their documents hold the items that they listed of late."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from pipelines.config.config import Config
from pipelines.histories.records import Standing
from transforms.errors import StateError
from transforms.pure.net.urls import shard_of, site_of, url_id
from transforms.state.decoding import decode
from transforms.state.documents import FeedDocument
from transforms.state.storage import Store, side_by_side

# All feeds are looked at where there are no more: it takes a read each.
MOST_FEEDS = 2000


def find_standings(
    state: Store, config: Config, ids: Collection[str], url: str | None, feeds: Iterable[str]
) -> list[Standing]:
    """Give the feeds that remember an entry by one of some ids: those named, and those of its site; else any other.

    `feeds` are addresses of feeds that are known to have brought it.
    """
    near = {*feeds, *(feed.url for feed in config.feeds if url is not None and _is_near(feed.url, url))}
    found = list(_standings(state, config, ids, _places(config, near)))
    if found:
        return found
    others = [
        (shard, name)
        for shard in range(config.shards)
        for name in state.names(f"feeds/{shard}")
        if (shard, name) not in _places(config, near)
    ]
    return list(_standings(state, config, ids, others)) if len(others) <= MOST_FEEDS else []


def _is_near(feed_url: str, url: str) -> bool:
    return site_of(feed_url) == site_of(url)


def _places(config: Config, feeds: Iterable[str]) -> list[tuple[int, str]]:
    return [(shard_of(url, config.shards), f"{url_id(url)}.json") for url in sorted(feeds)]


def _standings(state: Store, config: Config, ids: Collection[str], places: list[tuple[int, str]]) -> Iterator[Standing]:
    listed = {url_id(feed.url) for feed in config.active_feeds}
    paths = [f"feeds/{shard}/{name}" for shard, name in places]
    for path, data in zip(paths, side_by_side(state, state.read, paths), strict=True):
        if data is None or not any(id_.encode() in data for id_ in ids):
            continue
        try:
            document = decode(state, path, data, FeedDocument, "")
        except StateError:
            continue  # `newsbeam verify` names it; here nothing hangs on it
        for at, item in enumerate(document.window.seen):
            if item.id in ids:
                yield Standing(
                    feed_url=document.url,
                    link=item.link,
                    parked_on=item.parked_on,
                    stands=at < document.window.standing,
                    is_listed=url_id(document.url) in listed,
                )
