"""The original of a group of copies, with what shows it."""

from datetime import UTC, datetime, timedelta

import pytest

from transforms.pure.stories.originals import CopySource, find_original

NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)
AT_VALLEY = "https://valley.example/a"


def source(name: str, minutes: int, canonical_url: str | None = None, agency: str | None = None) -> CopySource:
    at, site = NOON + timedelta(minutes=minutes), f"{name}.example"
    return CopySource(
        id=name, url=f"https://{site}/a", site=site, seen_at=at + timedelta(minutes=1), published_at=at,
        canonical_url=canonical_url, agency=agency,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("group", "original", "evidence"),
    [
        ([source("hill", 30), source("valley", 0)], "valley", "time"),
        ([source("hill", 0), source("valley", 0)], "hill", "time"),
        ([source("hill", 0, AT_VALLEY), source("valley", 30, AT_VALLEY)], "valley", "canonical"),
        ([source("hill", 0, "https://www.hill.example/b"), source("valley", 30)], "hill", "time"),
        ([source("hill", 0, "nothing of the kind"), source("valley", 30)], "hill", "time"),
        # The page that is named is not among them: what says that it is no original is none.
        ([source("hill", 0, "https://moor.example/a"), source("valley", 30)], "valley", "time"),
        ([source("hill", 0, "https://moor.example/a"), source("dale", 9, "https://moor.example/a")], "hill", "time"),
        ([source("hill", 0), source("valley", 30, agency="Crown Press")], "valley", "agency"),
        ([source("valley", 9, agency="dpa"), source("hill", 5, agency="dpa")], "hill", "agency"),
        ([source("hill", 0, agency="Crown Press"), source("crownpress", 5)], "crownpress", "agency"),
        ([source("hill", 0, agency="dpa"), source("dale", 5, AT_VALLEY), source("valley", 9)], "valley", "canonical"),
        (
            [source("a", 0), source("b", 1, "https://a.example/a"), source("c", 2, AT_VALLEY), source("d", 3, AT_VALLEY),
             source("valley", 4)], "valley", "canonical",
        ),
    ],
)  # fmt: skip
def test_the_original_is_found(group: list[CopySource], original: str, evidence: str) -> None:
    found = find_original(group)
    assert (group[found.at].id, found.evidence) == (original, evidence)


def test_delays_are_seconds_from_the_original() -> None:
    unstated = CopySource(id="moor", url="https://moor.example/a", site="moor.example", seen_at=NOON)
    group = [source("hill", 30), source("valley", 0, "https://hill.example/a"), unstated]
    assert find_original(group).delays == (0.0, -1800.0, -1800.0)
