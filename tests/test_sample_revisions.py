"""The sample that corrects and withdraws: what `make revisions` shows."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def rows(output: Path, kind: str) -> list[dict[str, object]]:
    paths = sorted((output / kind).rglob("*.jsonl.gz"))
    return [json.loads(line) for path in paths for line in gzip.decompress(path.read_bytes()).splitlines()]


def test_a_correction_and_a_withdrawal_are_found_and_told(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "sample" / "revisions.py"), "--output", str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (revision,), (retraction,) = (rows(tmp_path / "out", kind) for kind in ("revisions", "retractions"))
    note = "Correction: An earlier version of this article gave a wrong width for the strip."
    assert (revision["version"], revision["significance"], revision["correction"]) == (2, "correction", note)
    assert retraction["because"] == "notice"
    assert "    - three\n    + two\n" in done.stdout and f"the paper's note: {note}" in done.stdout
    assert f"Withdrawn: {retraction['url']} (notice)" in done.stdout
