"""Lines of a feed's history."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from one_shard import NOON

from pipelines.config.config import Config
from pipelines.histories.feed_lines import describe_feed
from pipelines.histories.records import FeedHistory
from transforms.pure.feeds.completeness import Completeness, DayTally
from transforms.pure.feeds.health import Health, Redirect
from transforms.pure.feeds.window import SeenItem, Window
from transforms.pure.websub.hubs import Hub
from transforms.state.documents import FeedDocument

URL = "https://valley.example/rss"
AGO = NOON - timedelta(hours=2)


def lines(document: dict[str, Any] | None = None, **more: Any) -> str:
    known = FeedHistory(
        asked=URL, id="f", url=URL, site="valley.example", shard=0, shards=1, health="healthy", is_listed=True, is_enabled=True
    )  # fmt: skip
    history = replace(known, document=FeedDocument(url=URL, **(document or {})), **more)
    return describe_feed(history, Config(output="x"), NOON, 4000)


@pytest.mark.parametrize(
    ("document", "more", "said"),
    [
        ({}, {}, "Status    healthy: its last poll worked"),
        ({}, {"health": "dead"}, "Status    dead: it has failed so often in a row"),
        ({}, {"is_enabled": False}, "healthy, disabled:"),
        ({}, {"is_enabled": False, "is_listed": False}, "healthy, not in the configuration any more:"),
        (
            {"title": "Valley News"},
            {"name": "Valley"},
            'Feed      "Valley", "Valley News", id f, site valley.example, shard 0 of 1',
        ),
        (
            {"health": Health(last_polled_at=AGO, gone_at=AGO)},
            {},
            "Polled    last 2026-11-22 10:00 UTC (2 h ago); answered 410 first",
        ),
        ({"health": Health(last_error="it broke")}, {}, "Error     it broke"),
        ({"etag": '"e"'}, {}, 'Sent      ETag "e": the next poll asks for the whole document'),
        ({"health": Health(last_success_at=AGO)}, {}, "Sent      its server gives no ETag and no Last-Modified"),
        (
            {"health": Health(adopted_url="https://new.example/")},
            {},
            "Address   polled at https://new.example/, to which it has moved",
        ),
        (
            {"health": Health(redirect=Redirect(target="https://new.example/", first_seen_at=AGO, sightings=3))},
            {},
            "has redirected for good to https://new.example/ since 2026-11-22 10:00 UTC, seen 3 times",
        ),
        (
            {"hub": Hub("https://hub.example/", URL), "announces": True},
            {},
            f"https://hub.example/ for {URL}: it has announced news",
        ),
        (
            {
                "window": Window(
                    seen=(SeenItem("/a", "a", date(2026, 11, 1)), SeenItem("/b"), SeenItem("/c")),
                    polled=True,
                    standing=2,
                )
            },
            {},
            "Items     2 items stand in it, 1 of them left out; 1 have left it",
        ),
        (
            {"window": Window(polled=True), "completeness": Completeness(days=(DayTally(date(2026, 11, 22), 9, 1.0),))},
            {},
            "of the items of the last 7 days about 90.0% were seen",
        ),
        ({}, {}, "Owed      nothing"),
        (
            {},
            {"owed": 3, "deferred": {"timeout": 2}, "oldest_owed_at": AGO},
            "Owed      3 entries, 2 deferred for timeout, the oldest",
        ),
        (
            {},
            {"owed": 3, "deferred": {"timeout": 2}},
            "timeout: There was no connection, or no complete answer, in time.",
        ),
        ({}, {"plan": ("Every 2 h.",), "outlook": ("It is due.",)}, "Why then  Every 2 h."),
    ],
)
def test_each_thing_has_its_line(document: dict[str, Any], more: dict[str, Any], said: str) -> None:
    assert said in lines(document, **more)
