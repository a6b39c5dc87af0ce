"""How many requests this process has sent, and what came back: for those who watch. No decision uses it."""

from __future__ import annotations

from collections import Counter

# By what was asked for and how it was answered; bytes by what was asked for. Only the loop of a Web changes them.
requests: Counter[tuple[str, str]] = Counter()
received: Counter[str] = Counter()


def note_request(kind: str, status: int | None, wire_bytes: int = 0) -> None:
    """Count a request that is over; the status is None where no whole answer came."""
    requests[kind, status_class(status)] += 1
    received[kind] += wire_bytes


def status_class(status: int | None) -> str:
    """Give the class of a status: of those that say nothing more, only the first digit.

    >>> [status_class(status) for status in (200, 304, 301, 429, 503, None)]
    ['2xx', '304', '3xx', '429', '5xx', 'none']
    """
    if status is None:
        return "none"
    return str(status) if status in (304, 429) else f"{status // 100}xx"
