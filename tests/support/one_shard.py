"""A shard to work at in tests: two stores in memory, a clock to be set, and records by short names."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

from transforms.records import Article, Entry, Failure, FeedRef, Fetched, Run, Source
from transforms.state.documents import Due
from transforms.state.files import CommitFiles, Decision, Planned, plan_file
from transforms.state.inbox import park
from transforms.state.log import ShardLog
from transforms.state.owner import SNAPSHOT_EVERY, Owner, open_shard
from transforms.state.storage import Store, open_store
from transforms.state.warm import WarmShard
from transforms.turns import Turn

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

    def open(
        self,
        *,
        state: Store | None = None,
        files: CommitFiles | None = None,
        snapshot_every: int = SNAPSHOT_EVERY,
        warm: WarmShard | None = None,
        listed: list[str] | None = None,
    ) -> Owner:
        """A new owner of the shard, who may see its stores otherwise than they are."""
        return open_shard(
            ShardLog(state or self.state, self.number),
            files or CommitFiles(self.output),
            pass_id="p1",
            attempt=f"a{next(_attempts)}",
            opened_at=self.now,
            clock=lambda: self.now,
            snapshot_every=snapshot_every,
            warm=warm,
            listed=listed,
        )

    def stop_before_files(self, *names: str) -> str:
        """An owner commits a file that settles these entries, and stops before it publishes it; the file's path."""
        owner = self.open(files=_StopsBeforeFiles(self.output))
        path = self.path_of(owner)
        try:
            owner.commit({path: rows(*names)}, {}, {})
        except _Stopped:
            return path
        raise AssertionError("the commit was refused")

    def wake_up(self, path: str, *names: str) -> Decision:
        """The owner that stopped continues: it publishes its file, and finds out what became of it."""
        return CommitFiles(self.output).publish(path, *rows(*names))

    def path_of(self, owner: Owner) -> str:
        """Where an owner's file lies below the output."""
        return f"articles/date={self.now:%Y-%m-%d}/part-{owner.attempt}.jsonl.gz"

    def settle(self, *names: str) -> str:
        """An owner comes, writes one file that settles these entries, and goes; the file's path."""
        owner = self.open()
        owner.take_up(1000)
        path = self.path_of(owner)
        assert owner.commit({path: rows(*names)}, {}, {})
        return path

    def log_names(self) -> list[str]:
        return self.state.names(f"log/{self.number}")

    def inbox_names(self) -> list[str]:
        return self.state.names(f"inbox/{self.number}")


def bare_turn(began_at: datetime = NOON, number: int = 0) -> Turn:
    """A turn at a shard of its own, with nothing due, that may last for days."""
    shard = Shard(f"turn{next(_attempts)}", number)
    return Turn(shard.open(), "p1", NOON + timedelta(days=99), Due(), began_at)


class _Stopped(Exception):
    """The owner is gone."""


class _StopsBeforeFiles(CommitFiles):
    def publish(self, path: str, planned: Planned, data: bytes) -> Decision:
        raise _Stopped


def rows(*names: str) -> tuple[Planned, bytes]:
    """A file that settles entries, and its bytes: not a gzip stream, which is nothing to the protocol."""
    data = "\n".join(names).encode()
    return plan_file(data, names, {"written": len(names)}, len(names)), data


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
        fetched=Fetched(fetched_at=at, status=200, bytes=10),
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
