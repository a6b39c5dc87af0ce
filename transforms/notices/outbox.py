"""What is still to be delivered, in order: one notice at a time, each again after a while until the receiver has taken it."""

from __future__ import annotations

import json
import uuid
from datetime import datetime, timedelta
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from transforms.moments import Moment
from transforms.notices.lasting import MOST_SUBJECTS, Lasting, Notice

FIRST_WAIT: Final = timedelta(minutes=1)
LONGEST_WAIT: Final = timedelta(hours=6)
# What nobody has taken for so long is given up, so that the rest is told.
GIVEN_UP_AFTER: Final = timedelta(days=3)
MOST_LETTERS: Final = 200
_SUMMARY = {
    "store_failing": "a store fails",
    "disk_low": "the disk is almost full",
    "ledger_unbalanced": "entries are missing",
    "entries_failing": "too many entries fail",
    "feeds_failing": "too many feeds fail",
    "source_silent": "sources are silent against their own norm",
}


class Letter(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A notice to be delivered: its id, which stays from try to try, and its body; None: it may be tried at once."""

    id: str
    body: str
    made_at: Moment
    tries: int = 0
    not_before: Moment | None = None


def write_letter(notice: Notice, source: str, version: str, now: datetime) -> Letter:
    """Write a notice as JSON, with the keys that Standard Webhooks recommends: type, timestamp, data. `source` is the output."""
    told = notice.subjects[:MOST_SUBJECTS]
    data: dict[str, Any] = {
        "state": notice.state,
        "phase": notice.phase,
        "message": f"{'Began' if notice.phase == 'began' else 'Ended'}: {_SUMMARY[notice.state]}.",
        "count": len(notice.subjects),
        "subjects": [
            {"subject": one.seen.subject or None, "message": _said(one, notice), "since": _moment(one.since)}
            for one in told
        ],
        "output": source,
        "newsbeam_version": version,
    }
    body = {"type": f"{notice.state}.{notice.phase}", "timestamp": _moment(now), "data": data}
    return Letter(id=f"msg_{uuid.uuid4().hex}", body=json.dumps(body), made_at=now)


def _said(one: Lasting, notice: Notice) -> str:
    """Give the sentence of a subject: of what has ended, how it stood when it was seen last."""
    return one.seen.message if notice.phase == "began" else f"It was: {one.seen.message}"


def name_for_day(letter: Letter) -> Letter:
    """Give a letter the id that others of its kind, output and day have: a receiver that knows it ignores the second one.

    Who writes it can remember nothing, since the store of the state is what fails.
    """
    body = json.loads(letter.body)
    named = f"{body['type']} {body['data']['output']} {letter.made_at:%Y-%m-%d}"
    return replace(letter, id=f"msg_{uuid.uuid5(uuid.NAMESPACE_URL, named).hex}")


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def is_due(letter: Letter, now: datetime) -> bool:
    """Tell whether it is time to try."""
    return letter.not_before is None or now >= letter.not_before


def put_off(letter: Letter, now: datetime, wait_seconds: float | None = None) -> Letter | None:
    """Give a letter that was not taken, for a later try; None where it is given up. `wait_seconds` is what the receiver asks for.

    >>> from datetime import UTC
    >>> letter = Letter(id="msg_1", body="{}", made_at=datetime(2026, 11, 22, tzinfo=UTC))
    >>> put_off(letter, letter.made_at).not_before.isoformat()
    '2026-11-22T00:01:00+00:00'
    """
    if now - letter.made_at >= GIVEN_UP_AFTER:
        return None
    wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(letter.tries, 16))
    wait = min(LONGEST_WAIT, max(wait, timedelta(seconds=min(wait_seconds or 0.0, LONGEST_WAIT.total_seconds()))))
    return replace(letter, tries=letter.tries + 1, not_before=now + wait)
