"""Fuzz what reads what others wrote, guided by the lines that inputs reach (atheris), and keep what is found.

python -m bench.fuzz [--only date ...] [--seconds 3600] [--keep]

Inputs at which a target raises, or takes too long or too much memory, are saved in tests/fuzz/<target>, where `make test` tries
them from then on. With `--keep` the inputs that cover more go there, too, in few files, and what was run is added to the table in
docs/reliability.md.
"""

from __future__ import annotations

import argparse
import importlib.util
import re
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec import Struct

from bench.figures import with_table
from bench.fuzz_places import CORPORA, ROOT, TARGETS, WORK

PAGE = ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- fuzzing -->\n", "<!-- end -->"
HEAD = "| target | minutes | of CPU | executions | inputs kept |\n|---|---:|---:|---:|---:|"
# A single input may take so long, on a busy machine, and a process may have so much memory.
MOST_SECONDS, MOST_MB = 120, 2500
# What is kept of a target's inputs.
MOST_KEPT_BYTES, MOST_KEPT_FILES = 300_000, 250
_COVERING = re.compile(r"[0-9a-f]{40}")
_EXECUTED = re.compile(r"stat::number_of_executed_units:\s*(\d+)|^#(\d+)\s", re.M)
_ROW = re.compile(r"^\| (\w+) \| ([\d,.]+) \| ([\d,.]+) \| ([\d,]+) \| ([\d,]+) \|$", re.M)
_NOT_HERE = (
    "atheris is not installed; it has wheels for Linux on x86-64 with Python 3.11 to 3.13: make fuzz PYTHON=python3.13"
)


