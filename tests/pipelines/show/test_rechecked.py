"""What came of articles that were asked for again, in the summary and in a stream's line."""

from __future__ import annotations

from collections import Counter

import pytest

from pipelines.show.rechecked import count_rechecks, describe_rechecks

COUNTS = Counter(
    {
        "write/revised": 2,
        "write/retracted": 1,
        "write/rechecked/unchanged": 40,
        "write/rechecked/gone_once": 1,
        "write/rechecked/put_off/http_503": 3,
        "write/rechecked/put_off/timeout": 1,
        "write/rechecked/hastened": 5,
        "write/rechecked/overtaken": 1,
        "write/written": 9,
    }
)


def test_each_outcome_is_counted_once_whatever_its_reason() -> None:
    assert count_rechecks(COUNTS) == {"revised": 2, "retracted": 1, "unchanged": 40, "gone_once": 1, "put_off": 4}


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        (COUNTS, "48 asked again: 2 revised, 1 retracted, 40 unchanged, 1 gone for once, 4 put off"),
        (Counter({"write/rechecked/ended/feed_removed": 2}), "2 asked again: 2 ended"),
        (Counter({"write/rechecked/hastened": 5}), None),
        (Counter(), None),
    ],
)
def test_what_people_read(counts: Counter[str], said: str | None) -> None:
    assert describe_rechecks(counts) == said
