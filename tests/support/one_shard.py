"""A shard to work at in tests: two stores in memory, a clock to be set, and records by short names."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime

from transforms.records import Article, Entry, Failure, FeedRef, Fetched, Run, Source
from transforms.state.log import Planned, park, plan
from transforms.state.owner import Hold
from transforms.state.storage import Store, open_store

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
RUN = Run(id="p1", newsbeam_version="0")
_attempts = itertools.count()


class Shard:
    """Shard `number` of its stores. `now` is what its owners' clocks show."""

    def __init__(self, root: str, number: int = 0) -> None:
        self.state, self.output = open_store(f"memory://{root}/state"), open_store(f"memory://{root}/out")
        self.number, self.now = number, NOON

    def park(self, *names: str) -> None:
        """Make entries owed."""
        park(self.state, self.number, [entry(name, self.now) for name in names])

    def open(self, kind: type[Hold] = Hold) -> Hold:
        """A new owner's hold."""
        attempt = f"a{next(_attempts)}"
        return kind(
            self.state,
            self.output,
            self.number,
            pass_id="p1",
            attempt=attempt,
            opened_at=self.now,
            clock=lambda: self.now,
        )

    def settle(self, *names: str) -> str:
        """An owner comes, writes one file that settles these entries, and goes; the file's path."""
        hold = self.open()
        hold.owed(1000)
        path = f"articles/date={self.now:%Y-%m-%d}/part-{hold.attempt}.jsonl.gz"
        assert hold.commit({path: rows(*names)}, {}, {})
        return path

    def log_names(self) -> list[str]:
        return self.state.names(f"log/{self.number}")

    def inbox_names(self) -> list[str]:
        return self.state.names(f"inbox/{self.number}")


def rows(*names: str) -> tuple[Planned, bytes]:
    """A file that settles entries, and its bytes: not a gzip stream, which is nothing to the protocol."""
    data = "\n".join(names).encode()
    return plan(data, names, {"written": len(names)}, len(names)), data


def entry(name: str, at: datetime = NOON) -> Entry:
    url = f"https://site.example/{name}"
    return Entry(id=name, url=url, link=url, feed_url="https://site.example/feed", parked_at=at)


def article(name: str, at: datetime = NOON) -> Article:
    return Article(
        id=name,
        url=f"https://site.example/{name}",
        fetched_url=f"https://site.example/{name}",
        source=Source(site="site.example"),
        feed=FeedRef(url="https://site.example/feed"),
        fetch=Fetched(fetched_at=at, status=200, bytes=10),
        text=f"Text of {name}.",
    )


def failure(name: str | None, at: datetime = NOON, reason: str = "http_404") -> Failure:
    url = f"https://site.example/{name or 'feed'}"
    return Failure(
        stage="fetch" if name else "poll",
        reason=reason,
        message=f"{url}: not found",
        retryable=False,
        subject=url,
        failed_at=at,
        id=name,
    )


def contents(store: Store, *folders: str) -> dict[str, bytes | None]:
    """What lies directly in folders, by path."""
    return {f"{folder}/{name}": store.read(f"{folder}/{name}") for folder in folders for name in store.names(folder)}
