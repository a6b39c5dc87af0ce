"""Whether ticks end: what /healthz answers."""

from __future__ import annotations

# A tick may take its turn, the grace for requests under way, and a commit. So many ticks without an end are a stall.
LATE_TICKS = 5
LEAST_SECONDS = 300.0


def judge(since_seconds: float, tick_seconds: float, *, ticked: bool, problem: str | None) -> tuple[int, str]:
    """Give the status and the sentence; `since_seconds` is the time since the last tick ended, or since the start.

    A store that fails is told, and is no reason to start again: that would not mend it.

    >>> judge(12.0, 60.0, ticked=True, problem=None)
    (200, 'The last tick ended 12 s ago.')
    """
    what = (
        f"The last tick ended {since_seconds:.0f} s ago"
        if ticked
        else f"Started {since_seconds:.0f} s ago, no tick has ended"
    )
    allowed = max(LATE_TICKS * tick_seconds, LEAST_SECONDS)
    if since_seconds > allowed:
        return 503, f"{what}, more than the {allowed:.0f} s in which one should have."
    return 200, f"{what}, with a problem of the store, and the next one tries again." if problem else f"{what}."
