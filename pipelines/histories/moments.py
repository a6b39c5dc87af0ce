"""Moments and spans of time in words, as a person would say them."""

from __future__ import annotations

from datetime import datetime


def moment(at: datetime) -> str:
    """Give a moment.

    >>> moment(datetime.fromisoformat("2026-11-22T10:15:42+00:00"))
    '2026-11-22 10:15 UTC'
    """
    return f"{at:%Y-%m-%d %H:%M} UTC"


def span(seconds: float) -> str:
    """Give a span of time by its two largest units.

    >>> span(42), span(1800), span(5400), span(90000), span(864000)
    ('42 s', '30 min', '1 h 30 min', '1 d 1 h', '10 d')
    """
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [
        f"{days} d" if days else "",
        f"{hours} h" if hours else "",
        f"{minutes} min" if minutes and not days else "",
    ]
    return " ".join(part for part in parts if part)


def away(at: datetime, now: datetime) -> str:
    """Give how far away a moment is.

    >>> from datetime import timedelta
    >>> now = datetime.fromisoformat("2026-11-22T10:00:00+00:00")
    >>> away(now + timedelta(hours=3), now), away(now - timedelta(minutes=5), now), away(now, now)
    ('in 3 h', '5 min ago', 'now')
    """
    seconds = (at - now).total_seconds()
    if abs(seconds) < 1:
        return "now"
    return f"in {span(seconds)}" if seconds > 0 else f"{span(-seconds)} ago"
