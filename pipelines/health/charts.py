"""The charts of the overview: articles a day, and how fresh they were."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import Final

from pipelines.health.markup import Markup, element, joined
from pipelines.health.wording import spell_count, spell_seconds

_WIDTH, _HEIGHT = 640, 180
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 8, 10, 24
_ROOM = _WIDTH - _LEFT - _RIGHT
_TALL = _HEIGHT - _TOP - _BOTTOM
_LAGS: Final = {
    "1 min": 60.0,
    "10 min": 600.0,
    "1 h": 3600.0,
    "6 h": 6 * 3600.0,
    "1 d": 86_400.0,
    "7 d": 7 * 86_400.0,
}


def draw_days(days: Sequence[date], counts: Sequence[int]) -> Markup:
    """Draw a bar a day; the last day is not over, and paler."""
    top = nice_top(max(counts, default=0))
    step = _ROOM / max(1, len(days))
    bars = [
        element(
            "rect",
            element("title", f"{day:%a %Y-%m-%d}: {spell_count(count)}"),
            x=f"{_LEFT + at * step + step * 0.12:.1f}",
            y=f"{_TOP + _TALL * (1 - count / top):.1f}",
            width=f"{step * 0.76:.1f}",
            height=f"{_TALL * count / top:.1f}",
            class_="open" if at == len(days) - 1 else None,
        )
        for at, (day, count) in enumerate(zip(days, counts, strict=True))
    ]
    grid = [_line(1 - value / top, spell_count(round(value))) for value in (0, top / 2, top)]
    return _chart("Articles a day", days, joined(*grid, *bars), "bars")


def draw_lags(days: Sequence[date], medians: Sequence[float | None], p95s: Sequence[float | None]) -> Markup:
    """Draw the median and the 95th percentile of each day, on a scale on which each step is several times the last."""
    grid = [_line(1 - _place(lag), words) for words, lag in _LAGS.items()]
    lines = [_through(days, p95s, "p95"), _through(days, medians, "median")]
    return _chart("Freshness by day: median and 95th percentile", days, joined(*grid, *lines), "lags")


def nice_top(most: int) -> int:
    """Give a round number at the top of a scale, which is even.

    >>> nice_top(0), nice_top(37), nice_top(2700)
    (2, 40, 3000)
    """
    if most <= 2:
        return 2
    tens = 10 ** math.floor(math.log10(most))
    for part in (1, 2, 3, 4, 5, 6, 8, 10):
        if most <= part * tens and (part * tens) % 2 == 0:
            return part * tens
    return 10 * tens


def _place(lag: float) -> float:
    least, most = min(_LAGS.values()), max(_LAGS.values())
    return math.log(min(max(lag, least), most) / least) / math.log(most / least)


def _through(days: Sequence[date], values: Sequence[float | None], name: str) -> Markup:
    """Draw a line through the days that are known; where days between are not, it is broken."""
    step, path, is_drawn = _ROOM / max(1, len(days)), "", False
    dots: list[str] = []
    for at, value in enumerate(values):
        if value is None:
            is_drawn = False
            continue
        x, y = f"{_LEFT + (at + 0.5) * step:.1f}", f"{_TOP + _TALL * (1 - _place(value)):.1f}"
        path += f"{'L' if is_drawn else 'M'}{x} {y}h0"
        is_drawn = True
        dots.append(
            element("circle", element("title", f"{days[at]}: {name} {spell_seconds(value)}"), cx=x, cy=y, r="2.5")
        )
    return element("g", element("path", d=path) if path else None, *dots, class_=name)


def _line(share: float, words: str) -> Markup:
    y = f"{_TOP + _TALL * share:.1f}"
    return joined(
        element("line", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=y, y2=y),
        element("text", words, x=_LEFT - 6, y=f"{float(y) + 4:.1f}", text_anchor="end"),
    )


def _chart(label: str, days: Sequence[date], inside: Markup, name: str) -> Markup:
    step = _ROOM / max(1, len(days))
    every = max(1, math.ceil(len(days) / 5))
    words = [
        element("text", f"{day:%d %b}", x=f"{_LEFT + (at + 0.5) * step:.1f}", y=_HEIGHT - 6, text_anchor="middle")
        for at, day in enumerate(days)
        if (len(days) - 1 - at) % every == every // 2 or len(days) == 1
    ]
    box = f"0 0 {_WIDTH} {_HEIGHT}"
    return element("svg", inside, *words, viewBox=box, role="img", aria_label=label, class_=f"chart {name}")
