"""What a command costs to start: its CPU, user and system, with all its children, beside that of Python itself.

python bench/startup.py [--runs 9]

`status` needs a state: one is made first, by an ingest of the bundled sample, which is served meanwhile.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
CONFIG = "configs/sample.yaml"
PAGE = "sample/sites/rheinblick.example/stadt/markthalle.html"
COMMAND = (sys.executable, "-m", "pipelines")
BARE_SECONDS, SAMPLE_SECONDS = 0.3, 0.9


class Row(NamedTuple):
    """A command by the name that the table shows, and the CPU that it may take; None where there is no target."""

    name: str
    command: tuple[str, ...]
    target_seconds: float | None


def rows(output: str) -> list[Row]:
    """List what is measured; `output` holds an ingested sample."""
    sample = (CONFIG, "--set", f"output={output}")
    return [
        Row("python -c pass", (sys.executable, "-c", "pass"), None),
        Row("newsbeam --version", (*COMMAND, "--version"), BARE_SECONDS),
        Row("newsbeam --help", (*COMMAND, "--help"), BARE_SECONDS),
        Row("newsbeam schema", (*COMMAND, "schema"), SAMPLE_SECONDS),
        Row("newsbeam check", (*COMMAND, "check", *sample), SAMPLE_SECONDS),
        Row("newsbeam status", (*COMMAND, "status", *sample), SAMPLE_SECONDS),
        Row("newsbeam extract", (*COMMAND, "extract", PAGE), SAMPLE_SECONDS),
        Row("newsbeam extract --explain", (*COMMAND, "extract", PAGE, "--explain"), SAMPLE_SECONDS),
    ]


def cpu_seconds(command: Sequence[str]) -> float:
    """Run a command; give its CPU and that of the children that it waited for. Raises: RuntimeError where it failed."""
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with exit code {process.returncode}")
    return usage.ru_utime + usage.ru_stime


def main() -> int:
    """Measure all and print the table; give the exit code, 1 where a minimum is above its target."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--runs", type=int, default=9, help="runs of each command (default: 9)")
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as output:
        ingest = [*COMMAND, "ingest", CONFIG, "--set", f"output={output}"]
        subprocess.run([sys.executable, "sample/serve.py", "--", *ingest], cwd=ROOT, check=True, capture_output=True)
        table = rows(output)
        # Round by round, so that what else the machine does meets all of them alike.
        rounds = [[cpu_seconds(row.command) for row in table] for _ in range(runs)]
    print(f"{'CPU seconds':28}{'minimum':>9}{'median':>9}{'target':>9}")
    failed = False
    for row, times in zip(table, zip(*rounds, strict=True), strict=True):
        target = "" if row.target_seconds is None else f"{row.target_seconds:.1f}"
        over = row.target_seconds is not None and min(times) > row.target_seconds
        failed = failed or over
        print(f"{row.name:28}{min(times):9.2f}{statistics.median(times):9.2f}{target:>9}{'  above' if over else ''}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
