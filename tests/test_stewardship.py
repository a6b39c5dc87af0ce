"""The commands of docs/stewardship.md, run as they stand there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from small_newsroom import HOST, HostileServer, Newsroom, reply, story, url

PAGE = Path(__file__).parents[1] / "docs" / "stewardship.md"
PATIENCE_SECONDS = 120


def commands(section: str) -> list[str]:
    """The blocks of commands in a section of the page, in their order."""
    (text,) = re.findall(rf"^## {section}\n(.*?)(?=^## |\Z)", PAGE.read_text(encoding="utf-8"), re.M | re.S)
    return [re.sub(r"^ {4}", "", block, flags=re.M) for block in re.findall(r"(?:^ {4}.*\n)+", text, re.M)]


class Steward:
    """Somebody with a dataset in `out`, the configuration `mine.yaml`, and a shell."""

    def __init__(self, newsroom: Newsroom) -> None:
        self.newsroom, self.folder = newsroom, newsroom.folder
        newsroom.settings |= {"output": "out", "extract": {"processes": 1}}
        newsroom.settings["poll"]["schedule"]["floor_seconds"] = 0
        Path(newsroom.file()).rename(self.folder / "mine.yaml")

    def write_parquet(self) -> None:
        """Have Parquet written, too, from now on."""
        Path(self.newsroom.file(write={"formats": ["jsonl", "parquet"]})).replace(self.folder / "mine.yaml")

    def run(self, script: str) -> subprocess.CompletedProcess[str]:
        """Run commands; the first that fails ends them."""
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        return subprocess.run(
            ["bash", "-eu", "-c", script],
            cwd=self.folder, env=os.environ | {"PATH": path}, capture_output=True, text=True, timeout=PATIENCE_SECONDS,
        )  # fmt: skip

    def must(self, script: str) -> str:
        """Run commands that end well; give what they print."""
        ended = self.run(script)
        assert ended.returncode == 0, (script, ended.stdout, ended.stderr)
        return ended.stdout

    def ingest(self, *paths: str, output: str = "out") -> None:
        """Publish stories, and ingest them."""
        self.newsroom.publish(*paths)
        self.must(f"newsbeam ingest mine.yaml --now --set output={output}")

    def written(self, output: str = "out") -> list[str]:
        self.newsroom.output = self.folder / output
        return self.newsroom.written()


@pytest.fixture
def steward(tmp_path: Path) -> Iterator[Steward]:
    server = HostileServer()
    yield Steward(Newsroom(server, tmp_path))
    server.close()


GOOD = "All is as the manifests and the state say."


def test_a_mistake_is_corrected(steward: Steward) -> None:
    steward.newsroom.server.answers["/2"] = reply(body=b"<html><p>Little.</p></html>")
    steward.ingest("/1", "/2")
    assert steward.newsroom.failed() == {url("/2"): "no_text"}
    steward.newsroom.server.answers["/2"] = reply(body=story("/2"))
    retry, said = commands("Correct a mistake")[:2]
    look, *others = retry.replace("2026-11-20", f"{datetime.now(UTC):%Y-%m-%d}").splitlines()
    assert "would be owed again" in steward.must(look)
    first = steward.must(others[0]).splitlines()
    assert first == [
        "1 entry that failed is owed again:",
        f"    no_text{'1':>20}  paper.example 1",
        said.splitlines()[-1],
    ]
    steward.must(others[1])
    assert steward.written() == [url("/1"), url("/2")]
    assert "0 entries that failed are owed again" in steward.must(retry)
    assert GOOD in steward.must("newsbeam verify mine.yaml")


def test_a_copy_of_both_while_nothing_writes_is_good(steward: Steward) -> None:
    whole, _ = commands("Back up")
    steward.ingest("/1")
    steward.must(whole)
    steward.ingest("/1", "/2")
    steward.must("rm -r out; mv backup out")
    assert GOOD in steward.must("newsbeam verify mine.yaml")
    steward.ingest("/1", "/2", "/3")
    assert steward.written() == [url("/1"), url("/2"), url("/3")]
    assert GOOD in steward.must("newsbeam verify mine.yaml")


def test_a_copy_of_the_state_and_then_of_a_growing_output_loses_and_doubles_nothing(steward: Steward) -> None:
    _, state_first = commands("Back up")
    back, move_out = commands("Bring a copy back")
    folder, state, output = state_first.splitlines()
    steward.write_parquet()
    steward.ingest("/1")
    steward.must(f"{folder}\n{state}")
    steward.ingest("/1", "/2")
    steward.must(output)
    ended = steward.run(back)
    assert ended.returncode == 4
    assert "the state's manifests end at 1: the state is an older copy" in ended.stdout
    refused = steward.run("newsbeam ingest mine.yaml")
    assert refused.returncode == 2 and "it is an older copy, and would write again" in refused.stderr
    printed = steward.must(move_out)
    assert GOOD in printed
    assert steward.written() == [url("/1"), url("/2")]
    assert [len(list((steward.folder / "newer").rglob(kind))) for kind in ("*.gz", "*.parquet")] == [1, 1]
    assert GOOD in steward.must("newsbeam verify mine.yaml")


def test_a_copy_of_the_output_and_then_of_the_state_has_lost_what_came_between(steward: Steward) -> None:
    steward.ingest("/1")
    steward.must("mkdir wrong; cp -a out/[!_]* out/_newsbeam.json wrong/")
    steward.ingest("/1", "/2")
    steward.must("cp -a out/_state wrong/; rm -r out; mv wrong out")
    ended = steward.run("newsbeam verify mine.yaml")
    assert ended.returncode == 4 and "and it is gone; bring it back from a copy" in ended.stdout


def test_a_year_is_closed(steward: Steward) -> None:
    (close,) = commands("Close a year")
    steward.ingest("/1")
    steward.ingest("/1", "/2")
    printed = steward.must(close)
    assert printed.count(GOOD) == 2
    assert len(list((steward.folder / "year").rglob("*.parquet"))) == 1


def test_a_slice_is_handed_on(steward: Steward) -> None:
    (hand_on,) = commands("Hand a slice to a colleague")
    steward.ingest("/1", "/2")
    steward.must(hand_on)
    assert list((steward.folder / "slice").rglob("*.parquet"))
    assert "newsbeam" in (steward.folder / "hub" / "README.md").read_text()
    assert GOOD in steward.must("newsbeam verify mine.yaml")


def test_a_dataset_in_which_somebody_worked_by_hand_continues(steward: Steward) -> None:
    check, repair = commands("Check and repair")
    steward.ingest("/1", "/2")
    steward.must("rm out/articles/*/*.gz")
    ended = steward.run(check)
    assert ended.returncode == 4 and "`newsbeam verify --repair`" in ended.stdout
    assert GOOD in steward.must(repair)
    steward.ingest("/1", "/2", "/3")
    assert steward.written() == [url("/3")]
    assert GOOD in steward.must(check)


def test_an_article_is_taken_down(steward: Steward) -> None:
    (take_down,) = commands("Take an article down")
    steward.ingest("/1", "/2")
    *one, site = take_down.replace("https://valley.example/2026/flood", url("/1")).splitlines()
    steward.must("\n".join(one))
    assert steward.written() == [url("/2")]
    steward.must(site.replace("valley.example", HOST))
    assert steward.written() == []
    assert GOOD in steward.must("newsbeam verify mine.yaml")


def test_a_pair_is_moved(steward: Steward) -> None:
    (move, _) = commands("Move to another place or machine")
    steward.ingest("/1")
    steward.newsroom.publish("/1", "/2")
    assert GOOD in steward.must(move)
    assert steward.written("elsewhere") == [url("/1"), url("/2")]
    refused = steward.run("newsbeam ingest mine.yaml")
    assert refused.returncode == 2 and "/out/_state; bring it back" in refused.stderr


def test_a_copy_of_a_pair_is_adopted(steward: Steward) -> None:
    (_, adopt) = commands("Move to another place or machine")
    steward.ingest("/1")
    steward.newsroom.publish("/1", "/2")
    copy, *rest = adopt.splitlines()
    steward.must(copy)
    refused = steward.run("newsbeam ingest mine.yaml --set output=trial")
    assert refused.returncode == 2
    folder = steward.newsroom.folder
    assert f"{folder}/trial/_state: this is a copy of the state at {folder}/out/_state" in refused.stderr
    assert "are a dataset of their own now" in steward.must("\n".join(rest))
    steward.must("newsbeam ingest mine.yaml")
    assert steward.written("trial") == steward.written() == [url("/1"), url("/2")]
