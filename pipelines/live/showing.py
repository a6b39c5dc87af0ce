"""Show an ingest or a stream while it runs, as the terminal allows and the reader wishes (`--progress`)."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Literal, TextIO

from msgspec.structs import replace

from pipelines.config.config import Config
from pipelines.live.pictures import draw
from pipelines.live.plain_lines import PlainLines
from pipelines.live.screens import Screen
from pipelines.live.sites import SiteLooks
from pipelines.live.snapshots import RunSnapshot, Watching
from pipelines.output import log_line, print_line, timed, writes_json, writing_above
from pipelines.run.stream import Ticked
from pipelines.show.ticks import TickLines, figures, look_ahead
from transforms.counters import watch
from transforms.stopping import seconds_of_grace, stop_requested

# What the reader may ask for; `auto` is live on a terminal that can, and a line now and then elsewhere.
Progress = Literal["auto", "live", "plain", "none"]
# What is done: `quiet` is a line now and then, `plain` a line at each change as well.
Manner = Literal["live", "plain", "quiet", "none"]


def choose(asked: Progress, stream: TextIO, environment: Mapping[str, str], *, for_machines: bool) -> Manner:
    """Choose how progress is shown; only a terminal that can move its cursor has a view."""
    is_terminal = stream.isatty()
    is_simple = environment.get("TERM", "") in ("dumb", "unknown")
    if asked == "none" or asked == "plain":
        return asked
    if is_terminal and not is_simple and (asked == "live" or not for_machines):
        return "live"
    return "plain" if is_terminal and not for_machines else "quiet"


@contextmanager
def showing_ingest(config: Config, now: datetime, *, asked: Progress = "auto", is_here: bool = True) -> Iterator[None]:
    """Show an ingest until the block ends; `is_here`: its work is done in this process."""
    ends_at = now + timedelta(minutes=config.max_minutes)
    outlook = f"ends by itself, at {ends_at:%H:%M} UTC at the latest"
    if not is_here:
        outlook = "the runner's own pages tell what its processes do; here nothing of it is seen"
    with _showing(Watching(time.monotonic, outlook), asked, is_stream=False):
        yield


@contextmanager
def showing_stream(
    config: Config, say: Callable[[str, Mapping[str, Any]], None], *, asked: Progress = "auto"
) -> Iterator[Callable[[Ticked], None]]:
    """Give a function that hands the line and figures of a tick on; show what happens between them until the block ends."""
    outlook = f"feeds are polled as they become due, a tick every {config.tick_seconds:g} s"
    watching, lines = Watching(time.monotonic, outlook), TickLines()

    def end_tick(ticked: Ticked) -> None:
        line = lines.line(ticked)
        if line is not None:
            say(line, figures(ticked))
        watching.end_pass(ticked.report.owed, look_ahead(ticked))

    with _showing(watching, asked, is_stream=True):
        yield end_tick


@contextmanager
def _showing(watching: Watching, asked: Progress, *, is_stream: bool) -> Iterator[None]:
    manner = choose(asked, sys.stderr, os.environ, for_machines=writes_json())
    # A stream says a line a tick anyway.
    if manner == "none" or (manner == "quiet" and is_stream):
        yield
        return
    with ExitStack() as ends:
        ends.callback(watch(watching.count))
        looks = SiteLooks()
        if manner == "live":
            screen = Screen(sys.stderr, lambda columns, rows: draw(_look(watching, looks), columns, rows))
            screen.start()
            ends.callback(screen.close)
            ends.enter_context(writing_above(screen.write_above))
        else:
            look = partial(_look, watching, looks)
            plain = PlainLines(look, _say_progress, tells_changes=manner == "plain")
            plain.start()
            ends.callback(plain.close)
        yield


def _look(watching: Watching, looks: SiteLooks) -> RunSnapshot:
    found = watching.snapshot(looks.take())
    if not stop_requested():
        return found
    left = max(0.0, seconds_of_grace())
    return replace(found, outlook=f"stops when what is under way is over, in {left:.0f} s at most")


def _say_progress(sentence: str) -> None:
    print_line(timed(log_line(sentence, logger="progress")))
