"""Days of other calendars, against days that are known."""

from datetime import datetime

import pytest

from transforms.pure.text.calendars import iranian_day, with_common_years

# New Year's days as the almanacs have them, and the last day of a leap year.
IRANIAN = {
    (1357, 1, 1): datetime(1978, 3, 21),
    (1375, 1, 1): datetime(1996, 3, 20),
    (1399, 1, 1): datetime(2020, 3, 20),
    (1399, 12, 30): datetime(2021, 3, 20),
    (1403, 7, 1): datetime(2024, 9, 22),
    (1405, 9, 5): datetime(2026, 11, 26),
    (1405, 12, 30): None,
    (1405, 7, 31): None,
    (1405, 13, 1): None,
    (1299, 1, 1): None,
}


@pytest.mark.parametrize(("day", "expected"), IRANIAN.items())
def test_iranian_days(day: tuple[int, int, int], expected: datetime | None) -> None:
    assert iranian_day(*day) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [("令和元年5月1日", "2019年5月1日"), ("平成31年4月30日", "2019年4月30日"), ("2026年11月26日", "2026年11月26日")],
)
def test_eras(line: str, expected: str) -> None:
    assert with_common_years(line) == expected
