"""A dataset of a few files in one or more shards, made by the real protocol, with a store that can be stopped."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from captured_pages import page_of_capture
from fsspec.implementations.memory import MemoryFileSystem
from msgspec.structs import replace
from one_shard import NOON, RUN, article, failure

from transforms.batch import Batch
from transforms.pure.net.urls import shard_of, url_id
from transforms.recheck_batch import Result
from transforms.rechecks import Recheck
from transforms.records import Article, Entry, Failure, Page
from transforms.row_files import is_void, read_lines
from transforms.state.chain import publish_manifests
from transforms.state.files import CommitFiles
from transforms.state.inbox import park
from transforms.state.log import ShardLog
from transforms.state.manifests import Manifest
from transforms.state.owner import Owner, open_shard
from transforms.state.rewriting import Rewriter
from transforms.state.storage import Store, open_store
from transforms.state.verification import Verified, verify
from transforms.turns import Captured, Extracted, Failed
from transforms.warc.parts import WarcParts


def address(name: str) -> str:
    """Where an article stands: the first word of its name is the site's, so that "valley/flood" is of valley.example."""
    site, _, page = name.rpartition("/")
    return f"https://{site or 'valley'}.example/{page}"


def entry_of(name: str, at: datetime = NOON) -> Entry:
    url = address(name)
    return Entry(id=url_id(url), url=url, link=url, feed_url="https://valley.example/feed", parked_at=at)


def article_of(name: str, at: datetime = NOON) -> Article:
    url = address(name)
    return replace(article(name, at), id=url_id(url), url=url, fetched_url=url)


def failure_of(name: str, at: datetime = NOON) -> Failure:
    return replace(failure(name, at), id=url_id(address(name)), subject=address(name), entry=entry_of(name, at))


def page_of(name: str, at: datetime = NOON) -> Page:
    body = f"<html><h1>{name}</h1></html>".encode()
    return page_of_capture(address(name), body, entry=entry_of(name, at), fetched_at=at)


class Stopped(BaseException):
    """The process is killed."""


class Stopping:
    """A store of a process that is killed at the n-th operation that changes it: before it is carried out, or right after.

    Between two of those, a kill leaves what it leaves right after the first.
    """

    at_once = 1

    def __init__(self, store: Store, clock: list[int], *, after: bool = False) -> None:
        self.root, self._store, self._clock, self._after = store.root, store, clock, after

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._store, name)
        if name == "below":
            return lambda folder: Stopping(found(folder), self._clock, after=self._after)
        if name not in ("create", "put", "delete"):
            return found
        return lambda *arguments: self._ask(found, arguments)

    def _ask(self, found: Any, arguments: tuple[Any, ...]) -> Any:
        self._clock[0] -= 1
        if self._clock[0] == 0 and not self._after:
            raise Stopped
        try:
            return found(*arguments)
        finally:
            if self._clock[0] == 0:
                raise Stopped


class SmallDataset:
    """State and output in memory, and a clock to be set."""

    def __init__(self, root: str, shards: int = 1) -> None:
        self.state, self.output = open_store(f"memory://{root}/state"), open_store(f"memory://{root}/out")
        self.shards, self.now, self._attempts = shards, NOON, 0

    def shard(self, name: str) -> int:
        return shard_of(address(name), self.shards)

    def open(self, shard: int, state: Store | None = None, output: Store | None = None) -> Owner:
        self._attempts += 1
        return open_shard(
            ShardLog(state or self.state, shard),
            CommitFiles(output or self.output),
            pass_id="p1",
            attempt=f"a{self._attempts}",
            opened_at=self.now,
            clock=lambda: self.now,
        )

    def park(self, *names: str) -> None:
        """Make entries owed, each in its shard."""
        for name in names:
            park(self.state, self.shard(name), [entry_of(name, self.now)])

    def write(
        self,
        *names: str,
        failed: Iterable[str] = (),
        with_parquet: bool = False,
        with_pages: bool = False,
        checks: Sequence[float] = (),
        results: Iterable[Result] = (),
    ) -> None:
        """Write articles and failures, in one file of each kind a shard, and publish them; with the pages as they came.

        The articles are to be asked for again by the `checks`; `results` are what came of that with earlier ones.
        """
        results = list(results)
        for shard in range(self.shards):
            owner = self.open(shard)
            owner.take_up(1000)
            part = f"part-p1-{shard:05d}-{owner.attempt}-0000"
            pages = (
                WarcParts("warc", lambda at: f"date={at:%Y-%m-%d}", lambda k, part=part: f"{part}{k}.warc.gz", {})  # type: ignore[misc]
                if with_pages
                else None
            )
            known = owner.memory.rechecks
            batch = Batch(
                owner.memory.settled,
                RUN,
                forgotten=owner.memory.forgotten,
                warc=pages,
                rechecks=known,
                checks=checks,
            )
            for result in results:
                if result.before.id in known:
                    batch.add(result)
            for name in names:
                if self.shard(name) == shard:
                    if with_pages:
                        batch.add(Captured(page_of(name, self.now)))
                    batch.add(Extracted(entry_of(name, self.now), article_of(name, self.now)))
            for name in failed:
                if self.shard(name) == shard:
                    batch.add(Failed(url_id(address(name)), failure_of(name, self.now)))
            if batch:
                files = batch.files("day", lambda k, part=part: f"{part}{k}.jsonl.gz", with_parquet)  # type: ignore[misc]
                assert owner.commit(files, batch.dropped, batch.deferred, batch.aliases, rechecked=batch.rechecked)
        self.publish()

    def publish(self) -> Manifest | None:
        self._attempts += 1
        return publish_manifests(self.state, self.output, self.shards, f"m{self._attempts}", "0", self.now)

    def rewriter(self, state: Any = None, output: Any = None, job: str = "forget") -> Rewriter:
        return Rewriter(
            state or self.state, output or self.output, self.shards, job=job, version="0", clock=lambda: self.now
        )

    def drop(self) -> None:
        """Free the memory: a listing looks through all that any test has left there."""
        root = self.output.root.removeprefix("memory:/").removesuffix("/out")
        for path in [path for path in MemoryFileSystem.store if path.startswith(f"{root}/")]:
            del MemoryFileSystem.store[path]

    def days_pass(self, days: float) -> None:
        self.now += timedelta(days=days)

    def paths(self, kind: str = "articles") -> list[str]:
        """The files that a reader finds who looks for all of a kind."""
        return [
            f"{kind}/{day}/{name}" for day in self.output.names(kind) for name in self.output.names(f"{kind}/{day}")
        ]

    def rows(self, kind: str = "articles") -> list[str]:
        """The addresses of all rows that such a reader finds, without `https://` and `.example`."""
        found = [json.loads(line) for path in self.paths(kind) for line in self.lines(path)]
        return sorted(_short(row["subject" if kind == "failures" else "url"]) for row in found)

    def rechecks(self) -> dict[str, Recheck]:
        """What is remembered of articles that are to be asked for again, by their addresses, shortened as in `rows`."""
        owners = (self.open(shard) for shard in range(self.shards))
        return {_short(one.url): one for owner in owners for one in owner.memory.rechecks.values()}

    def lines(self, path: str) -> list[bytes]:
        data = self.output.read(path)
        assert data is not None
        return read_lines(data)

    def with_rows(self, kind: str = "articles") -> list[str]:
        return [path for path in self.paths(kind) if not is_void(self.output.read(path) or b"")]

    def verify(self) -> Verified:
        return verify(self.state, self.output, self.shards)


def _short(url: str) -> str:
    return url.removeprefix("https://").replace(".example", "", 1)
