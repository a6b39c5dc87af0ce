"""A configuration that changes while a stream runs: what is taken up, what is said, and what a look costs."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import fsspec
import pytest

from pipelines.config import relisting as module
from pipelines.config.loading import load_config
from pipelines.config.relisting import SHOWN_PROBLEMS, Relisted, Relisting, count_changes
from transforms.records import Feed

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ONE, TWO, THREE = (f"https://{name}.example/rss" for name in ("one", "two", "three"))


class Files:
    """A configuration with a list of feeds beside it, and looks at them an hour after each change."""

    def __init__(self, folder: Path) -> None:
        self.config, self.list = folder / "mine.yaml", folder / "feeds.txt"
        self.written = 0
        self.write(self.list, ONE)
        self.write(self.config, "output: out\nfeeds_from: feeds.txt\n")
        self.relisting = Relisting(load_config(str(self.config), environ={}), str(self.config), environ={})

    def write(self, path: Path, *lines: str) -> None:
        path.write_text("\n".join(lines) + "\n")
        self.written += 1
        os.utime(path, (NOON.timestamp() + self.written, NOON.timestamp() + self.written))

    def look(self, now: datetime = NOON + timedelta(hours=1)) -> str | None:
        """What a look says, and a second one does not repeat."""
        found = self.relisting.look(now)
        assert self.relisting.look(now) is None
        return None if found is None else found.said()

    def urls(self) -> list[str]:
        """What is polled now."""
        found = self.relisting.look(NOON + timedelta(hours=1))
        assert found is not None
        return [feed.url for feed in found.config.active_feeds]


@pytest.fixture
def files(tmp_path: Path) -> Files:
    made = Files(tmp_path)
    assert made.look() is None
    return made


def test_an_unchanged_list_is_not_read_again(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "load_config", None)
    assert files.look() is None


@pytest.mark.parametrize(("seconds", "reads"), [(10.0, False), (1.0, True), (-10.0, True)])
def test_at_the_first_look_what_was_read_a_moment_ago_is_not_read_again(
    seconds: float, reads: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unless a file was written since, or so little before that it may have been."""
    made, loads = Files(tmp_path), []
    config = load_config(str(made.config), environ={})
    read_at = NOON + timedelta(seconds=made.written + seconds)
    relisting = Relisting(config, str(made.config), environ={}, read_at=read_at)
    monkeypatch.setattr(module, "load_config", lambda *given: loads.append(given) or config)
    relisting.look(NOON + timedelta(hours=1))
    assert bool(loads) is reads


COUNTS = {
    "nothing": ([ONE, TWO], [TWO, ONE], (0, 0, 0)),
    "another spelling": ([ONE], [ONE.replace("https", "http")], (0, 0, 1)),
    "all": ([ONE, TWO], [THREE], (1, 2, 0)),
}


@pytest.mark.parametrize(("before", "now", "counts"), COUNTS.values(), ids=COUNTS)
def test_changes_are_counted(before: list[str], now: list[str], counts: tuple[int, int, int]) -> None:
    assert count_changes([Feed(url=url) for url in before], [Feed(url=url) for url in now]) == counts


def test_what_came_and_went_is_said_once(files: Files) -> None:
    files.write(files.list, TWO, THREE)
    assert files.look() == "2 feeds added, 1 removed"
    files.write(files.list, THREE)
    assert files.look() == "1 feed removed"


def test_the_feeds_of_the_configuration_itself_count_too(files: Files) -> None:
    feeds = f"feeds: [{{url: '{TWO}', enabled: false}}, '{THREE}']"
    files.write(files.config, "output: out", "feeds_from: feeds.txt", feeds)
    assert files.look() == "1 feed added", "one that is disabled is not polled"
    files.write(files.config, "output: out", "feeds_from: feeds.txt", feeds.replace("false", "true"))
    assert files.urls() == [TWO, THREE, ONE]


def test_a_list_that_was_not_named_before_is_looked_at_from_then_on(files: Files) -> None:
    other = files.config.with_name("more.txt")
    files.write(other, TWO)
    files.write(files.config, "output: out", "feeds_from: [feeds.txt, more.txt]")
    assert files.look() == "1 feed added"
    files.write(other, TWO, THREE)
    assert files.look() == "1 feed added"


def test_a_changed_feed_is_taken_up(files: Files) -> None:
    for name in ("null", "The One"):
        files.write(files.config, "output: out", f"feeds: [{{url: '{ONE}', name: {name}}}]")
        said = files.look()
    assert said == "1 feed changed"


def test_bytes_that_mean_the_same_say_nothing(files: Files) -> None:
    files.write(files.list, "# a comment", ONE)
    assert files.look() is None


