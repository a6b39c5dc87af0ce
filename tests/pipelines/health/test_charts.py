from datetime import date, timedelta

import lxml.html
import pytest

from pipelines.health.charts import draw_days, draw_lags, nice_top

DAYS = [date(2026, 11, 1) + timedelta(days=n) for n in range(4)]


@pytest.mark.parametrize(
    ("most", "top"), [(0, 2), (3, 4), (5, 6), (10, 10), (11, 20), (99, 100), (101, 200), (2740, 3000)]
)
def test_tops(most: int, top: int) -> None:
    assert nice_top(most) == top


def test_a_bar_a_day_and_the_last_is_open() -> None:
    svg = lxml.html.fragment_fromstring(draw_days(DAYS, [1, 2, 0, 4]))
    bars = svg.xpath("//rect")
    assert len(bars) == 4 and [bar.get("class") for bar in bars] == [None, None, None, "open"]
    assert bars[2].get("height") == "0.0" and bars[3].text_content() == "Wed 2026-11-04: 4"


def test_a_line_is_broken_where_a_day_is_not_known() -> None:
    svg = draw_lags(DAYS, [600.0, None, 60.0, 60.0], [None] * 4)
    assert svg.count("<circle") == 3 and svg.count("M") >= 2
    assert "10 min" in svg
