"""Sources of a report, made from a few figures."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from pipelines.health.reading import Sample
from pipelines.health.sources import SourceReport
from pipelines.health.tallies import SourceTally, add
from transforms.pure.feeds.completeness import CompletenessFigure

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def tally(articles: int, failed: Mapping[str, int] | None = None, **changes: Any) -> SourceTally:
    """A day on which all articles have text, and half of the fields a value."""
    made = SourceTally(
        articles=articles, with_text=articles, filled=array("i", [articles, 0, articles, articles, 0, 0, articles])
    )
    made.entries_failed = Counter(failed) if failed else None
    for name, value in changes.items():
        setattr(made, name, value)
    return made


def source(days: Mapping[date, SourceTally] | None = None, **changes: Any) -> SourceReport:
    """A source that fares well, but for what is changed."""
    steady = {TODAY - timedelta(days=back): tally(10) for back in range(28)}
    found = dict(steady if days is None else days)
    total = SourceTally()
    for one in found.values():
        add(total, one)
    made = SourceReport(
        url="https://valley.example/rss",
        site="valley.example",
        name="The Valley",
        is_configured=True,
        health="healthy",
        last_error=None,
        days=found,
        watched_from=TODAY - timedelta(days=34),
        total=total,
        owed=Counter(),
        completeness=CompletenessFigure(since=TODAY, seen=0, missed=0.0, gaps=0),
        asked={},
        sample=Sample("Bridge closed", "https://valley.example/bridge", NOW),
    )
    for name, value in changes.items():
        setattr(made, name, value)
    return made
