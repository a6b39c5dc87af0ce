"""The same newsroom on every runner, in a bounded job and in one without an end: the same records.

`make parity` shows the digests (pytest -s). What differs from run to run is left out of them: see `settled_rows`. The newsroom
is the replay newsroom of ../shared, or the bundled sample where that is not at hand.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import apache_beam
import flink_jar
import mood_steps
import pytest
from endless_job import EndlessJob
from flink_cluster import FlinkCluster
from harvest import LAYOUT, SETTINGS
from prism import flags
from sample_run import CONFIG, OWED_AT_THE_END, ROOT, SETTLED_ROWS, digest, rows, served, settled_rows
from sound import problems
from told_stories import CHESS, DAM, DAM_AGAIN, StoryWorld, report
from warm import Warm

from bench.replay import running, why_not, write_config
from transforms.pure.enrichment.steps import DEFAULT_STEPS

# Building a runner takes minutes, once.
pytestmark = pytest.mark.timeout(1500)

SHARDS = 4
TICK_SECONDS = 2.0
FIRST_CHECK_SECONDS = 1.2


@dataclass(frozen=True)
class Room:
    """A newsroom that is served: the configuration that ingests it, how many entries end in a row, and what is owed then."""

    config: Path | str
    rows: int
    warm: Warm
    env: Mapping[str, str] = field(default_factory=lambda: os.environ)
    owed: str = "Owed      nothing"


@pytest.fixture(scope="module")
def room(warm: Warm, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    if why_not() is not None:
        with served() as env:
            yield Room(CONFIG, SETTLED_ROWS, warm, env, OWED_AT_THE_END)
        return
    folder = tmp_path_factory.mktemp("room")
    with running(folder, *LAYOUT) as newsroom:
        # A step of a user's own takes part; its module lies beside the configuration.
        shutil.copy(Path(mood_steps.__file__), folder)
        settings = SETTINGS | {"web": {"spacing_seconds": 0.05}, "enrich": [*DEFAULT_STEPS, "mood_steps:add_length"]}
        yield Room(write_config(folder, newsroom.feeds, settings), 60, warm)


@pytest.fixture(scope="module")
def in_process(room: Room, tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("in-process") / "out"
    bounded(room, output)
    assert len(settled_rows(output)) == room.rows
    assert why_not() is not None or all(row["extra"]["length"] for row in rows(output, "articles"))
    print(
        f"\nParity of {room.rows} records, Beam {apache_beam.__version__}\n{digest(output)[:16]}  FnApiRunner, in process"
    )
    return output


def sets(output: Path) -> tuple[str, ...]:
    return (f"output={output}", f"shards={SHARDS}")


def bounded(room: Room, output: Path, *runner: str) -> None:
    overrides = [word for value in sets(output) for word in ("--set", value)]
    ran = room.warm.run("ingest", str(room.config), *overrides, *runner, env=room.env)
    assert ran.returncode == 0, ran.stderr
    assert room.owed in ran.stdout
    assert problems(output) == []


def endless(room: Room, output: Path, *runner: str) -> None:
    log = output.with_name("log")
    job = EndlessJob(room.config, log, *sets(output), tick_seconds=TICK_SECONDS, flags=runner, env=room.env)
    try:
        job.wait_until(lambda: len(settled_rows(output)) >= room.rows)
        assert job.stop() == 0, job.said()
        assert problems(output) == []
    finally:
        job.kill()


def on_flink(run: Callable[..., None], room: Room, output: Path) -> None:
    missing = flink_jar.why_not()
    if missing is not None:
        pytest.skip(missing)
    with FlinkCluster(output.with_name("flink"), flink_jar.build()) as cluster:
        run(room, output, *cluster.flags(parallelism=2))


# A runner more is a line more.
RUNS: dict[str, Callable[[Room, Path], None]] = {
    "FnApiRunner, 2 processes": lambda room, output: bounded(
        room, output, "--direct_running_mode=multi_processing", "--direct_num_workers=2"
    ),
    "Prism, bounded": lambda room, output: bounded(room, output, *flags()),
    "Prism, without an end": lambda room, output: endless(room, output, *flags()),
    "Flink, bounded": lambda room, output: on_flink(bounded, room, output),
    "Flink, without an end": lambda room, output: on_flink(endless, room, output),
}


@pytest.mark.parametrize("name", RUNS)
def test_every_runner_makes_the_same_records(
    name: str, room: Room, in_process: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if name.startswith("Flink") and not request.config.getoption("--flink"):
        pytest.skip("Flink takes part in `make parity`")
    output = tmp_path / "out"
    RUNS[name](room, output)
    print(f"{digest(output)[:16]}  {name}")
    assert len(settled_rows(output)) == room.rows
    assert digest(output) == digest(in_process), "\n".join(
        sorted(set(settled_rows(output)) ^ set(settled_rows(in_process)))[:4]
    )


@pytest.fixture(scope="module")
def kept(room: Room, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An output with its pages as they came."""
    output = tmp_path_factory.mktemp("kept") / "out"
    bounded(room, output, "--set", "warc.root=warc")
    return output


