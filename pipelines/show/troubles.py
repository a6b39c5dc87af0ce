"""What failed in a run, by reason: how often, where most, and what helps."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from transforms import reasons
from transforms.errors import OutputError, StorageError
from transforms.pure.net.urls import host_of
from transforms.pure.shown.url_secrets import hide_secrets
from transforms.records import FailureStage
from transforms.row_files import read_lines
from transforms.state.manifests import KeptFile, Manifest
from transforms.state.storage import open_store, side_by_side

# A run of a large list may bring as many failures as it has feeds. So many are read, and stand for all.
MOST_ROWS = 2_000
SHOWN_REASONS, SHOWN_SUBJECTS = 4, 3


class _Row(msgspec.Struct, frozen=True):
    """What is read of a failure's record."""

    stage: FailureStage
    reason: reasons.Reason
    subject: str
    message: str


class Trouble(NamedTuple):
    """What failed for one reason: feeds where `is_feed`, else entries. `subjects` are a feed's URLs or pages' hosts.

    `example` is the message of one of them.
    """

    is_feed: bool
    reason: reasons.Reason
    times: int
    subjects: Counter[str]
    example: str


def read_troubles(output: str, manifests: Iterable[Manifest]) -> list[Trouble]:
    """Read what the manifests of a run list as failures, the most frequent reasons first; feeds ahead of entries.

    `output` is the root of the output. Of many failures, about the first 2,000 are read. What cannot be read ends the list: the
    run is over, and `newsbeam verify` names what is wrong.
    """
    found: dict[tuple[bool, reasons.Reason], list[_Row]] = defaultdict(list)
    for row in _rows(output, _choose(manifests)):
        if not reasons.is_recorded_drop(row.reason):
            found[row.stage == "poll", row.reason].append(row)
    troubles = [_sum_up(is_feed, reason, rows) for (is_feed, reason), rows in found.items()]
    return sorted(troubles, key=lambda one: (not one.is_feed, -one.times, one.reason))


def describe_troubles(troubles: Sequence[Trouble], more: str) -> list[str]:
    """Give the lines of a summary that say what failed, why, and what helps; `more` is the command that says more."""
    lines: list[str] = []
    for kind, is_feed in (("Failing", True), ("Failed", False)):
        some = [one for one in troubles if one.is_feed is is_feed]
        for at, one in enumerate(some[:SHOWN_REASONS]):
            lines += [
                f"{'' if at else kind:10}{_head(one)}",
                f"{'':10}    {reasons.explain(one.reason) or one.example}",
            ]
        if len(some) > SHOWN_REASONS:
            lines.append(f"{'':10}and for {len(some) - SHOWN_REASONS} more reasons")
    return [*lines, f"{'More':10}{more}"] if lines else []


def _choose(manifests: Iterable[Manifest]) -> list[KeptFile]:
    chosen, rows = [], 0
    for manifest in manifests:
        for file in manifest.files:
            if file.path.startswith("failures/") and rows < MOST_ROWS:
                chosen.append(file)
                rows += file.rows
    return chosen


def _rows(root: str, files: Sequence[KeptFile]) -> Iterator[_Row]:
    decoder = msgspec.json.Decoder(_Row)
    try:
        output = open_store(root)
        for data in side_by_side(output, lambda file: output.read(file.path), files):
            for line in read_lines(data) if data is not None else []:
                yield decoder.decode(line)
    except (StorageError, OutputError, msgspec.MsgspecError, ValueError, OSError, EOFError):
        return


def _sum_up(is_feed: bool, reason: reasons.Reason, rows: Sequence[_Row]) -> Trouble:
    subjects = Counter(hide_secrets(row.subject) if is_feed else host_of(row.subject) for row in rows)
    return Trouble(is_feed, reason, len(rows), subjects, rows[0].message)


def _head(trouble: Trouble) -> str:
    """Give how many failed for a reason, and where.

    >>> _head(Trouble(False, reasons.NO_TEXT, 3, Counter({"a.example": 2, "b.example": 1}), ""))
    '3 entries: no_text (a.example 2, b.example 1)'
    """
    noun = ("feed", "feeds") if trouble.is_feed else ("entry", "entries")
    worst = trouble.subjects.most_common(SHOWN_SUBJECTS)
    named = ", ".join(subject if n == 1 and trouble.is_feed else f"{subject} {n}" for subject, n in worst)
    left = len(trouble.subjects) - len(worst)
    rest = f", and {left} more" if left > 0 else ""
    return f"{trouble.times:,} {noun[trouble.times != 1]}: {trouble.reason} ({named}{rest})"
