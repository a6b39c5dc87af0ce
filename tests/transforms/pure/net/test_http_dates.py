"""Dates in HTTP headers. Expected values: RFC 9110, section 5.6.7."""

from datetime import UTC, datetime

import pytest

from transforms.pure.net.http_dates import read_http_date


@pytest.mark.parametrize(
    "text", [None, "", "0", "-1", "tomorrow", "Sun, 22 Nov 10000 12:00:00 GMT", "\0", "1 2 3 4 5 6 7"]
)
def test_what_is_no_date(text: str | None) -> None:
    assert read_http_date(text) is None


NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "Sun, 22 Nov 2026 12:00:00 GMT",
        "Sunday, 22-Nov-26 12:00:00 GMT",
        "Sun Nov 22 12:00:00 2026",
        "Sun, 22 Nov 2026 13:00:00 +0100",
        "Sun, 22 Nov 2026 12:00:00 -0000",
        "Sun, 22 Nov 2026 12:00:00",
    ],
    ids=["RFC 1123", "RFC 850", "asctime", "offset", "unknown zone", "no zone"],
)
def test_noon_in_all_forms(text: str) -> None:
    moment = read_http_date(text)
    assert moment == NOON
    assert moment is not None and moment.tzinfo is not None