BROKEN = {
    "no URL": ("feeds.txt", [ONE, "what?"], "feeds.txt:2: "),
    "no YAML": ("mine.yaml", ["output: [out"], "mine.yaml:2: this is not valid YAML"),
    "no list": ("mine.yaml", ["output: out", "feeds_from: gone.txt"], "there is no file "),
    "another mistake": ("mine.yaml", ["output: out", "web: {per_site: none}", "feeds_from: feeds.txt"], "web.per_site: "),
}  # fmt: skip


@pytest.mark.parametrize(("name", "lines", "problem"), BROKEN.values(), ids=BROKEN)
def test_a_broken_one_is_told_once_and_the_feeds_stay(name: str, lines: list[str], problem: str, files: Files) -> None:
    files.write(files.config.with_name(name), *lines)
    found = files.relisting.look(NOON + timedelta(hours=1))
    assert found is not None
    assert [feed.url for feed in found.config.active_feeds] == [ONE]
    first, *below = found.said().splitlines()
    assert first == "the changed configuration cannot be used, and the feeds stay as they were:"
    assert len(below) == 1 and problem in below[0]
    assert files.look() is None
    files.write(files.config, "output: out", "feeds_from: feeds.txt")
    files.write(files.list, ONE)
    assert files.look() == "the configuration can be used again, and has the same feeds"


def test_a_list_that_is_missing_is_told_and_taken_up_when_it_comes(files: Files) -> None:
    files.write(files.config, "output: out", "feeds_from: later.txt")
    assert "there is no file" in (files.look() or "")
    files.write(files.config.with_name("later.txt"), TWO)
    assert files.look() == "1 feed added, 1 removed"


def test_of_many_problems_a_few_are_shown(files: Files) -> None:
    files.write(files.list, *(f"no url {n}" for n in range(SHOWN_PROBLEMS + 20)))
    lines = (files.look() or "").splitlines()
    assert len(lines) == SHOWN_PROBLEMS + 2
    assert lines[-1] == "    and 20 problems more: `newsbeam check` lists all"


def test_other_keys_wait_for_the_next_start_and_are_named(files: Files) -> None:
    files.write(
        files.config, "output: out", "feeds_from: feeds.txt", "tick_seconds: 5", "web: {per_site: 1}", "keep: {languages: [de]}"
    )  # fmt: skip
    found = files.relisting.look(NOON + timedelta(hours=1))
    assert found is not None
    assert found.said() == "the next start takes up tick_seconds, keep, web.per_site"
    assert (found.config.tick_seconds, found.config.web.per_site) == (60.0, 2)
    files.write(files.list, ONE, TWO)
    assert files.look() == "1 feed added", "what was said of other keys is not repeated"


def test_a_file_that_is_being_written_is_left_to_the_next_look(files: Files) -> None:
    files.write(files.list, TWO)
    written_at = NOON + timedelta(seconds=files.written)
    assert files.relisting.look(written_at + timedelta(seconds=1)) is None
    assert files.look(written_at + timedelta(seconds=61)) == "1 feed added, 1 removed"


def test_a_clock_that_is_wrong_costs_one_look(files: Files) -> None:
    files.write(files.list, TWO)
    written_at = NOON + timedelta(seconds=files.written)
    assert files.relisting.look(written_at) is None
    assert files.look(written_at) == "1 feed added, 1 removed"


def test_lists_in_an_object_store(tmp_path: Path) -> None:
    store = fsspec.filesystem("memory")
    root = f"memory://{tmp_path.name}"
    store.pipe({f"{tmp_path.name}/mine.yaml": b"output: /out\nfeeds_from: feeds.txt\n"})
    store.pipe({f"{tmp_path.name}/feeds.txt": f"{ONE}\n".encode()})
    relisting = Relisting(load_config(f"{root}/mine.yaml", environ={}), f"{root}/mine.yaml", environ={})
    assert relisting.look(NOON) is None
    store.pipe({f"{tmp_path.name}/feeds.txt": f"{ONE}\n{TWO}\n".encode()})
    found = relisting.look(NOON)
    assert found is not None and found.said() == "1 feed added"
    assert relisting.look(NOON) is None


def test_what_is_set_on_the_command_line_stays(tmp_path: Path) -> None:
    made = Files(tmp_path)
    sets = [f"feeds=[{TWO}]", "tick_seconds=5"]
    config = load_config(str(made.config), sets, {})
    relisting = Relisting(config, str(made.config), sets, {})
    made.write(made.list, ONE, THREE)
    found = relisting.look(NOON + timedelta(hours=1))
    assert found is not None
    assert (found.said(), [feed.url for feed in found.config.feeds]) == ("1 feed added", [TWO, ONE, THREE])


def test_feeds_that_wait_are_said(files: Files) -> None:
    config = load_config(str(files.config), environ={})
    assert Relisted(config=config, added=3, waiting=1).said() == (
        "3 feeds added, 1 feed waits for the next start, with new headers: they are secret, and a running job is given none"
    )
