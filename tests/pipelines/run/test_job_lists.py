"""A list that changes beneath a job without an end: what its workers find in the state, and what is said."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from pipelines.config.config import Config
from pipelines.config.relisting import Relisted
from pipelines.run.job_lists import JobLists, feeds_for_job
from transforms.pure.net.urls import url_id
from transforms.records import Feed
from transforms.state.job_roster import JobRoster

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
PLAIN = Feed(url="https://paper.example/rss")
SECRET = Feed(url="https://club.example/rss", headers={"Authorization": "Bearer of-news"})
NEW = Feed(url="https://new.example/rss")
OTHER_KEY = replace(SECRET, headers={"Authorization": "Bearer other"})
WAITS = "1 feed waits for the next start, with new headers: they are secret, and a running job is given none"


def by_id(*feeds: Feed) -> dict[str, Feed]:
    return {url_id(feed.url): feed for feed in feeds}


JOBS = {
    "one more": ([PLAIN, SECRET, NEW], [PLAIN, SECRET, NEW]),
    "one less": ([SECRET], [SECRET]),
    "another name": ([replace(PLAIN, name="Daily"), SECRET], [replace(PLAIN, name="Daily"), SECRET]),
    "one more with a secret": ([PLAIN, SECRET, replace(NEW, headers={"A": "b"})], [PLAIN, SECRET]),
    "another secret": ([PLAIN, OTHER_KEY], [PLAIN, SECRET]),
    "no secret any more": ([PLAIN, replace(SECRET, headers={})], [PLAIN, SECRET]),
    "a secret where there was none": ([replace(PLAIN, headers={"A": "b"}), SECRET], [PLAIN, SECRET]),
}


@pytest.mark.parametrize(("listed", "polled"), JOBS.values(), ids=JOBS)
def test_a_running_job_is_given_no_secret(listed: list[Feed], polled: list[Feed]) -> None:
    before = by_id(PLAIN, SECRET)
    headers = {id_: feed.headers for id_, feed in before.items()}
    assert feeds_for_job(by_id(*listed), before, headers) == by_id(*polled)


class Job:
    """A job whose list a test changes."""

    def __init__(self, folder: Path) -> None:
        self.config = Config(output=str(folder / "out"), feeds=(PLAIN, SECRET), shards=2)
        self.roster = JobRoster(self.config.roots, "20261122T120000Z-1")
        self.next: Relisted | None = None
        self.lists = JobLists(self.config, self.roster, lambda now: self.next)

    def change(self, *feeds: Feed) -> str | None:
        """What a look says to a new list, and a second one does not repeat."""
        self.next = Relisted(config=replace(self.config, feeds=feeds), added=99)
        said = self.lists.look(NOON)
        self.next = None
        assert self.lists.look(NOON) is None
        return said

    def polled(self) -> list[str]:
        """What a worker finds that was given the roster of the start."""
        state, _ = self.config.roots.open()
        now = self.config.roster.later(self.roster.name())
        return sorted(feed.url for shard in range(2) for feed in now.of(shard, state).by_id.values())


@pytest.fixture
def job(tmp_path: Path) -> Job:
    return Job(tmp_path)


def test_without_a_change_nothing_is_written(job: Job, tmp_path: Path) -> None:
    assert job.lists.look(NOON) is None
    assert list(tmp_path.iterdir()) == []


def test_workers_find_the_new_list(job: Job) -> None:
    assert job.change(SECRET, NEW) == "1 feed added, 1 removed"
    assert job.polled() == [SECRET.url, NEW.url]
    assert job.change(PLAIN, SECRET) == "1 feed added, 1 removed"
    assert job.polled() == [SECRET.url, PLAIN.url]


def test_what_needs_new_headers_waits_and_no_secret_is_written(job: Job, tmp_path: Path) -> None:
    said = job.change(PLAIN, OTHER_KEY, replace(NEW, headers={"A": "of-news"}))
    assert said == WAITS.replace("1 feed waits", "2 feeds wait")
    assert job.change(PLAIN, OTHER_KEY, NEW) == f"1 feed added, {WAITS}"
    written = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert len(written) == 3
    assert not any(secret in data for data in written for secret in (b"of-news", b"other"))


def test_a_broken_list_is_told_and_nothing_changes(job: Job) -> None:
    job.next = Relisted(config=job.config, problems=("feeds.txt:2: no URL",))
    assert (job.lists.look(NOON) or "").endswith("feeds stay as they were:\n    feeds.txt:2: no URL")
    assert job.roster.name() is None


def test_where_the_store_fails_it_is_said_once_and_tried_again(job: Job, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("in the way")
    job.next = Relisted(config=replace(job.config, feeds=(PLAIN,)))
    said = job.lists.look(NOON) or ""
    assert said.startswith(f"1 feed removed, the changed feeds cannot be handed to the job yet: {tmp_path}/out/_state/")
    job.next = None
    assert job.lists.look(NOON) is None
    (tmp_path / "out").unlink()
    assert job.lists.look(NOON) is None
    assert job.polled() == [PLAIN.url]
