"""What is remembered of a site's files that speak of the uses of its pages."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct

from transforms.moments import Moment
from transforms.pure.rights.rsl import RslContent
from transforms.pure.rights.tdmrep import TdmRule

KEEP_SECONDS: Final = 24 * 3600.0
# What could not be read is asked for again after an hour; what it said before holds meanwhile, for a week.
KEEP_FAILURE_SECONDS: Final = 3600.0
OUTDATED_DAYS: Final = 7
# What is longer is not kept in the advice: the next process asks for it again.
DUMPED_MOST_RULES: Final = 300


class KeptSiteFile(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A `tdmrep.json` or an RSL document as it was read last: its rules, or its contents; neither where it says nothing.

    `read_at` is when that was; None where it never was. `problem` says why it could not be read now.
    """

    expires_at: Moment
    read_at: Moment | None = None
    problem: str | None = None
    rules: tuple[TdmRule, ...] = ()
    contents: tuple[RslContent, ...] = ()


def is_fresh_file(kept: KeptSiteFile, now: datetime) -> bool:
    """Tell whether a file need not be asked for; what is kept for longer than any was noted by a clock that was ahead."""
    return now < kept.expires_at <= now + timedelta(seconds=KEEP_SECONDS)


def is_worth_keeping_file(kept: KeptSiteFile, now: datetime) -> bool:
    """Tell whether a file is worth remembering: it is fresh, or holds as long as it cannot be read again."""
    if len(kept.rules) + len(kept.contents) > DUMPED_MOST_RULES:
        return False
    says_something = bool(kept.rules or kept.contents)
    return is_fresh_file(kept, now) or (says_something and _age(kept, now) < timedelta(days=OUTDATED_DAYS))


def after_failure(before: KeptSiteFile | None, problem: str, now: datetime) -> KeptSiteFile:
    """Give what is kept of a file that could not be read: what it said before, if that is not too old."""
    expires_at = now + timedelta(seconds=KEEP_FAILURE_SECONDS)
    if before is None or _age(before, now) >= timedelta(days=OUTDATED_DAYS):
        return KeptSiteFile(expires_at=expires_at, problem=problem)
    return KeptSiteFile(
        expires_at=expires_at, read_at=before.read_at, problem=problem, rules=before.rules, contents=before.contents
    )


def _age(kept: KeptSiteFile, now: datetime) -> timedelta:
    return timedelta.max if kept.read_at is None else abs(now - kept.read_at)
