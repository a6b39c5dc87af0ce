"""Progress of an ingest: bars on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from tqdm import tqdm

from transforms.counters import watch

LINE_SECONDS = 30.0

_POLLED = {"poll/new", "poll/unchanged", "poll/not_modified", "poll/failed"}


@contextmanager
def shown(stream: TextIO = sys.stderr) -> Iterator[None]:
    """Show what the counters of this process say until the block ends."""
    display = _Bars(stream) if stream.isatty() else _Lines(stream)
    end = watch(display.count)
    try:
        yield
    finally:
        end()
        display.close()


def _bar_of(name: str) -> str | None:
    """Which of the three things that people watch an outcome belongs to."""
    if name in _POLLED:
        return "feeds polled"
    return {"fetch/pages": "pages fetched", "write/written": "articles written"}.get(name)


class _Bars:
    def __init__(self, stream: TextIO) -> None:
        names = ("feeds polled", "pages fetched", "articles written")
        self._lock = threading.Lock()
        self._bars = {
            name: tqdm(desc=f"{name:16}", total=0, position=i, file=stream, leave=True, unit="")
            for i, name in enumerate(names)
        }

    def count(self, name: str, n: int) -> None:
        with self._lock:
            if name == "poll/due":
                self._grow("feeds polled", n)
            elif name == "fetch/due":
                self._grow("pages fetched", n)
                self._grow("articles written", n)
            bar = _bar_of(name)
            if bar is not None:
                self._bars[bar].update(n)

    def _grow(self, bar: str, n: int) -> None:
        self._bars[bar].total += n
        self._bars[bar].refresh()

    def close(self) -> None:
        for bar in self._bars.values():
            bar.close()


class _Lines:
    def __init__(self, stream: TextIO) -> None:
        self._stream, self._lock = stream, threading.Lock()
        self._counts: Counter[str] = Counter()
        self._begun = self._said = time.monotonic()

    def count(self, name: str, n: int) -> None:
        bar = _bar_of(name)
        if bar is None:
            return
        with self._lock:
            self._counts[bar] += n
            if time.monotonic() - self._said >= LINE_SECONDS:
                self._say()

    def _say(self) -> None:
        self._said = time.monotonic()
        seconds = self._said - self._begun
        written = self._counts["articles written"]
        done = ", ".join(f"{n} {bar}" for bar, n in self._counts.items())
        print(f"{seconds:.0f} s: {done}, {written / seconds:.1f} articles/s", file=self._stream, flush=True)

    def close(self) -> None:
        """Nothing is left to say: the summary follows."""
