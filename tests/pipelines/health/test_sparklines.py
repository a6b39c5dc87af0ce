import pytest

from pipelines.health.sparklines import draw_bars, draw_line, levels_of_counts, levels_of_lags


@pytest.mark.parametrize(
    ("counts", "levels"),
    [([], ""), ([0, 0], "00"), ([1, 1000], "19"), ([5], "9"), ([1] * 27 + [3], "3" * 27 + "9")],
)
def test_counts_as_digits(counts: list[int], levels: str) -> None:
    assert levels_of_counts(counts) == levels


def test_many_days_are_added_up() -> None:
    assert levels_of_counts([1] * 365) == "9" * 26  # 14 days each; the oldest one is left out


@pytest.mark.parametrize(
    ("lag", "level"), [(1.0, "0"), (60.0, "0"), (3600.0, "4"), (86_400.0, "7"), (9e9, "9"), (None, "-")]
)
def test_lags_as_digits(lag: float | None, level: str) -> None:
    assert levels_of_lags([lag]) == level


def test_nothing_is_drawn_of_nothing() -> None:
    assert ("path" in draw_bars("9") and 'd=""' in draw_bars("000")) or "<path" not in draw_bars("000")
    assert "<path" not in draw_line("---")


def test_one_point_is_seen() -> None:
    assert "h1" in draw_line("--4")
