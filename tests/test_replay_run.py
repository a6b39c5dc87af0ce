"""Pages that were kept are read once more: the same version gives the same rows, byte for byte."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hostile_server import reply
from sample_run import CONFIG, arguments, rows, served
from small_newsroom import Newsroom, story, url
from warm import Warm

from pipelines.cli import main
from transforms.state.compacting import Compaction, compact
from transforms.state.retention import RetentionOptions
from transforms.state.rewriting import Rewriter
from transforms.state.storage import open_store


def files(output: Path, kind: str = "articles") -> list[bytes]:
    return [path.read_bytes() for path in sorted((output / kind).rglob("*.jsonl.gz"))]


def lasting(row: dict[str, Any]) -> str:
    """A row without what differs from run to run."""
    fetched = {**row["fetched"], "warc": None}
    return json.dumps({**row, "run": None, "fetched": fetched}, sort_keys=True, ensure_ascii=False)


def test_the_same_version_gives_the_same_bytes(warm: Warm, tmp_path: Path) -> None:
    output, news = tmp_path / "out", [tmp_path / "new", tmp_path / "again"]
    with served() as environment:
        assert warm.run(*arguments(output, "warc.root=warc"), env=environment).returncode == 0
        for new in news:
            done = warm.run("replay", CONFIG, "--set", f"output={output}", "--to", str(new), env=environment)
            assert done.returncode == 0, done.stderr
            assert "Read     14 pages of 1 file" in done.stdout and "Wrote    12 articles" in done.stdout
    assert files(news[0]) == files(news[1])
    assert files(news[0], "failures") == files(news[1], "failures")
    assert sorted(map(lasting, rows(news[0], "articles"))) == sorted(map(lasting, rows(output, "articles")))
    compared = warm.run("diff", str(output), str(news[0]))
    assert (compared.returncode, compared.stdout.splitlines()[-1]) == (0, "Each article is the same in both.")
    verified = warm.run("verify", CONFIG, "--set", f"output={news[0]}", env=environment)
    assert verified.returncode == 0, verified.stdout


@pytest.fixture
def kept(newsroom: Newsroom) -> Newsroom:
    newsroom.publish("/1", "/2", "/3")
    newsroom.server.answers["/3"] = reply(body=b"<html><p>Too short.</p></html>")
    assert main(["ingest", newsroom.file(warc={"root": "warc"})]) == 0
    return newsroom


def test_what_was_not_understood_then_may_be_now(kept: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    new = kept.folder / "new"
    assert main(["replay", kept.file(extract={"processes": 0, "min_text_chars": 5}), "--to", str(new)]) == 0
    assert sorted(row["url"] for row in rows(new, "articles")) == [url("/1"), url("/2"), url("/3")]
    assert main(["diff", str(kept.output), str(new)]) == 1
    assert "only old 0, only new 1" in capsys.readouterr().out
    assert {row["fetched"]["warc"] for row in rows(new, "articles")} == {None}


def test_only_some_days_and_sites_are_read(kept: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date()
    assert main(["replay", kept.file(), "--to", str(kept.folder / "a"), "--site", "elsewhere.example"]) == 0
    assert main(["replay", kept.file(), "--to", str(kept.folder / "b"), "--until", "2020-01-01"]) == 0
    assert rows(kept.folder / "a", "articles") == rows(kept.folder / "b", "articles") == []
    assert main(["replay", kept.file(), "--to", str(kept.folder / "c"), "--from", f"{tomorrow}"]) == 2
    assert "no pages are kept here as they came, or none since that day" in capsys.readouterr().err


def test_an_output_that_is_there_is_not_touched(kept: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", kept.file(), "--to", str(kept.output)]) == 2
    assert "an output is here already, and a replay makes a new one" in capsys.readouterr().err
    assert story("1")


def test_a_page_that_was_taken_down_is_not_read_again(kept: Newsroom) -> None:
    assert main(["forget", kept.file(), url("/1")]) == 0
    new = kept.folder / "new"
    assert main(["replay", kept.file(), "--to", str(new)]) == 0
    assert [row["url"] for row in rows(new, "articles")] == [url("/2")]


def test_pages_that_are_kept_no_longer_are_named(kept: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    state, output = open_store(f"{kept.output}/_state"), open_store(str(kept.output))

    def later(days: int) -> Callable[[], datetime]:
        return lambda: datetime.now(UTC) + timedelta(days=days)

    rewriter = Rewriter(state, output, 1, job="compact", version="0", clock=later(20))
    assert compact(rewriter, Compaction(retention=RetentionOptions(pages_days=10))).dropped_archives == 1
    assert main(["replay", kept.file(), "--to", str(kept.folder / "new")]) == 2
    today = datetime.now(UTC).date()
    said = f"no pages are kept here as they came, or none since that day; 1 file that held some: gone, up to {today}"
    assert said in capsys.readouterr().err
    assert main(["verify", kept.file()]) == 0
    assert {row["fetched"]["warc"] is None for row in kept.rows()} == {False}
