"""A keeper with its listener, and a real hub on loopback."""

from __future__ import annotations

import concurrent.futures
from pathlib import Path
from typing import Any

from asking import Clock
from small_hub import SmallHub

from transforms.pure.net.urls import url_id
from transforms.pure.websub.hubs import Hub
from transforms.pure.websub.subscriptions import Subscription
from transforms.records import Feed
from transforms.state.documents import FeedDocument, save_feed
from transforms.state.storage import open_store
from transforms.web.client import Web
from transforms.web.options import WebOptions
from transforms.websub.keeper import Keeper
from transforms.websub.listener import Listener
from transforms.websub.options import WebSubOptions
from transforms.websub.pushes import pushes_of

FEED = Feed(url="http://valley.example/rss")
FEED_ID = url_id(FEED.url)
HUB = Hub("http://hub.example/", "http://valley.example/rss")


class World:
    """One process after the other: `restart` ends it and begins the next, over the same state."""

    def __init__(self, folder: Path, **options: Any) -> None:
        self.hub, self.clock = SmallHub(), Clock()
        self.state = open_store(str(folder / "state"))
        self.pushes = pushes_of(self.state.root)
        self.web = Web(
            WebOptions(spacing_seconds=0.0, resolve={"hub.example": f"127.0.0.1:{self.hub.port}"}), clock=self.clock
        )
        self.options = WebSubOptions(callback=self.hub.public, **options)
        save_feed(self.state, 0, FEED_ID, FeedDocument(url=FEED.url, hub=HUB))
        self.begin()

    def begin(self) -> None:
        self.keeper = Keeper(self.state, 1, self.web, self.options, self.clock)
        self.keeper.start([FEED])
        self.listener = Listener(self.keeper, "127.0.0.1", 0)
        self.hub.local = f"http://127.0.0.1:{self.listener.port}"

    def end(self) -> None:
        self.listener.close()
        self.keeper.close()

    def restart(self) -> None:
        self.end()
        self.begin()

    def close(self) -> None:
        self.end()
        self.web.close()
        self.hub.close()

    def tend(self, *feeds: Feed) -> None:
        """One tick, and what comes of it."""
        before = len(self.hub.asked)
        self.keeper.tend(feeds, self.clock())
        concurrent.futures.wait(self.keeper._asked.values())
        if len(self.hub.asked) > before and self.hub.status == 202:
            self.hub.wait()

    @property
    def known(self) -> Subscription | None:
        return self.keeper._known.get(FEED_ID)

    @property
    def callback(self) -> str:
        assert self.known is not None
        return f"{self.hub.public}/{self.known.token}"
