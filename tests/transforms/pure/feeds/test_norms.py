"""What is usual on a weekday, and what is not."""

from datetime import date, timedelta

import pytest

from transforms.pure.feeds.norms import Norm, judge_lately, judge_volume, norm_of, quantile, week_norm, weekday_norm

SUNDAY = date(2026, 11, 22)
LONG_AGO = SUNDAY - timedelta(days=200)


@pytest.mark.parametrize(
    ("counts", "norm"),
    [
        ([], None),
        ([5, 5], None),
        ([9, 9, 9], Norm(9.0, 3.0)),  # never below chance: the root of the mean
        ([0, 0, 0], Norm(0.0, 0.0)),
        ([10, 20, 30], Norm(20.0, 10.0)),  # the sample's own deviation, where it is larger
    ],
)
def test_norms(counts: list[int], norm: Norm | None) -> None:
    assert norm_of(counts) == norm


@pytest.mark.parametrize(
    ("count", "norm", "volume"),
    [
        (0, None, "unknown"),
        (10, Norm(20.0, 5.0), "usual"),  # exactly two deviations below
        (9, Norm(20.0, 5.0), "silent"),
        (30, Norm(20.0, 5.0), "usual"),
        (31, Norm(20.0, 5.0), "flooding"),
        (0, Norm(1.0, 1.0), "usual"),  # of one article a day no day tells
        (0, Norm(0.0, 0.0), "usual"),
        (9, Norm(0.0, 0.0), "usual"),  # a first article is no flood
    ],
)
def test_volumes(count: int, norm: Norm | None, volume: str) -> None:
    assert judge_volume(count, norm) == volume


def test_a_sunday_is_compared_with_sundays() -> None:
    counts = {SUNDAY - timedelta(days=back): 100 if back % 7 else 16 for back in range(1, 70)}
    assert weekday_norm(counts, SUNDAY, LONG_AGO) == Norm(16.0, 4.0)
    monday = SUNDAY - timedelta(days=6)
    assert weekday_norm(counts, monday, LONG_AGO) == Norm(100.0, 10.0)


@pytest.mark.parametrize(("weeks", "is_known"), [(2, False), (3, True)])
def test_few_weeks_tell_nothing(weeks: int, is_known: bool) -> None:
    counts = dict.fromkeys((SUNDAY - timedelta(days=back) for back in range(1, 60)), 9)
    norm = weekday_norm(counts, SUNDAY, SUNDAY - timedelta(days=7 * weeks))
    assert (norm is not None) is is_known


def test_a_day_without_a_row_had_none() -> None:
    counts = {SUNDAY - timedelta(days=7): 12, SUNDAY - timedelta(days=14): 12}
    norm = weekday_norm(counts, SUNDAY, SUNDAY - timedelta(days=21))
    assert norm is not None and norm.mean == 8.0


def test_a_small_source_that_stopped_is_found_by_its_week() -> None:
    counts = {SUNDAY - timedelta(days=back): 2 for back in range(7, 70)}
    assert judge_volume(0, weekday_norm(counts, SUNDAY, LONG_AGO)) == "usual"
    assert judge_lately(counts, SUNDAY, LONG_AGO)[0] == "silent"
    assert week_norm(counts, SUNDAY, SUNDAY - timedelta(days=20)) is None


def test_a_steady_source_is_usual() -> None:
    counts = {SUNDAY - timedelta(days=back): 30 + back % 5 for back in range(70)}
    assert judge_lately(counts, SUNDAY, LONG_AGO)[0] == "usual"


@pytest.mark.parametrize(
    ("values", "share", "found"),
    [([], 0.5, None), ([3.0], 0.95, 3.0), ([1.0, 2.0], 0.5, 1.0), (list(map(float, range(1, 101))), 0.95, 95.0)],
)
def test_quantiles(values: list[float], share: float, found: float | None) -> None:
    assert quantile(values, share) == found
