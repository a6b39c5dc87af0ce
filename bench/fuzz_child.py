"""Try one target with atheris, in a process of its own: libFuzzer ends the process that it runs in.

python -m bench.fuzz_child TARGET FOLDER [options of libFuzzer] [folders of inputs]

What raises is kept as FOLDER/crash-<hash>, the first input of each kind; what takes seconds of CPU as FOLDER/slow-<hash>. The run
continues after both. What takes far too long or too much memory ends the process, and libFuzzer keeps it there.
"""

from __future__ import annotations

import hashlib
import shlex
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.fuzz_places import ROOT, TARGETS

PACKAGES = ("newsbeam", "pipelines", "transforms")
# Of CPU, which is the same however busy the machine is: inputs have a few kilobytes.
SLOW_SECONDS = 3.0


class Slow(Exception):
    """An input took too long."""


class Findings:
    """The inputs at which a target raises, one of each kind: the same exception from the same line is the same."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._seen: set[tuple[str, str, int]] = set()

    def note(self, data: bytes, error: Exception) -> bool:
        """Keep an input at which something was raised; tell whether it is the first of its kind."""
        frames = traceback.extract_tb(error.__traceback__)
        kind = (type(error).__name__, frames[-1].filename, frames[-1].lineno or 0)
        if kind in self._seen:
            return False
        self._seen.add(kind)
        begin = "slow" if isinstance(error, Slow) else "crash"
        path = self.folder / f"{begin}-{hashlib.sha1(data).hexdigest()}"
        path.write_bytes(data)
        print(f"FOUND {path.name}", file=sys.stderr)
        traceback.print_exception(error, limit=-6, file=sys.stderr)
        return True


def guarded(
    run: Callable[[bytes], None], findings: Findings, clock: Callable[[], float] = time.process_time
) -> Callable[[bytes], None]:
    """Give a target whose exceptions are noted, so that one finding does not hide all others."""

    def tried(data: bytes) -> None:
        begun = clock()
        try:
            run(data)
            if (seconds := clock() - begun) > SLOW_SECONDS:
                raise Slow(f"{seconds:.1f} s of CPU")
        except Exception as error:  # Whatever a target raises is a finding.
            findings.note(data, error)

    return tried


def unmarked(rooms: tuple[str, ...]) -> Iterator[str]:
    """Yield the modules of ours outside some rooms: to count their lines, too, makes all several times slower."""
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            if not any(name == room or name.startswith(f"{room}.") for room in rooms):
                yield name


def main(argv: list[str]) -> None:
    """Run the command line."""
    import atheris

    name, folder, *options = argv
    target = TARGETS[name]
    include = sorted({room.partition(".")[0] for room in target.rooms})
    with atheris.instrument_imports(include=include, exclude=sorted(unmarked(target.rooms))):
        run = target.run
    # A merge calls itself by this name, through a shell.
    itself = shlex.join([sys.executable, "-m", "bench.fuzz_child", name, folder])
    atheris.Setup([itself, *options], guarded(run, Findings(Path(folder))))
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])
