"""Only what was polled is read again."""

from __future__ import annotations

from datetime import UTC, datetime

from small_newsroom import FEED, Newsroom

from pipelines.metrics.followed_feeds import FollowedFeeds
from pipelines.run.passes import ingest
from transforms.records import Feed
from transforms.state.documents import FeedDocument, load_advice

NOTHING = "http://paper.example/nothing.xml"


def test_only_feeds_that_were_polled_since_are_read_again(newsroom: Newsroom) -> None:
    newsroom.publish("/1")
    config = newsroom.config(feeds=[*newsroom.settings["feeds"], NOTHING])
    read = list[str]()

    def digest(feed: Feed, document: FeedDocument, now: datetime) -> bool:
        read.append(feed.url)
        return document.health.last_error is None

    def look() -> list[bool]:
        state, _ = config.roots.open()
        return sorted(followed.read(config.roster, state, [load_advice(state, 0)], datetime.now(UTC)).values())

    ingest(config)
    followed = FollowedFeeds(digest)
    assert look() == [False, True]
    assert sorted(read) == [FEED, NOTHING]
    assert look() == [False, True]
    assert len(read) == 2
    newsroom.server.answers["/nothing.xml"] = newsroom.server.answers["/feed.xml"]
    ingest(config, poll_all=True)
    assert look() == [True, True]
    assert len(read) == 4
