"""Run a user's step on a batch of articles, in a process that has opened it once."""

from __future__ import annotations

import time
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from transforms.own_steps.fields import check_row
from transforms.own_steps.loading import Loaded, Opened, StepError, load_step, open_step
from transforms.pool.child import at_end
from transforms.records import Article

Fields = dict[str, Any]
MOST_CHARACTERS = 500
_HERE = Path(__file__).parent


class StepCall(Struct, frozen=True, kw_only=True):
    """What a process needs to run a step: where it is, its options as plain values, where modules are looked for last."""

    place: str
    options: dict[str, Any] | None = None
    folders: tuple[str, ...] = ()


class StepBatch(Struct, frozen=True):
    """Articles for a step."""

    call: StepCall
    articles: tuple[Article, ...]


class StepAnswer(Struct, frozen=True, kw_only=True):
    """What a step gave for a batch.

    `rows` are the fields of each article, None where there are none; `problems` say by index why a row has none that should.
    `seconds` are those of the step alone, without opening it.
    """

    rows: tuple[Fields | None, ...]
    problems: dict[int, str]
    seconds: float


class StepFailed(Exception):
    """A step raised an error, or gave something else than its rows; the message says what and where."""


class NotOpened(Exception):
    """A step could not be opened; the message says why."""


# The steps that this process has opened, by their calls as JSON.
_opened: dict[bytes, tuple[Loaded, Opened]] = {}


def run_batch(batch: StepBatch) -> StepAnswer:
    """Give what a step fills for each article. Raises: NotOpened, StepFailed."""
    loaded, opened = _open(batch.call)
    begun = time.perf_counter()
    try:
        given = list(opened.add(batch.articles))
    except MemoryError:  # The process says how much it may have.
        raise
    except Exception as error:  # A user's step may raise anything.
        raise StepFailed(_told(error)) from None
    seconds = time.perf_counter() - begun
    if len(given) != len(batch.articles):
        raise StepFailed(
            f"it returned {len(given)} rows for {len(batch.articles)} articles; return one for each, in order"
        )
    rows, problems = _checked(given, loaded)
    return StepAnswer(rows=rows, problems=problems, seconds=seconds)


def close_steps() -> None:
    """Close all steps that this process has opened."""
    while _opened:
        _, (_, opened) = _opened.popitem()
        opened.close()


def _open(call: StepCall) -> tuple[Loaded, Opened]:
    key = msgspec.json.encode(call)
    if key not in _opened:
        try:
            loaded = load_step(call.place, call.folders)
            opened = open_step(loaded, call.options)
        except MemoryError:
            raise
        except Exception as error:  # Of a user's module, too.
            raise NotOpened(_told(error)) from None
        if not _opened:
            at_end(close_steps)
        _opened[key] = (loaded, opened)
    return _opened[key]


def _checked(given: Sequence[Any], loaded: Loaded) -> tuple[tuple[Fields | None, ...], dict[int, str]]:
    rows: list[Fields | None] = []
    problems = {}
    for n, row in enumerate(given):
        rows.append(None)
        if isinstance(row, Exception):
            problems[n] = _told(row)
        elif row is not None:
            try:
                rows[n] = check_row(row, loaded.fields, loaded.columns)
            except ValueError as error:
                problems[n] = f"the row does not fit {loaded.fields.__name__}: {error}"
    return tuple(rows), problems


def _told(error: Exception) -> str:
    """Give an error in one line, with the line of the user's code at which it was raised."""
    said = " ".join(f"{error}".split())[:MOST_CHARACTERS]
    if isinstance(error, StepError):
        return said
    frames = traceback.extract_tb(error.__traceback__)
    outside = [frame for frame in frames if Path(frame.filename).parent != _HERE]
    where = f" ({outside[-1].filename}, line {outside[-1].lineno})" if outside else ""
    return f"{type(error).__name__}{': ' if said else ''}{said}{where}"
