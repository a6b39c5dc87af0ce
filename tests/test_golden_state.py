"""What an earlier version left is opened, read and continued by this one (tests/support/golden_state.py made it)."""

from __future__ import annotations

import json
import tarfile
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from golden_state import BEGUN, DAYS, DIED, DIVIDED_INTO, HARBOUR, SHARDS, WAITS, World, divide, story
from hostile_server import HostileServer, reply
from steps import now, set_now

import newsbeam
from pipelines.config.config import Config
from pipelines.run.passes import ingest
from pipelines.run.retrying import RetryChoice, retry
from pipelines.show.status import read_status
from pipelines.show.status_text import describe
from transforms.state.roots import LAYOUT_VERSION, find
from transforms.state.verification import Verified, verify

LEFT = Path(__file__).parent / "data" / "golden" / "state_layout_1"
AFTER = BEGUN + timedelta(days=DAYS)


class Left:
    """A dataset as it was left, its papers, and the configuration for it."""

    def __init__(self, world: World, shards: int) -> None:
        self.world, self.shards = world, shards

    @property
    def config(self) -> Config:
        return self.world.config(shards=self.shards)

    def verified(self) -> Verified:
        return verify(*self.config.roots.open(), self.shards)


@pytest.fixture(params=[("three_shards", SHARDS), ("divided", DIVIDED_INTO)], ids=lambda param: param[0])
def left(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Left]:
    name, shards = request.param
    with tarfile.open(LEFT / f"{name}.tar.gz") as archive:
        archive.extractall(tmp_path, filter="data")
    monkeypatch.chdir(tmp_path)
    server = HostileServer()
    world = World(server, tmp_path)
    for number in range(DAYS):
        world.day(number)
    set_now(AFTER)
    yield Left(world, shards)
    server.close()


def urls() -> list[str]:
    return [row.url for row in newsbeam.read("out")]


def layout() -> int:
    meta: dict[str, int] = json.loads(Path("out/_state/meta.json").read_text())
    return meta["layout"]


def test_commands_that_only_read_open_it_and_change_nothing(left: Left) -> None:
    before = {path: path.read_bytes() for path in Path("out").rglob("*") if path.is_file()}
    assert left.verified().findings == ()
    status = read_status(left.config, AFTER)
    assert (status.written, status.owed) == (len(urls()), 3 if left.shards == SHARDS else 2)
    assert "1 failing" in describe(status, left.config, AFTER)
    assert Counter(urls()).most_common(1)[0][1] == 1
    assert newsbeam.files("out", kind="failures")
    assert {path: path.read_bytes() for path in Path("out").rglob("*") if path.is_file()} == before
    assert layout() == 1


def test_an_ingest_continues_it_with_nothing_lost_and_nothing_twice(left: Left) -> None:
    before, end = urls(), newsbeam.read("out")
    assert len(list(end)) == len(before) > 40
    left.world.server.answers["/waits"] = reply(body=story("waits"))
    left.world.publish(HARBOUR, "new")
    report = ingest(left.config, poll_all=True, clock=now)
    assert not report.missing
    new = {f"http://{HARBOUR}/new", WAITS}
    if left.shards == SHARDS:
        new.add(DIED)
    assert [row.url for row in newsbeam.read("out", since=end.position)] == urls()[len(before) :]
    assert set(urls()[len(before) :]) - new == set()
    assert set(urls()) >= {*before, *new} and len(urls()) == len(set(urls()))
    assert (left.verified().findings, left.verified().pending) == ((), 0)
    meta = find(left.config.roots)
    assert meta is not None and meta.layout == layout() == LAYOUT_VERSION
    assert ingest(left.config, clock=now).settled == Counter()


def test_what_failed_there_is_retried(left: Left) -> None:
    before = urls()
    (failed,) = [
        row for row in newsbeam.read("out", kind="failures") if (row.stage, row.reason) == ("fetch", "http_404")
    ]
    assert failed.entry is not None
    left.world.server.answers[urlsplit(failed.subject).path] = reply(body=story("mended"))
    for parked in (1, 0):
        assert len(retry(left.config, RetryChoice(ids=(failed.id or "",)), False, now).retried.parked) == parked
    assert not ingest(left.config, clock=now).missing
    assert failed.entry.url in set(urls()) - set(before) and len(urls()) == len(set(urls()))
    assert left.verified().findings == ()


def test_it_is_divided_again(left: Left) -> None:
    before = urls()
    left.shards = 5
    divide(left.world, left.shards, now)
    report = ingest(left.config, poll_all=True, clock=now)
    assert not report.missing and len(urls()) == len(set(urls())) and set(urls()) >= set(before)
    assert left.verified().findings == ()


def test_the_archives_hold_what_they_are_meant_to(left: Left) -> None:
    """Who makes them again does not lose a case."""
    assert any('"snapshot"' in path.read_text() for path in Path("out/_state/log").glob("*/*.json"))
    assert left.verified().voids == (1 if left.shards == SHARDS else 2)
    failed = Counter((row.stage, row.reason) for row in newsbeam.read("out", kind="failures"))
    assert failed[("poll", "http_404")] == DAYS and failed[("fetch", "http_404")] == 1
    (*_, manifest) = sorted(Path("out").glob("runs/*/*.json"))
    totals = Counter[str]()
    for counts in json.loads(manifest.read_text())["totals"].values():
        totals.update(counts)
    assert {"dropped/duplicate", "dropped/language", "dropped/moved"} <= totals.keys()
    state, _ = left.config.roots.open()
    assert all(state.names(folder) for folder in ("feeds", "due", "sites", "rests", "inbox"))
    status = read_status(left.config, AFTER)
    assert status.deferred == {"http_503": 1, "http_429": 1}
    assert len(status.in_doubt) == (left.shards == SHARDS)
