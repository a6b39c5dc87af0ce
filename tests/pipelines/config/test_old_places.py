"""An output or a state where relative paths led once: found, and said with what to write."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from small_newsroom import Newsroom

from pipelines.cli import main
from pipelines.config.loading import ConfigError, load_config


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the command runs; configurations lie in a folder beside."""
    (tmp_path / "conf").mkdir()
    (tmp_path / "run").mkdir()
    monkeypatch.chdir(tmp_path / "run")
    return tmp_path / "run"


def write(here: Path, text: str) -> str:
    (here.parent / "conf" / "mine.yaml").write_text(f"{text}\nfeeds: [https://paper.example/rss]\n")
    return "../conf/mine.yaml"


def use(folder: Path, sign: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / sign).write_text("{}")


def problems_of(path: str, *sets: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load_config(path, sets, {})
    return list(caught.value.problems)


def test_an_output_at_its_old_place_is_named_with_what_to_write(here: Path) -> None:
    use(here / "out" / "news", "_newsbeam.json")
    assert problems_of(write(here, "output: out/news")) == [
        "../conf/mine.yaml:1: output: relative paths start at the configuration's own folder, no longer where the command"
        " runs: so this is ../conf/out/news, where nothing is, and the output that is there lies at out/news; write"
        " `output: ../run/out/news`, or move out/news to ../conf/out/news"
    ]


def test_what_it_says_to_write_works(here: Path) -> None:
    use(here / "out" / "news", "_newsbeam.json")
    config = load_config(write(here, "output: ../run/out/news"), environ={})
    assert Path(config.output).resolve() == here / "out" / "news"


def test_a_state_at_its_old_place_is_named_too(here: Path) -> None:
    use(here / "state", "meta.json")
    (problem,) = problems_of(write(here, "output: /srv/news\nstate: state"))
    assert "../conf/mine.yaml:2: state: " in problem and "write `state: ../run/state`" in problem


@pytest.mark.parametrize(
    ("text", "sets"),
    [
        ("output: out", ["output=out"]),
        ("output: /srv/news", []),
        ("output: ../run/out", []),
        ("output: gs://bucket/out", []),
    ],
    ids=["of the command line", "absolute", "the same place", "URL"],
)
def test_other_paths_mean_what_they_meant(text: str, sets: list[str], here: Path) -> None:
    use(here / "out", "_newsbeam.json")
    load_config(write(here, text), sets, {})


def test_where_both_places_are_used_the_new_one_counts(here: Path) -> None:
    use(here / "out", "_newsbeam.json")
    use(here.parent / "conf" / "out", "_newsbeam.json")
    assert load_config(write(here, "output: out"), environ={}).output == "../conf/out"


def test_a_folder_that_is_no_output_is_not_one(here: Path) -> None:
    use(here / "out", "notes.txt")
    assert load_config(write(here, "output: out"), environ={}).output == "../conf/out"


def test_an_ingest_begins_no_second_dataset(here: Path, newsroom: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    newsroom.publish("/1")
    assert main(["ingest", newsroom.file(), "--set", "output=out"]) == 0
    path = newsroom.file(output="out")
    assert main(["ingest", path]) == 2
    assert "write `output: run/out`" in capsys.readouterr().err
    assert not newsroom.output.exists()


def test_a_dataset_is_the_same_from_wherever_a_command_runs(
    newsroom: Newsroom, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    newsroom.publish("/1")
    newsroom.file(output="out")
    for folder, path in ((newsroom.folder / "run", "../newsbeam.yaml"), (newsroom.folder, "newsbeam.yaml")):
        monkeypatch.chdir(folder)
        assert main(["ingest", path, "--now"]) == 0
    assert len(newsroom.written()) == 1
    places = [newsroom.output / "_newsbeam.json", newsroom.output / "_state" / "meta.json"]
    assert all(str(newsroom.output) in path.read_text() for path in places)
    shutil.rmtree(newsroom.output / "_state")
    newsroom.is_damaged = True
    assert main(["ingest", "newsbeam.yaml"]) == 2
    assert f"the state that this output belongs to is gone from {newsroom.output}/_state;" in capsys.readouterr().err


@pytest.mark.parametrize("key", ["output", "state"])
def test_a_path_that_no_file_can_have_is_a_problem_and_no_bug(here: Path, key: str) -> None:
    path = write(here, f'output: out\n{key}: "a\\0b"' if key == "state" else f'{key}: "a\\0b"')
    (problem,) = problems_of(path)
    assert problem.endswith(f"{key}: the value holds a line break or another control character")
    load_config(write(here, f"output: out\n{key}: {'x' * 5000}" if key == "state" else f"{key}: {'x' * 5000}"), (), {})
