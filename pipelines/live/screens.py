"""Draw lines at the foot of a terminal again and again, and write what else is to be said above them.

A thread of its own draws, so that a terminal that is slow, paused or gone holds up nothing. The cursor stays visible: a process
that is killed would leave it hidden. Each picture is one write, and none is made where nothing has changed.
"""

from __future__ import annotations

import contextlib
import io
import os
import queue
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TextIO

from pipelines.live.pictures import Line, text_of

if TYPE_CHECKING:
    from rich.console import Console

DRAW_SECONDS = 0.5
# A paused terminal (Ctrl-S) is given so long at the end.
LAST_SECONDS = 2.0
USUAL_SIZE = (80, 24)
_STYLES: Final = {"label": "bold", "plain": "", "bad": "red"}

Size = Callable[[], tuple[int, int]]


class Screen:
    """The foot of a terminal. `draw` gives its lines for so many columns and rows, `size` gives these."""

    def __init__(self, stream: TextIO, draw: Callable[[int, int], list[Line]], size: Size | None = None) -> None:
        self._stream, self._draw = stream, draw
        self._size = size or size_of(stream)
        # A signal's handler may put something in whatever its thread holds.
        self._texts: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._shown: tuple[list[Line], int] = ([], 0)
        self._console: Console | None = None
        self._thread = threading.Thread(target=self._run, name="newsbeam-live", daemon=True)

    def start(self) -> None:
        """Begin to draw."""
        self._thread.start()

    def write_above(self, text: str) -> None:
        """Have a text written above the lines. From any thread, and from a signal's handler."""
        self._texts.put(text)

    def close(self) -> None:
        """Wipe the lines, after all texts were written."""
        self._texts.put(None)
        self._thread.join(LAST_SECONDS)

    def _run(self) -> None:
        is_over = False
        while not is_over:
            texts, is_over = self._next_texts()
            with contextlib.suppress(OSError, ValueError):  # The terminal has gone, which is no harm.
                self._show(texts, is_over)

    def _next_texts(self) -> tuple[list[str], bool]:
        """Give the texts that came, after a while at most, and whether they are the last."""
        texts: list[str] = []
        with contextlib.suppress(queue.Empty):
            text = self._texts.get(timeout=DRAW_SECONDS)
            while text is not None:
                texts.append(text)
                text = self._texts.get_nowait()
            return texts, True
        return texts, False

    def _show(self, texts: list[str], is_over: bool) -> None:
        columns, rows = self._size()
        lines = [] if is_over else self._draw(columns, rows)
        if not texts and (lines, columns) == self._shown:
            return
        above = "".join(f"{text}\n" for text in texts)
        data = f"{wiped(self._shown[0], columns)}{above}{self._rendered(lines, columns)}"
        self._shown = (lines, columns)
        self._stream.write(data)
        self._stream.flush()

    def _rendered(self, lines: list[Line], columns: int) -> str:
        if not lines:
            return ""
        from rich.text import Text

        if self._console is None:
            self._console = _console()
        texts = [Text.assemble(*((text, _STYLES[style]) for text, style in line)) for line in lines]
        with self._console.capture() as captured:
            self._console.print(Text("\n").join(texts), end="", width=columns, no_wrap=True, overflow="crop")
        return captured.get()


def _console() -> Console:
    """Make what knows how this terminal shows styles, and whether colours are wanted (NO_COLOR)."""
    from rich.console import Console

    return Console(file=io.StringIO(), force_terminal=True, highlight=False, markup=False, emoji=False)


def wiped(lines: list[Line], columns: int) -> str:
    r"""Give what wipes lines that end where the cursor is. A terminal that became narrower shows one line as several.

    >>> wiped([(("abcdef", "plain"),), (("gh", "plain"),)], 4)
    '\r\x1b[2A\x1b[J'
    """
    if not lines:
        return ""
    rows = sum(max(1, -(-len(text_of(line)) // max(1, columns))) for line in lines)
    return f"\r\x1b[{rows - 1}A\x1b[J" if rows > 1 else "\r\x1b[J"


def size_of(stream: TextIO) -> Size:
    """Give what tells a terminal's columns and rows, which may change at any time."""

    def size() -> tuple[int, int]:
        try:
            columns, rows = os.get_terminal_size(stream.fileno())
        except (OSError, ValueError):
            return USUAL_SIZE
        return columns or USUAL_SIZE[0], rows or USUAL_SIZE[1]

    return size
