"""Show how complete feeds were read, in words."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from pipelines.wording import plural
from transforms.pure.feeds.completeness import FIGURE_DAYS, CompletenessFigure, DayTally, sum_up
from transforms.pure.feeds.gaps import Gap

GAPS_SHOWN = 5


def describe_figure(figure: CompletenessFigure) -> str | None:
    """Give the figure as a sentence's head: `99.4 %, 3 suspected gaps`; None where nothing was to be expected.

    It is never rounded up: 100 % means that nothing is missing.
    """
    if figure.share is None:
        return None
    percent = math.floor(1000 * figure.share) / 10
    gaps = plural(figure.gaps, "suspected gap", "suspected gaps") if figure.gaps else "no gap suspected"
    return f"{percent:.1f} %, {gaps}"


def describe_days(days: Iterable[DayTally], now: datetime) -> list[str]:
    """Give the line of a summary that says how complete the feeds were read in the last week; none where nothing is known."""
    figure = sum_up(days, now.astimezone(UTC).date())
    words = describe_figure(figure)
    if words is None:
        return []
    missing = f", in which about {plural(round(figure.missed), 'item is', 'items are')} missing" if figure.gaps else ""
    return [f"Seen      {words}{missing} (of what the feeds listed in the last {FIGURE_DAYS} days)"]


def describe_gaps(gaps: Mapping[str, Iterable[Gap]], now: datetime) -> list[str]:
    """Give a line for each of the largest gaps of the last week that are not filled, by the feeds' URLs."""
    since = now - timedelta(days=FIGURE_DAYS)
    found = [(gap, url) for url, some in gaps.items() for gap in some if gap.missing and gap.to_at >= since]
    found.sort(key=lambda one: (-one[0].missing, one[1]))
    lines = [_line(gap, url) for gap, url in found[:GAPS_SHOWN]]
    if len(found) > GAPS_SHOWN:
        lines.append(f"and {plural(len(found) - GAPS_SHOWN, 'smaller one', 'smaller ones')}")
    return [f"{'' if at else 'Gaps':10}{line}" for at, line in enumerate(lines)]


def _line(gap: Gap, url: str) -> str:
    missing = "perhaps an item" if gap.missing < 1 else f"about {plural(round(gap.missing), 'item', 'items')}"
    ends = f"{gap.to_at:%H:%M}" if gap.to_at.date() == gap.from_at.date() else f"{gap.to_at:%Y-%m-%d %H:%M}"
    return f"{gap.from_at:%Y-%m-%d %H:%M} to {ends} UTC, {missing}: {url}"
