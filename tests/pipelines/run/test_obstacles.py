"""What would keep a run from beginning: the runner, the places, and the pair that they are."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fsspec.registry import _registry

from pipelines.config.config import Config
from pipelines.run.obstacles import WHOLE_RUNNERS, find_obstacles
from pipelines.run.runners import check_runner
from transforms.state.roots import claim

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def config(folder: Path, **changes: Any) -> Config:
    return Config(**{"output": str(folder / "out")} | changes)


@pytest.mark.parametrize("name", WHOLE_RUNNERS)
def test_runners_that_are_not_looked_up_are_there(name: str) -> None:
    check_runner(name)


def test_nothing_is_in_the_way_of_a_new_dataset_and_nothing_is_made(tmp_path: Path) -> None:
    assert find_obstacles(config(tmp_path)) == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["NoRunner", "no.such.Runner"])
def test_a_runner_that_does_not_exist(name: str, tmp_path: Path) -> None:
    (problem,) = find_obstacles(config(tmp_path, runner=name))
    assert problem.startswith(f"runner {name}: Beam cannot make it (")


@pytest.mark.parametrize(
    ("url", "library"), [("gs://bucket/news", "gcsfs"), ("s3://bucket/news", "s3fs"), ("az://box/news", "adlfs")]
)
def test_a_store_whose_library_is_missing(
    url: str, library: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    monkeypatch.delitem(_registry, url.partition(":")[0], raising=False)  # fsspec remembers what it has imported
    (problem,) = find_obstacles(config(tmp_path, output=url))
    assert problem.startswith(f"{url}: cannot be opened (") and library in problem
    assert problem.endswith("and install what it needs")


def test_output_and_state_that_cannot_be_written_are_both_named(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    places = {"output": f"{tmp_path}/notes.txt/out", "state": f"{tmp_path}/notes.txt/state"}
    problems = find_obstacles(config(tmp_path, **places))
    assert [problem.partition(": ")[0] for problem in problems] == list(places.values())


def test_a_state_of_another_output(tmp_path: Path) -> None:
    claim(config(tmp_path, state=str(tmp_path / "state")).roots, NOON)
    (problem,) = find_obstacles(config(tmp_path, output=str(tmp_path / "new"), state=str(tmp_path / "state")))
    assert problem.startswith(
        f"{tmp_path}/new: the state at {tmp_path}/state was made for the output at {tmp_path}/out;"
    )


def test_without_an_output_the_runner_is_still_looked_at(tmp_path: Path) -> None:
    (problem,) = find_obstacles(config(tmp_path, output="", runner="NoRunner"))
    assert problem.startswith("runner NoRunner: ")
