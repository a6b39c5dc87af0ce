"""What is asked about: an id, the address of a page, or a feed."""

from __future__ import annotations

import re

from msgspec import Struct

from pipelines.config.config import Config
from pipelines.run.errors import Refused
from transforms.pure.net.urls import clean, shard_of, url_id
from transforms.records import Feed
from transforms.state.settled import ID_CHARACTERS
from transforms.state.storage import Store

_ID = re.compile(rf"[a-z2-7]{{{ID_CHARACTERS}}}")


class AskedAbout(Struct, frozen=True, kw_only=True):
    """What is asked about. `url` is its cleaned address, None where only the id is known.

    `feed` is what the configuration says of it, where it lists it; `is_feed`: it does, or the state remembers it as one.
    """

    asked: str
    id: str
    url: str | None = None
    feed: Feed | None = None
    is_feed: bool = False


def read_target(asked: str, config: Config) -> AskedAbout:
    """Tell what is asked about, by the configuration. A name that is neither id nor address may be a feed's.

    Raises: Refused with a sentence.
    """
    asked = asked.strip()
    if _ID.fullmatch(asked):
        feed = next((feed for feed in config.feeds if url_id(feed.url) == asked), None)
        return AskedAbout(
            asked=asked, id=asked, url=None if feed is None else feed.url, feed=feed, is_feed=feed is not None
        )
    named = next((feed for feed in config.feeds if asked in (feed.url, feed.name)), None)
    if named is not None:
        return AskedAbout(asked=asked, id=url_id(named.url), url=named.url, feed=named, is_feed=True)
    try:
        url = clean(asked)
        id_ = url_id(asked)
        shard_of(url, 1)
    except ValueError as error:
        raise Refused(
            f"{asked}: this is neither an id ({ID_CHARACTERS} letters and digits), nor an address, nor a feed's name ({error});"
            " copy `id` or `url` from a row, or the address of a feed from the configuration"
        ) from error
    alike = next((feed for feed in config.feeds if url_id(feed.url) == id_), None)
    return AskedAbout(asked=asked, id=id_, url=alike.url if alike else url, feed=alike, is_feed=alike is not None)


def is_remembered_feed(state: Store, shards: int, target: AskedAbout) -> bool:
    """Tell whether a state has a document of a feed with the target's id."""
    places = range(shards) if target.url is None else [shard_of(target.url, shards)]
    return any(state.head(f"feeds/{shard}/{target.id}.json", 1) is not None for shard in places)
