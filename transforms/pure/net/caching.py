"""How long an HTTP answer says that it stays fresh."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from transforms.pure.net.http_dates import read_http_date

# RFC 9111, section 1.2.2: what is too great to handle counts as this.
GREATEST_SECONDS: Final = 2**31
_STALE: Final = re.compile(r"(?:^|[,\s])no-(?:cache|store)(?:$|[,\s=])", re.ASCII)
_MAX_AGE: Final = re.compile(r'(?:^|[,\s])max-age\s*=\s*"?([^",\s]*)', re.ASCII)


def cache_seconds(headers: Mapping[str, str], now: datetime) -> float | None:
    """Give the seconds for which an answer is fresh, by Cache-Control or else Expires.

    0 if it must be asked for again (no-cache, no-store, or expired), None if the headers say nothing. An Expires is read
    relative to the server's own Date, so that a wrong clock there does no harm; `now` stands in for a missing Date. What
    a cache on the way has used up (Age) is taken off. RFC 9111, sections 4.2 and 5.3.

    >>> cache_seconds({"Cache-Control": "public, max-age=600"}, datetime.fromisoformat("2026-11-22T10:00:00+00:00"))
    600.0
    """
    lower = {name.lower(): value.strip() for name, value in headers.items()}
    control = lower.get("cache-control", "").lower()
    if _STALE.search(control):
        return 0.0
    max_age = _MAX_AGE.search(control)
    if max_age:
        fresh_seconds = _whole_seconds(max_age[1])
    elif "expires" in lower:
        fresh_seconds = _expiry_seconds(lower["expires"], lower.get("date"), now)
    else:
        return None
    return max(0.0, fresh_seconds - _whole_seconds(lower.get("age", "")))


def _expiry_seconds(expires: str, date: str | None, now: datetime) -> float:
    expires_at = read_http_date(expires)
    if expires_at is None:  # "Expires: 0" is common and means: already stale
        return 0.0
    sent_at = read_http_date(date) or now
    return min((expires_at - sent_at).total_seconds(), float(GREATEST_SECONDS))


def _whole_seconds(text: str) -> float:
    """Read a number of seconds, 0 for anything else than ASCII digits."""
    if not (text.isascii() and text.isdigit()):
        return 0.0
    # Longer numbers are not converted at all: Python refuses more than 4,300 digits.
    return float(GREATEST_SECONDS) if len(text.lstrip("0")) > 10 else float(min(int(text[-11:]), GREATEST_SECONDS))