def replay(room: Room, kept: Path, new: Path, *runner: str) -> list[bytes]:
    """The bytes of all files with rows that a replay of the kept pages writes."""
    overrides = [word for value in sets(kept) for word in ("--set", value)]
    ran = room.warm.run("replay", str(room.config), *overrides, "--to", str(new), *runner, env=room.env)
    assert ran.returncode == 0, ran.stderr
    assert problems(new) == []
    paths = [path for kind in ("articles", "failures") for path in (new / kind).rglob("*.jsonl.gz")]
    return sorted(path.read_bytes() for path in paths)


REPLAYS: dict[str, Callable[[Room, Path, Path], list[bytes]]] = {
    "FnApiRunner, 2 processes": lambda room, kept, new: replay(
        room, kept, new, "--direct_running_mode=multi_processing", "--direct_num_workers=2"
    ),
    "Prism": lambda room, kept, new: replay(room, kept, new, *flags()),
    "Flink": lambda room, kept, new: replay_on_flink(room, kept, new),
}


def replay_on_flink(room: Room, kept: Path, new: Path) -> list[bytes]:
    missing = flink_jar.why_not()
    if missing is not None:
        pytest.skip(missing)
    with FlinkCluster(new.with_name("flink"), flink_jar.build()) as cluster:
        return replay(room, kept, new, *cluster.flags(parallelism=2))


@pytest.mark.parametrize("name", REPLAYS)
def test_every_runner_replays_the_same_bytes(
    name: str, room: Room, kept: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if name == "Flink" and not request.config.getoption("--flink"):
        pytest.skip("Flink takes part in `make parity`")
    here, there = replay(room, kept, tmp_path / "here"), REPLAYS[name](room, kept, tmp_path / "there")
    print(f"{digest(tmp_path / 'there')[:16]}  {name}, replayed")
    # A page that says noarchive is not kept.
    assert len(rows(tmp_path / "here", "articles")) == sum(
        row["fetched"]["warc"] is not None for row in rows(kept, "articles")
    )
    assert here == there


def versions_by(run: Callable[[Room, Path], None], warm: Warm, folder: Path) -> list[str]:
    """What is written of articles that change once they were read: later versions and retractions, by two runs."""
    config, output = folder / "revised.yaml", folder / "out"
    config.write_text(f"{Path(CONFIG).read_text(encoding='utf-8')}\nrevisions:\n  checks: [1s, 1h]\n", encoding="utf-8")
    with served(ROOT / "tests" / "support" / "revised_sample.py") as env:
        room = Room(config, SETTLED_ROWS, warm, env, OWED_AT_THE_END)
        run(room, output)
        time.sleep(FIRST_CHECK_SECONDS)
        run(room, output)
    told = ("id", "url", "version", "previous_version", "title", "text", "changes", "significance", "correction")
    revised = [{name: row[name] for name in told} for row in rows(output, "revisions")]
    withdrawn = [{name: row[name] for name in ("id", "because", "notice")} for row in rows(output, "retractions")]
    return sorted(json.dumps(row, sort_keys=True) for row in [*revised, *withdrawn])


@pytest.fixture(scope="module")
def versions_in_process(warm: Warm, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    return versions_by(bounded, warm, tmp_path_factory.mktemp("revised"))


@pytest.mark.parametrize("name", [name for name in RUNS if "without an end" not in name])
def test_every_runner_writes_the_same_later_versions(
    name: str, warm: Warm, versions_in_process: list[str], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if name.startswith("Flink") and not request.config.getoption("--flink"):
        pytest.skip("Flink takes part in `make parity`")
    assert len(versions_in_process) == 2
    assert versions_by(RUNS[name], warm, tmp_path) == versions_in_process


STORIES: dict[str, Callable[[StoryWorld, Path], object]] = {
    "FnApiRunner, 2 processes": lambda world, _: world.tell(
        "--direct_running_mode=multi_processing", "--direct_num_workers=2"
    ),
    "Prism": lambda world, _: world.tell(*flags()),
    "Flink": lambda world, folder: tell_on_flink(world, folder),
}


def tell_on_flink(world: StoryWorld, folder: Path) -> None:
    missing = flink_jar.why_not()
    if missing is not None:
        pytest.skip(missing)
    with FlinkCluster(folder / "flink", flink_jar.build()) as cluster:
        world.tell(*cluster.flags(parallelism=2))


@pytest.mark.parametrize("name", STORIES)
def test_every_runner_makes_the_same_stories(name: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    if name == "Flink" and not request.config.getoption("--flink"):
        pytest.skip("Flink takes part in `make parity`")
    here, there = StoryWorld(tmp_path / "here"), StoryWorld(tmp_path / "there")
    for world in (here, there):
        world.publish(report("dam-opens", DAM), report("gates-open", DAM, hours=1, site="second.example"))
        world.publish(
            report("chess", CHESS, hours=2), report("hundreds-leave", DAM_AGAIN, hours=3, site="third.example")
        )
    here.tell()
    STORIES[name](there, tmp_path)
    assert len(here.rows()) == len(there.rows()) == 1
    assert here.current() == there.current()
