"""Dates in HTTP headers (RFC 9110, section 5.6.7)."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def read_http_date(value: str | None) -> datetime | None:
    """Read a date of HTTP as an aware moment; None where the text is absent or no date.

    All three forms are read (RFC 1123, RFC 850, asctime), and the offsets that some servers write. No zone means UTC.

    >>> read_http_date("Sun, 22 Nov 2026 12:00:00 GMT")
    datetime.datetime(2026, 11, 22, 12, 0, tzinfo=datetime.timezone.utc)
    """
    if not value:
        return None
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
