"""Figures as people read them: with a unit, and with as many digits as they know."""

from __future__ import annotations

import math
from typing import Final

NOT_KNOWN: Final = "–"
_MINUTE, _HOUR, _DAY = 60.0, 3600.0, 86_400.0


def spell_seconds(seconds: float | None) -> str:
    """Give a time.

    >>> spell_seconds(48), spell_seconds(750), spell_seconds(9000), spell_seconds(300_000), spell_seconds(None)
    ('48 s', '12 min', '2.5 h', '3.5 d', '–')
    """
    if seconds is None:
        return NOT_KNOWN
    if seconds < 10 and seconds != round(seconds):
        return f"{seconds:.1f} s"
    if seconds < 2 * _MINUTE:
        return f"{seconds:.0f} s"
    if seconds < 2 * _HOUR:
        return f"{seconds // _MINUTE:.0f} min"
    return f"{seconds / _HOUR:.1f} h" if seconds < 2 * _DAY else f"{seconds / _DAY:.1f} d"


def spell_share(share: float | None) -> str:
    """Give a share in percent, never rounded up to all, nor down to nothing.

    >>> spell_share(1.0), spell_share(0.999), spell_share(0.003), spell_share(0.0), spell_share(None)
    ('100 %', '99 %', '1 %', '0 %', '–')
    """
    if share is None:
        return NOT_KNOWN
    percent = math.floor(100 * share)
    return f"{max(percent, 1) if share > 0 else percent} %"


def spell_bytes(size: int | None) -> str:
    """Give a number of bytes.

    >>> spell_bytes(512), spell_bytes(20_480), spell_bytes(3_500_000), spell_bytes(None)
    ('512 B', '20 kB', '3.5 MB', '–')
    """
    if size is None:
        return NOT_KNOWN
    if size < 1000:
        return f"{size} B"
    if size < 1_000_000:
        return f"{size // 1000} kB"
    return f"{size / 1e6:.1f} MB" if size < 1e9 else f"{size / 1e9:.1f} GB"


def spell_count(count: int | None) -> str:
    """Give a count, its thousands apart.

    >>> spell_count(1234567), spell_count(None)
    ('1,234,567', '–')
    """
    return NOT_KNOWN if count is None else f"{count:,}"
