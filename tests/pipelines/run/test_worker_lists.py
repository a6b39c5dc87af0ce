"""A job whose launcher has left: whoever ticks reads the list, on one worker or after it on another."""

from __future__ import annotations

import logging
import os
import pickle
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.config.loading import load_config
from pipelines.run import worker_lists as module
from pipelines.run.worker_lists import WorkerLists, worker_lists
from transforms.clock import utc_now
from transforms.state.job_roster import JobRoster

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ONE, TWO, SECRET = (f"https://{name}.example/rss" for name in ("one", "two", "secret"))
# What a worker does in a process of its own: a tick.
WORKER = "import pickle, sys; print(pickle.load(sys.stdin.buffer)())"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "mine.yaml"
    path.write_text(
        f"output: {tmp_path}/out\nfeeds_from: feeds.txt\nfeeds: [{{url: '{SECRET}', headers: {{A: of-news}}}}]\n"
    )
    change(tmp_path, ONE)
    return path


def change(folder: Path, *urls: str) -> None:
    """Write the list, long ago."""
    (folder / "feeds.txt").write_text("\n".join(urls))
    os.utime(folder / "feeds.txt", (len(urls), len(urls)))


@pytest.fixture
def started(path: Path) -> WorkerLists:
    config = load_config(str(path))
    config.roster.share(config.roots.open()[0], NOON)
    return worker_lists(config, str(path), (), JobRoster(config.roots, path.parent.name), utc_now)


def feeds_of(started: WorkerLists, name: str | None) -> list[str]:
    state, _ = started.job.roots.open()
    return sorted(feed.url for feed in started.roster.later(name).of(0, state).by_id.values())


def tick_elsewhere(started: WorkerLists) -> str:
    done = subprocess.run([sys.executable, "-c", WORKER], input=pickle.dumps(started), capture_output=True, check=True)
    return done.stdout.decode().strip()


def test_the_graph_holds_no_feed(started: WorkerLists) -> None:
    assert b"one.example" not in pickle.dumps(started)


def test_a_tick_takes_up_what_has_changed(started: WorkerLists, path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, module.__name__):
        assert started() is None
        change(path.parent, ONE, TWO)
        name = started()
        assert started() == name
    assert feeds_of(started, name) == [ONE, SECRET, TWO]
    assert caplog.messages == ["1 feed added"]


def test_another_worker_continues_with_the_list_of_the_first(started: WorkerLists, path: Path) -> None:
    assert tick_elsewhere(started) == "None"
    change(path.parent, TWO, ONE)
    first = tick_elsewhere(started)
    assert feeds_of(started, first) == [ONE, SECRET, TWO]
    assert tick_elsewhere(started) == first
    change(path.parent, TWO)
    assert feeds_of(started, tick_elsewhere(started)) == [SECRET, TWO]


def test_a_broken_list_is_logged_and_changes_nothing(
    started: WorkerLists, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, module.__name__):
        change(path.parent, ONE, "what is this?")
        assert (started(), started()) == (None, None)
    assert len(caplog.messages) == 1 and "the feeds stay as they were:\n" in caplog.messages[0]
