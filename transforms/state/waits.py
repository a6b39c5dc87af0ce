"""What waits long: entries whose page is forbidden, denied or refused to us, counted by reason."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from transforms import reasons
from transforms.moments import Moment
from transforms.reasons import Reason
from transforms.state.log import Deferral


class Wait(Struct, frozen=True, kw_only=True):
    """How many entries wait long for one reason, and when the first of them is asked for again."""

    reason: Reason
    entries: int
    next_try: Moment


def is_long(deferral: Deferral | None) -> bool:
    """Tell whether an entry waits long: what keeps it from us is no temporary error."""
    return deferral is not None and bool(deferral.refusals) and reasons.waits_long(deferral.reason)


def count_waits(deferrals: Iterable[Deferral]) -> list[Wait]:
    """Count those deferrals that are long, the most frequent reason first."""
    moments: dict[Reason, list[datetime]] = {}
    for found in deferrals:
        if is_long(found):
            moments.setdefault(found.reason, []).append(found.not_before)
    waits = [Wait(reason=reason, entries=len(at), next_try=min(at)) for reason, at in moments.items()]
    return _sorted(waits)


def add_waits(waits: Iterable[Wait]) -> list[Wait]:
    """Add up what waits in several shards."""
    by_reason: dict[Reason, list[Wait]] = {}
    for wait in waits:
        by_reason.setdefault(wait.reason, []).append(wait)
    return _sorted(
        Wait(reason=reason, entries=sum(one.entries for one in found), next_try=min(one.next_try for one in found))
        for reason, found in by_reason.items()
    )


def _sorted(waits: Iterable[Wait]) -> list[Wait]:
    return sorted(waits, key=lambda wait: (-wait.entries, wait.reason))
