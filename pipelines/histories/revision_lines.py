"""What came of an article after it was written, as lines for people; pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from pipelines.histories.layout import Section
from pipelines.histories.moments import away, moment
from pipelines.histories.records import KnownRevisions, NextCheck, PlacedVersion
from pipelines.wording import plural
from transforms.revision_records import Retraction

# Of later versions so many are shown, the newest; the others are counted.
_SHOWN = 4


def describe_revisions(revisions: KnownRevisions | None, now: datetime) -> list[Section]:
    """Say when an article is asked for again, which later versions there are, and whether it was withdrawn."""
    if revisions is None:
        return []
    return [
        ("Again", list(_again(revisions, now))),
        ("Versions", list(_versions(revisions))),
        ("Withdrawn", list(_withdrawn(revisions))),
    ]


def _again(revisions: KnownRevisions, now: datetime) -> Iterator[str]:
    check = revisions.next_check
    if revisions.retraction is not None:
        yield "not asked for any more, since it was withdrawn"
    elif not revisions.checks:
        yield "not asked for again, since `revisions.checks` is not set"
    elif check is None:
        yield "not asked for again: no check is left, or it was written before `revisions.checks` was set"
    else:
        over = f"{check.done} of {plural(len(revisions.checks), 'check is', 'checks are')} over"
        at = f"{moment(check.next_at)} ({away(check.next_at, now)})"
        yield f"due since {at}; {over}" if check.next_at <= now else f"asked for again from {at} on; {over}"
    if check is not None:
        yield from _answers(check)


def _answers(check: NextCheck) -> Iterator[str]:
    for answer in check.gone:
        yield f"its address answered {answer.status} {moment(answer.answered_at)}; a second time, an hour later, withdraws it"
    if not check.gone:
        yield f"its page answered last {moment(check.answered_at)}"
    if check.tries:
        yield f"{plural(check.tries, 'request', 'requests')} since then had no answer that counts"


def _versions(revisions: KnownRevisions) -> Iterator[str]:
    if len(revisions.versions) > _SHOWN:
        yield f"{len(revisions.versions) - _SHOWN} earlier"
    for version in revisions.versions[-_SHOWN:]:
        yield from _version(version)
    if revisions.missing:
        numbers = ", ".join(map(str, revisions.missing))
        yield f"no row was found of version {numbers}; `retention` may have dropped it"


def _version(version: PlacedVersion) -> Iterator[str]:
    record = version.record
    words = f"{plural(record.changes.words_removed, 'word', 'words')} out, {record.changes.words_added:,} in"
    fields = ", ".join(record.changes.fields)
    yield f"{record.version}, {moment(record.fetched.fetched_at)}: {record.significance} of {fields}; {words}"
    if record.correction is not None:
        yield f'the publisher says: "{record.correction}"'
    yield f"{version.path}, line {version.line}"


def _withdrawn(revisions: KnownRevisions) -> Iterator[str]:
    if revisions.retraction is None:
        return
    record = revisions.retraction.record
    yield f"{moment(record.retracted_at)}, after version {record.version}: {_evidence(record)}"
    yield f"{revisions.retraction.path}, line {revisions.retraction.line}"


def _evidence(record: Retraction) -> str:
    if record.because == "notice":
        return f'its page says "{record.notice}"'
    answers = " and ".join(f"{answer.status} {moment(answer.answered_at)}" for answer in record.answers)
    return f"its address answered {answers}"
