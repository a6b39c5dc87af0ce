"""The bundled sample, served and ingested; and rows to compare: what must be equal in two runs, volatile fields aside."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import pickle
import socket
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from once import once
from warm import Warm

ROOT = Path(__file__).parents[2]
CONFIG = str(ROOT / "configs" / "sample.yaml")
EXPECTED: dict[str, dict[str, Any]] = json.loads((ROOT / "sample" / "expected.json").read_text(encoding="utf-8"))
# Entries that end in a row: the articles, a page that is gone and one without text.
SETTLED_ROWS = len(EXPECTED["articles"]) + 2
# One page is denied by robots.txt, and waits.
OWED_AT_THE_END = "Owed      1 entry for later"
VOID_BYTES = 20


@contextmanager
def served(script: Path = ROOT / "sample" / "serve.py") -> Iterator[dict[str, str]]:
    """The sample newsroom on a free port, as a script serves it; gives the environment in which its configuration finds it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, str(script), "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        assert str(port) in server.stdout.readline()
        yield os.environ | {"NEWSBEAM_SAMPLE_PORT": str(port)}
    finally:
        server.terminate()
        server.wait()
        server.stdout.close()


def arguments(output: Path | str, *sets: str, flags: Sequence[str] = ()) -> list[str]:
    """Give the arguments of `newsbeam` that ingest the sample into an output."""
    overrides = [part for value in (f"output={output}", *sets) for part in ("--set", value)]
    return ["ingest", CONFIG, *overrides, *flags]


def command(output: Path | str, *sets: str, flags: Sequence[str] = ()) -> list[str]:
    """The command line that ingests the sample into an output."""
    return [sys.executable, "-m", "pipelines", *arguments(output, *sets, flags=flags)]


@dataclass(frozen=True)
class Sample:
    """The sample, ingested twice, and what the commands printed: output, and how each command ended."""

    output: Path
    first: subprocess.CompletedProcess[str]
    files: list[Path]  # of articles, after the first ingest
    second: subprocess.CompletedProcess[str]
    status: subprocess.CompletedProcess[str]


def sample_of(folders: pytest.TempPathFactory, warm: Warm) -> Sample:
    """Give the sample as `newsbeam ingest` leaves it, run once for all tests."""

    def make(folder: Path) -> None:
        output = folder / "out"
        with served() as environment:
            first = warm.run(*arguments(output), env=environment)
            files = sorted(output.glob("articles/**/*.gz"))
            second = warm.run(*arguments(output), env=environment)
            status = warm.run("status", CONFIG, "--set", f"output={output}", env=environment)
        (folder / "made.pickle").write_bytes(pickle.dumps(Sample(output, first, files, second, status)))

    made: Sample = pickle.loads((once(folders, "sample", make) / "made.pickle").read_bytes())
    return made


def rows(output: Path, kind: str) -> list[dict[str, Any]]:
    """All rows of a kind (`articles`, `failures`) below a local output."""
    found = []
    for path in sorted((output / kind).rglob("*.jsonl.gz")):
        found += [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]
    return found


def settled_rows(output: Path) -> list[str]:
    """Every article and every failed entry below a local output, as `settled` gives them."""
    return settled(rows(output, "articles"), rows(output, "failures"))


def settled(articles: Iterable[dict[str, Any]], failures: Iterable[dict[str, Any]]) -> list[str]:
    """Every article and every failed entry as one line each, sorted, without what differs from run to run.

    Left out: when it was fetched, which run wrote it, and rows of feeds, which are written at each poll.
    """
    told = [
        {
            **row,
            "run": None,
            "fetched": {**row["fetched"], "fetched_at": None, "warc": None},
            "rights": {**row["rights"], "seen_at": None},
        }
        for row in articles
    ]
    failed = [
        {
            name: row[name]
            for name in ("id", "stage", "reason", "message", "retryable", "subject", "feed_url", "evidence")
        }
        for row in failures
        if row["stage"] != "poll"
    ]
    return sorted(json.dumps(row, ensure_ascii=False, sort_keys=True) for row in [*told, *failed])


def digest(output: Path) -> str:
    """A digest of `settled_rows`: equal where two outputs hold the same records, in whatever files and order."""
    return hashlib.sha256("\n".join(settled_rows(output)).encode()).hexdigest()
