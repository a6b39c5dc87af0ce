"""What the rows say of rights, by site and day."""

from collections.abc import Iterator
from datetime import date

import pytest
from rights_dataset import FILE, LICENCE, OPEN, SIGNAL, write_three_days
from small_dataset import SmallDataset

from pipelines.rights.reading import SiteRights, read_rights

FIRST, SECOND, THIRD = (date(2026, 11, day) for day in (22, 23, 24))


@pytest.fixture
def dataset() -> Iterator[SmallDataset]:
    made = SmallDataset("rights-reading")
    write_three_days(made)
    yield made
    made.drop()


def sites(found: dict[str, SiteRights]) -> dict[str, int]:
    return {name: known.articles for name, known in found.items()}


def test_each_article_counts_for_its_site_and_day(dataset: SmallDataset) -> None:
    found = read_rights(dataset.output)
    assert sites(found) == {"hill.example": 2, "lake.example": 0, "valley.example": 4}
    valley = found["valley.example"]
    assert valley.days == {FIRST: 2, SECOND: 1, THIRD: 1}
    assert valley.said == {
        FILE.signal: {FIRST: 2, THIRD: 1},
        OPEN.signal: {SECOND: 1},
        SIGNAL.signal: {FIRST: 2, SECOND: 1, THIRD: 1},
        LICENCE.signal: {FIRST: 1},
    }
    assert valley.answers == {"tdm": {"reserved": 3, "allowed": 1}, "search": {"allowed": 4}}


def test_who_says_nothing_is_there_too_and_so_is_who_was_dropped(dataset: SmallDataset) -> None:
    found = read_rights(dataset.output)
    assert (found["hill.example"].said, found["hill.example"].answers) == ({}, {})
    assert found["lake.example"].dropped == {"reserved_tdmrep": {SECOND: 2}}


@pytest.mark.parametrize(
    ("first", "site", "expected"),
    [
        (SECOND, None, {"hill.example": 1, "lake.example": 0, "valley.example": 2}),
        (THIRD, None, {"valley.example": 1}),
        (None, "valley.example", {"valley.example": 4}),
        (None, "lake.example", {"lake.example": 0}),
        (None, "alley.example", {}),
        (date(2027, 1, 1), None, {}),
    ],
)
def test_a_day_and_a_site_may_be_chosen(
    dataset: SmallDataset, first: date | None, site: str | None, expected: dict[str, int]
) -> None:
    assert sites(read_rights(dataset.output, first, site)) == expected
