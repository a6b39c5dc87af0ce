"""What holds for every record that is made of what others wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
URL = "https://valley.example/news/dam"
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
# C0 but for tab and line breaks, DEL, C1, and halves of pairs.
UNSOUND = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
# What begins another line, or turns the order in which a line is read.
NO_LINE = re.compile("[\n\r\t\u202a-\u202e\u2066-\u2069\u2028\u2029]")


def check_line(text: str) -> None:
    """Check that a sentence is one line, and may be shown."""
    assert text.strip() and not UNSOUND.search(text) and not NO_LINE.search(text), text[:300]


def texts_in(data: Any) -> Iterator[str]:
    """Yield all texts in what a record is as plain data."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from texts_in(key)
            yield from texts_in(value)
    elif isinstance(data, (list, tuple)):
        for value in data:
            yield from texts_in(value)


def check_record(record: msgspec.Struct) -> None:
    """Check that a record is written and read again as the same, and holds no blank text and no control character."""
    data = msgspec.json.encode(record)
    assert msgspec.json.decode(data, type=type(record)) == record
    for text in texts_in(msgspec.to_builtins(record)):
        assert text, "absent is None, never a blank"
        assert not UNSOUND.search(text), text[:200]


def check_date(found: datetime | None, ahead: timedelta = timedelta(hours=24)) -> None:
    """Check that a date is an aware one in UTC between 1990 and tomorrow, or none."""
    assert found is None or (found.utcoffset() == timedelta(0) and EARLIEST <= found <= NOW + ahead), found


def is_asked_again(data: bytes) -> bool:
    """Tell whether an input is read twice, as every eighth is: it takes twice the time."""
    return sum(data) % 8 == 0


def check_same(first: msgspec.Struct, again: msgspec.Struct) -> None:
    """Check that two readings of the same bytes are one."""
    assert msgspec.json.encode(first) == msgspec.json.encode(again)
