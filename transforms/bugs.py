"""Contain a bug of ours in reading what one site sent: it costs that answer alone, and is told.

Here a bug is any exception that no class of `transforms.errors` stands for. It becomes an error of the address that was read,
with a reason of its own; the log has its traceback once, and each is counted.
"""

from __future__ import annotations

import logging
import re
import threading
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from typing import Final, Literal

from transforms import reasons
from transforms.errors import (
    ExtractError,
    FetchError,
    IngestError,
    OutputError,
    SigningKeyError,
    StateError,
    StorageError,
)
from transforms.pure.shown.display import one_line
from transforms.pure.shown.url_secrets import hide_values
from transforms.records import NO_EVIDENCE, Evidence

# What was read: as the requests for it are counted.
Kind = Literal["feed", "page", "robots", "rights", "hub"]

_WORDS: Final[dict[Kind, str]] = {
    "feed": "feed",
    "page": "page",
    "robots": "robots.txt",
    "rights": "file on rights",
    "hub": "hub's answer",
}

# What no boundary contains, beside what is no Exception (a stop). A cancelled task is no answer, and a process without memory
# would fail at the next answer, too.
PASSING: Final[tuple[type[Exception], ...]] = (
    IngestError,
    StorageError,
    StateError,
    OutputError,
    SigningKeyError,
    MemoryError,
    CancelledError,
)
MOST_CHARACTERS: Final = 200
# Of so many kinds the log has a traceback; more are never told apart.
MOST_KINDS: Final = 100
_FRAME: Final = re.compile(r'File "([^"]+)", line (\d+)')
_log = logging.getLogger(__name__)

# How many were contained in this process, by what was read: for those who watch. No decision uses it.
contained_bugs: Counter[str] = Counter()
_told: set[frozenset[str]] = set()
_lock = threading.Lock()


@contextmanager
def contained(
    subject: str,
    kind: Kind,
    *,
    passing: tuple[type[Exception], ...] = (),
    error_class: type[FetchError | ExtractError] = FetchError,
    evidence: Evidence = NO_EVIDENCE,
    secrets: Iterable[str] = (),
) -> Iterator[None]:
    """Have a bug in what is done within become an error of a subject, the URL of what is read.

    Only what reads may stand within, and nothing that writes to a store. `passing` are further exceptions that pass as they are.
    `secrets` are values that neither the error nor the log may show. Raises: `error_class`, which waiting may cure; PASSING.
    """
    as_they_are = (*PASSING, *passing)
    try:
        yield
    except as_they_are:
        raise
    except Exception as bug:
        known = tuple(secrets)
        _note(subject, kind, bug, known)
        said = hide_values(one_line(str(bug)), known)[:MOST_CHARACTERS]
        problem = f"reading it raised an error in newsbeam ({type(bug).__name__}{': ' if said else ''}{said})"
        raise error_class(subject, problem, reason=reasons.UNEXPECTED_ERROR, retry=True, evidence=evidence) from bug


def _note(subject: str, kind: Kind, bug: Exception, secrets: tuple[str, ...]) -> None:
    """Count a bug, and log it with its traceback where no other one came from the same lines."""
    text = "".join(traceback.format_exception(bug))
    lines = frozenset([type(bug).__name__, *(f"{file}:{line}" for file, line in _FRAME.findall(text))])
    with _lock:
        contained_bugs[kind] += 1
        is_known = lines in _told or len(_told) >= MOST_KINDS
        if not is_known:
            _told.add(lines)
    if is_known:
        return
    if hide_values(text, secrets) != text:
        bug = RuntimeError(f"{type(bug).__name__}: {hide_values(str(bug), secrets)}").with_traceback(bug.__traceback__)
    _log.error(
        "%s: reading this %s raised an error that is a fault of newsbeam. It costs this answer alone, which is asked for again"
        " later. Please report it with what follows, which is not logged again.",
        subject,
        _WORDS[kind],
        exc_info=bug,
    )
