"""Progress of an ingest: bars on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TextIO

from tqdm import tqdm
from tqdm.contrib.logging import logging_redirect_tqdm

from pipelines.output import log_line, timed
from transforms.counters import watch

LINE_SECONDS = 30.0

FEEDS, PAGES, ARTICLES = "feeds polled", "pages fetched", "articles written"

# What a count adds to: what is done, and what is expected in all.
_DONE = {
    "poll/new": FEEDS,
    "poll/unchanged": FEEDS,
    "poll/not_modified": FEEDS,
    "poll/failed": FEEDS,
    "fetch/pages": PAGES,
    "write/written": ARTICLES,
}
_EXPECTED = {
    "poll/due": ((FEEDS, 1),),
    "poll/carried": ((FEEDS, -1),),
    "fetch/due": ((PAGES, 1), (ARTICLES, 1)),
    "fetch/carried": ((PAGES, -1), (ARTICLES, -1)),
    "fetch/ended": ((ARTICLES, 1),),
    "fetch/no_page": ((PAGES, -1),),
}
_NO_ARTICLE = ("write/failed/", "write/dropped/", "write/deferred/")


class Tally:
    """The progress of an ingest: of each thing that people watch, how much is done and how much is expected."""

    def __init__(self) -> None:
        self.done: Counter[str] = Counter()
        self.expected: Counter[str] = Counter()

    def count(self, name: str, n: int) -> None:
        """Add one count."""
        if name in _DONE:
            self.done[_DONE[name]] += n
        for thing, sign in _EXPECTED.get(name, ()):
            self.expected[thing] += sign * n
        if name.startswith(_NO_ARTICLE):
            self.expected[ARTICLES] -= n


@contextmanager
def shown(stream: TextIO | None = None) -> Iterator[None]:
    """Show the counters of this process until the block ends, on the error stream if none is given."""
    stream = stream or sys.stderr
    display = _Bars(stream) if stream.isatty() else _Lines(stream, time.monotonic)
    end = watch(display.count)
    with ExitStack() as ends:
        ends.callback(display.close)
        ends.callback(end)
        if stream.isatty():
            ends.enter_context(logging_redirect_tqdm())
        yield


def say(sentence: str) -> None:
    """Print a sentence for people, above the bars where there are any."""
    # The rest of the line may hold the ^C that a terminal prints.
    tqdm.write(log_line(sentence) + ("\x1b[K" if sys.stderr.isatty() else ""), file=sys.stderr)


def say_last(sentence: str) -> None:
    """Print a sentence in place of the bars, whatever locks this thread holds: the process ends next."""
    os.write(sys.stderr.fileno(), (("\r\x1b[J" if sys.stderr.isatty() else "") + f"{log_line(sentence)}\n").encode())


class _Bars:
    """Three bars, from the first count on; runners other than the local one count in other processes, and show none."""

    def __init__(self, stream: TextIO) -> None:
        self._stream, self._lock, self._tally = stream, threading.Lock(), Tally()
        self._bars: dict[str, tqdm] = {}

    def count(self, name: str, n: int) -> None:
        with self._lock:
            self._tally.count(name, n)
            self._bars = self._bars or {thing: self._bar(i, thing) for i, thing in enumerate((FEEDS, PAGES, ARTICLES))}
            for thing, bar in self._bars.items():
                self._move(bar, self._tally.done[thing], self._tally.expected[thing])

    def _bar(self, position: int, thing: str) -> tqdm:
        # So wide that the last one fits into 80 columns, and that a ^C that the terminal prints does not break the line.
        form = "{desc} {percentage:3.0f}% |{bar:14}| {n_fmt}/{total_fmt}"
        if thing == ARTICLES:
            form += "  {elapsed}, {rate_noinv_fmt}"
        return tqdm(
            desc=f"{thing:16}",
            total=0,
            position=position,
            file=self._stream,
            bar_format=form,
            unit=" articles",
            miniters=0,
            smoothing=0.1,
            dynamic_ncols=True,
        )

    @staticmethod
    def _move(bar: tqdm, done: int, expected: int) -> None:
        if (done, expected) == (bar.n, bar.total):
            return
        bar.total = expected
        bar.update(done - bar.n)  # draws, unless it has just done so
        if done == expected:
            bar.refresh()

    def close(self) -> None:
        for bar in self._bars.values():
            bar.close()


class _Lines:
    def __init__(self, stream: TextIO, seconds: Callable[[], float]) -> None:
        """`seconds` is a clock that only goes forward."""
        self._stream, self._seconds = stream, seconds
        self._lock, self._tally = threading.Lock(), Tally()
        self._begun = self._said = seconds()

    def count(self, name: str, n: int) -> None:
        with self._lock:
            self._tally.count(name, n)
            now = self._seconds()
            if now - self._said >= LINE_SECONDS:
                self._said = now
                self._say(now - self._begun)

    def _say(self, seconds: float) -> None:
        done, expected = self._tally.done, self._tally.expected
        things = ", ".join(f"{done[thing]} of {expected[thing]} {thing}" for thing in (FEEDS, PAGES, ARTICLES))
        rate = done[ARTICLES] / seconds
        line = log_line(f"{seconds:.0f} s: {things}, {rate:.1f} articles/s", logger="progress")
        print(timed(line), file=self._stream, flush=True)

    def close(self) -> None:
        """Do nothing: the summary follows."""
