"""Tasks that the tests of the pool run in its children: well-behaved, failing, crashing, hanging."""

from __future__ import annotations

import gc
import os
import sys
import time
from pathlib import Path
from typing import Any

from transforms.errors import ExtractError
from transforms.records import Evidence


class Stubborn(Exception):
    """An exception that pickles, but cannot be made again from what was pickled."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(f"{first} and {second}")


def double(number: int) -> int:
    return 2 * number


def search_for_garbage(_: Any) -> tuple[int, int]:
    """How many objects the process's search for garbage leaves out, and after how many new ones it begins."""
    return gc.get_freeze_count(), gc.get_threshold()[0]


def loaded(modules: tuple[str, ...]) -> list[str]:
    return [name for name in modules if name in sys.modules]


def process_id(_: Any) -> int:
    return os.getpid()


def kill_itself(signal_number: int) -> None:
    os.kill(os.getpid(), signal_number)


def leave(exit_code: int) -> None:
    os._exit(exit_code)


def announce_and_hang(path: str) -> None:
    Path(path).write_text(str(os.getpid()), encoding="ascii")
    time.sleep(600)


def hang(*_: Any, **__: Any) -> Any:
    time.sleep(600)


def answer_when_there(path: str) -> str:
    while not Path(path).exists():
        time.sleep(0.01)
    return path


def answer_with_pid_when_there(paths: tuple[str, str]) -> int:
    note, gate = paths
    Path(note).write_text(str(os.getpid()), encoding="ascii")
    answer_when_there(gate)
    return os.getpid()


def refuse_page(url: str) -> None:
    raise ExtractError(url, "no paragraph of text was found", reason="no_text", evidence=Evidence(bytes=12))


def be_stubborn(first: str) -> None:
    raise Stubborn(first, "second")


def unpicklable(_: Any) -> Any:
    return lambda: None


def imported(name: str) -> bool:
    return name in sys.modules


_hoard: list[bytearray] = []


def run_and_kill(path: str) -> int:
    """Die as if killed from outside while there is a number above 0 in the file, which counts down; then how often it ran."""
    note = Path(path)
    left, runs = map(int, note.read_text(encoding="ascii").split())
    note.write_text(f"{left - 1} {runs + 1}", encoding="ascii")
    if left > 0:
        os.kill(os.getpid(), 9)
    return runs + 1


def crash_unless_alone(path: str) -> int:
    """End the process if it has hoarded something; note each run."""
    with Path(path).open("a", encoding="ascii") as note:
        note.write("x")
    if _hoard:
        os._exit(7)
    return os.getpid()


def hoard(megabytes: int) -> int:
    """Keep so much for ever, touched, so that the next tasks of this process have less."""
    _hoard.append(bytearray(megabytes * 1_000_000))
    return os.getpid()


def need(megabytes: int) -> int:
    """Need so much for a moment, in pieces as a parser does."""
    return sum(map(len, [bytes(100_000) for _ in range(10 * megabytes)]))


def sleep_and_double(number: int) -> int:
    time.sleep(0.05)
    return 2 * number


def sleep_for(seconds: float) -> float:
    time.sleep(seconds)
    return seconds
