"""Small charts as SVG: bars and lines of a source's days, drawn here, or by the page's script from one digit a day."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from pipelines.health.markup import Markup, element

POINTS: Final = 28
TOP: Final = 9
_STEP, _HEIGHT = 3, 18
_UNKNOWN = "-"
# Lags stand on one scale for all sources: the fastest, and the slowest that counts (a week).
_LEAST_LAG, _MOST_LAG = 60.0, 7 * 86_400.0


def levels_of_counts(counts: Sequence[int]) -> str:
    """Give a digit a day, 0 to 9, the most being 9; what is more than nothing is never 0.

    >>> levels_of_counts([0, 1, 50, 100])
    '0149'
    """
    counts = _fewer(counts)
    most = max(counts, default=0)
    return "".join("0" if not count else str(max(1, round(TOP * count / most))) for count in counts)


def levels_of_lags(lags: Sequence[float | None]) -> str:
    """Give a digit a day, from 0 (a minute and less) to 9 (a week), and `-` where none is known.

    >>> levels_of_lags([60.0, None, 604800.0])
    '0-9'
    """
    if len(lags) > POINTS:
        lags = lags[-POINTS:]
    return "".join(_UNKNOWN if lag is None else str(_lag_level(lag)) for lag in lags)


def _lag_level(lag: float) -> int:
    place = math.log(max(lag, _LEAST_LAG) / _LEAST_LAG) / math.log(_MOST_LAG / _LEAST_LAG)
    return min(TOP, round(TOP * place))


def _fewer(counts: Sequence[int]) -> list[int]:
    """Give as many points as are drawn, each the sum of as many days; the oldest days that fill none are left out."""
    days = max(1, math.ceil(len(counts) / POINTS))
    kept = counts[len(counts) % days :]
    return [sum(kept[at : at + days]) for at in range(0, len(kept), days)]


def draw_bars(levels: str) -> Markup:
    """Draw a bar for each digit. `report.js` draws the same.

    >>> draw_bars("02")
    '<svg class=s aria-hidden=true><path d="M4 18v-4"></path></svg>'
    """
    path = "".join(f"M{_STEP * at + 1} {_HEIGHT}v-{2 * int(level)}" for at, level in enumerate(levels) if level > "0")
    return _svg("s", path)


def draw_line(levels: str) -> Markup:
    """Draw a line through the digits that are known.

    >>> draw_line("0-9")
    '<svg class="s l" aria-hidden=true><path d="M1 17L7 1"></path></svg>'
    """
    places = [(_STEP * at + 1, 17 - int(16 * int(level) / TOP)) for at, level in enumerate(levels) if level != _UNKNOWN]
    path = "L".join(f"{x} {y}" for x, y in places)
    if len(places) == 1:
        path += "h1"
    return _svg("s l", f"M{path}" if path else "")


def _svg(name: str, path: str) -> Markup:
    return element("svg", Markup(f'<path d="{path}"></path>') if path else None, class_=name, aria_hidden="true")
