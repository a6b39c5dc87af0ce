"""The bundled sample, served and ingested; and rows to compare: what must be equal in two runs, volatile fields aside."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
CONFIG = str(ROOT / "configs" / "sample.yaml")
EXPECTED: dict[str, dict[str, Any]] = json.loads((ROOT / "sample" / "expected.json").read_text(encoding="utf-8"))
VOID_BYTES = 20


@contextmanager
def served() -> Iterator[dict[str, str]]:
    """The sample newsroom on a free port; gives the environment in which its configuration finds it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, str(ROOT / "sample" / "serve.py"), "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        assert str(port) in server.stdout.readline()
        yield os.environ | {"NEWSBEAM_SAMPLE_PORT": str(port)}
    finally:
        server.terminate()
        server.wait(30)
        server.stdout.close()


def command(output: Path | str, *sets: str, flags: Sequence[str] = ()) -> list[str]:
    """The command line that ingests the sample into an output."""
    overrides = [part for value in (f"output={output}", *sets) for part in ("--set", value)]
    return [sys.executable, "-m", "pipelines", "ingest", CONFIG, *overrides, *flags]


def rows(output: Path, kind: str) -> list[dict[str, Any]]:
    """All rows of a kind (`articles`, `failures`) below a local output."""
    found = []
    for path in sorted((output / kind).rglob("*.jsonl.gz")):
        found += [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]
    return found


def settled_rows(output: Path) -> list[str]:
    """Every article and every failed entry as one line each, sorted, without what differs from run to run.

    Left out: when it was fetched, which run wrote it, and rows of feeds, which are written at each poll.
    """
    articles = [{**row, "run": None, "fetch": {**row["fetch"], "fetched_at": None}} for row in rows(output, "articles")]
    failures = [
        {
            name: row[name]
            for name in ("id", "stage", "reason", "message", "retryable", "subject", "feed_url", "evidence")
        }
        for row in rows(output, "failures")
        if row["stage"] != "poll"
    ]
    return sorted(json.dumps(row, ensure_ascii=False, sort_keys=True) for row in [*articles, *failures])


def digest(output: Path) -> str:
    """A digest of `settled_rows`: equal where two outputs hold the same records, in whatever files and order."""
    return hashlib.sha256("\n".join(settled_rows(output)).encode()).hexdigest()