class Tried(Struct, frozen=True, kw_only=True):
    """What was run of a target: for how long, how much CPU it got in that time, how often, and the files of what was found."""

    seconds: float
    cpu_seconds: float
    executions: int
    found: tuple[str, ...] = ()


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; give the exit code: 1 where something was found."""
    options = _options(argv)
    if importlib.util.find_spec("atheris") is None:
        print(_NOT_HERE, file=sys.stderr)
        return 2
    found = False
    for name in options.only:
        tried = fuzz(name, options.seconds)
        print(
            f"{name}: {tried.executions:,} executions in {tried.seconds / 60:.1f} minutes, {tried.cpu_seconds / 60:.1f} of CPU",
            flush=True,
        )
        for file in tried.found:
            print(f"{name}: found {CORPORA.relative_to(ROOT)}/{name}/{file} (what it does: {_log(name)})", flush=True)
        found = found or bool(tried.found)
        if options.keep:
            kept = keep_inputs(name)
            PAGE.write_text(added(PAGE.read_text(encoding="utf-8"), name, tried, kept), encoding="utf-8")
    return 1 if found else 0


def fuzz(name: str, seconds: float) -> Tried:
    """Try a target for some seconds. What ends the process (an input that takes too long) does not end the trying."""
    home, work = CORPORA / name, WORK / name
    work.mkdir(parents=True, exist_ok=True)
    _log(name).write_bytes(b"")
    before = _found_in(home)
    begun, cpu_before, executions = time.monotonic(), _cpu_of_children(), 0
    while (left := int(seconds - (time.monotonic() - begun))) > 0:
        log_from = _log(name).stat().st_size
        ended = _child(name, [f"-max_total_time={left}", *_limits(name), "-print_final_stats=1", str(work), str(home)])
        executions += count_executions(_log(name).read_bytes()[log_from:].decode("utf-8", "replace"))
        if ended and not (_found_in(home) - before):
            raise SystemExit(f"{name}: the process ended with {ended}; see {_log(name)}")
    return Tried(
        seconds=time.monotonic() - begun,
        cpu_seconds=_cpu_of_children() - cpu_before,
        executions=executions,
        found=tuple(sorted(_found_in(home) - before)),
    )


def count_executions(log: str) -> int:
    """Give how many inputs were tried, as libFuzzer counts them at its end or, where it was ended, on its way.

    >>> count_executions("#8192 pulse cov: 3\\nstat::number_of_executed_units: 9001\\n")
    9001
    """
    return max((int(final or passing) for final, passing in _EXECUTED.findall(log)), default=0)


def keep_inputs(name: str) -> int:
    """Put the inputs of a target that cover more than its seeds into its folder, in few files; give their number."""
    home, work = CORPORA / name, WORK / name
    merged, seeds = WORK / f"{name}.merged", WORK / f"{name}.seeds"
    for folder in (merged, seeds):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    for path in home.iterdir():
        if not _COVERING.fullmatch(path.name):
            shutil.copy(path, seeds / path.name)
    # What is in the first folder stays, and of the others is added what covers more.
    shutil.copytree(seeds, merged, dirs_exist_ok=True)
    ended = _child(name, ["-set_cover_merge=1", *_limits(name), str(merged), str(home), str(work)])
    if ended:
        raise SystemExit(f"{name}: the merge ended with {ended}; see {_log(name)}")
    chosen = choose(path for path in merged.iterdir() if _COVERING.fullmatch(path.name))
    for path in home.iterdir():
        if _COVERING.fullmatch(path.name):
            path.unlink()
    for path in chosen:
        shutil.copy(path, home / path.name)
    return len(chosen)


def choose(paths: Iterable[Path], most_bytes: int = MOST_KEPT_BYTES, most_files: int = MOST_KEPT_FILES) -> list[Path]:
    """Choose the smallest files, as many as may be kept."""
    chosen: list[Path] = []
    for path in sorted(paths, key=lambda path: (path.stat().st_size, path.name))[:most_files]:
        most_bytes -= path.stat().st_size
        if most_bytes < 0:
            break
        chosen.append(path)
    return chosen


def added(page: str, name: str, tried: Tried, kept: int) -> str:
    """Give the page with what was run of a target added to its table."""
    table = page.partition(BEGIN)[2].partition(END)[0]
    rows = {row[0]: [float(number.replace(",", "")) for number in row[1:]] for row in _ROW.findall(table)}
    minutes, cpu_minutes, executions, _ = rows.get(name, [0.0] * 4)
    rows[name] = [
        minutes + tried.seconds / 60,
        cpu_minutes + tried.cpu_seconds / 60,
        executions + tried.executions,
        kept,
    ]
    lines = [
        "| {} | {:,.1f} | {:,.1f} | {:,.0f} | {:,.0f} |".format(target, *rows[target])
        for target in TARGETS
        if target in rows
    ]
    return with_table(page, "\n".join([HEAD, *lines]), BEGIN, END)


def _child(name: str, options: Sequence[str]) -> int:
    with _log(name).open("ab") as log:
        command = [sys.executable, "-m", "bench.fuzz_child", name, str(CORPORA / name), *options]
        return subprocess.run(command, cwd=ROOT, stdout=log, stderr=log).returncode


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _limits(name: str) -> list[str]:
    words = CORPORA / f"{name}.dict"
    return [
        f"-max_len={TARGETS[name].max_bytes}",
        f"-timeout={MOST_SECONDS}",
        f"-rss_limit_mb={MOST_MB}",
        f"-report_slow_units={MOST_SECONDS}",
        f"-artifact_prefix={CORPORA / name}/",
        *([f"-dict={words}"] if words.exists() else []),
    ]


def _found_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.name.startswith(("crash-", "slow-", "timeout-", "oom-"))}


def _log(name: str) -> Path:
    return WORK / f"{name}.log"


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Fuzz what reads what others wrote, with atheris.")
    parser.add_argument(
        "--only", nargs="+", choices=tuple(TARGETS), default=tuple(TARGETS), help="these targets (default: all)"
    )
    parser.add_argument("--seconds", type=float, default=3600, help="for each target (default 3600)")
    parser.add_argument(
        "--keep", action="store_true", help="keep what covers more in tests/fuzz, and add to the table in the docs"
    )
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
