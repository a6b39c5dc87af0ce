"""Whether the children that extract start beside Beam's import: only where there will probably be pages for them."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from pipelines.config.config import Config
from pipelines.run import headstart
from pipelines.run.headstart import start_extraction_early
from transforms.records import Feed
from transforms.state.documents import Due, save_due
from transforms.state.roots import claim

ROOT = Path(__file__).parents[3]
NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
NOTHING = Due(feeds_hash="f", next_poll=LATER.timestamp())


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(output=f"{tmp_path}/out", shards=2, feeds=(Feed(url="https://valley.example/feed"),))


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int | None, bool]]:
    """The pools that were asked for; none is made."""
    asked: list[tuple[int | None, bool]] = []
    monkeypatch.setattr(
        headstart, "extraction_pool", lambda processes, memory_mb, eager: asked.append((processes, eager))
    )
    return asked


def save(config: Config, second: Due | None) -> None:
    """What the two shards say is due; a shard without advice was never opened."""
    claim(config.roots, NOON)
    state, _ = config.roots.open()
    save_due(state, 0, NOTHING)
    if second is not None:
        save_due(state, 1, second)


@pytest.mark.parametrize(
    ("second", "starts"),
    [
        (NOTHING, False),
        (None, True),
        (Due(feeds_hash="f", next_poll=NOON.timestamp()), True),
        (Due(feeds_hash="f", next_try=NOON), True),
        (Due(feeds_hash="f", next_try=LATER), False),
        (Due(feeds_hash="f"), False),
    ],
    ids=["nothing is due", "a new shard", "a poll", "a page", "a page later", "no feeds"],
)
def test_it_starts_where_something_is_due(
    config: Config, started: list[tuple[int | None, bool]], second: Due | None, starts: bool
) -> None:
    save(config, second)
    assert start_extraction_early(config, NOON) is starts
    assert started == ([(None, True)] if starts else [])


def test_it_starts_where_all_feeds_are_polled(config: Config, started: list[tuple[int | None, bool]]) -> None:
    save(config, NOTHING)
    assert start_extraction_early(config, NOON, poll_all=True)
    assert started == [(None, True)]


def test_nothing_starts_where_extraction_has_no_processes(
    config: Config, started: list[tuple[int | None, bool]]
) -> None:
    alone = msgspec.structs.replace(config, extract=msgspec.structs.replace(config.extract, processes=0))
    assert not start_extraction_early(alone, NOON, poll_all=True)
    assert started == []


def test_an_object_store_is_not_asked(config: Config, started: list[tuple[int | None, bool]]) -> None:
    there = msgspec.structs.replace(config, output="gs://nobody/there")
    assert not start_extraction_early(there, NOON)
    assert started == []


def test_a_damaged_state_is_left_to_the_ingest(config: Config, started: list[tuple[int | None, bool]]) -> None:
    save(config, NOTHING)
    Path(config.output, "_state", "meta.json").write_bytes(b"{")
    assert start_extraction_early(config, NOON) is False
    assert started == []


def test_it_imports_no_beam() -> None:
    """Else it would begin when Beam's import has ended."""
    program = "import sys, pipelines.run.headstart; print('apache_beam' in sys.modules)"
    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ended.stdout == "False\n"
