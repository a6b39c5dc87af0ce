"""When something was said: spans of days, and what breaks them."""

from datetime import date

import pytest

from pipelines.rights.spans import StatedSpan, find_spans
from transforms.rights import Place, RightsSignal

DAYS = [date(2026, 11, day) for day in range(1, 8)]


def signal(value: str, place: Place = "tdmrep_file") -> RightsSignal:
    return RightsSignal(standard="tdmrep", place=place, value=value, reserves=("tdm",))


ONE, OTHER, BESIDE = signal("1"), signal("0"), signal("/sport/ 1")

# (what was said by day, counted from 0; on which days there were articles; the spans of ONE)
CASES: dict[str, tuple[dict[RightsSignal, list[int]], list[int], list[tuple[int, int, int]]]] = {
    "once": ({ONE: [2]}, [2], [(2, 2, 1)]),
    "each day": ({ONE: [0, 1, 2]}, [0, 1, 2], [(0, 2, 3)]),
    "days without articles break nothing": ({ONE: [0, 3]}, [0, 3], [(0, 3, 2)]),
    "a day of silence does": ({ONE: [0, 2]}, [0, 1, 2], [(0, 0, 1), (2, 2, 1)]),
    "a change of mind": ({ONE: [0, 1], OTHER: [2, 3]}, [0, 1, 2, 3], [(0, 1, 2)]),
    "there and back": ({ONE: [0, 4], OTHER: [2]}, [0, 2, 4], [(0, 0, 1), (4, 4, 1)]),
    "twice back": ({ONE: [0, 2, 4]}, [0, 1, 2, 3, 4], [(0, 0, 1), (2, 2, 1), (4, 4, 1)]),
    "another rule of the file on a day": ({ONE: [0, 2], BESIDE: [0, 1, 2]}, [0, 1, 2], [(0, 2, 2)]),
    "another rule, and silence": ({ONE: [0, 3], BESIDE: [0, 1]}, [0, 1, 2, 3], [(0, 0, 1), (3, 3, 1)]),
}


@pytest.mark.parametrize(("said", "seen", "spans"), CASES.values(), ids=CASES)
def test_what_a_file_says_has_spans(
    said: dict[RightsSignal, list[int]], seen: list[int], spans: list[tuple[int, int, int]]
) -> None:
    by_day = {one: {DAYS[at]: 1 for at in days} for one, days in said.items()}
    found = find_spans(ONE, by_day, [DAYS[at] for at in seen])
    assert found == [StatedSpan(DAYS[first], DAYS[last], articles) for first, last, articles in spans]


def test_what_some_pages_say_has_one() -> None:
    meta = signal("1", "meta")
    assert find_spans(meta, {meta: {DAYS[0]: 1, DAYS[4]: 2}}, DAYS) == [StatedSpan(DAYS[0], DAYS[4], 3)]
