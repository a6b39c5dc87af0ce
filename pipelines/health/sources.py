"""Put together what rows and state say of each source: its figures by day, and how it stands now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from msgspec import Struct, field

from pipelines.health.known import KnownSource, StateRead
from pipelines.health.reading import NO_FEED, Read, Sample, Watched
from pipelines.health.tallies import FIELDS, SourceTally, add, is_blocked
from transforms.health_records import SiteAsked, Volume
from transforms.pure.feeds.completeness import CompletenessFigure, DayTally, sum_up
from transforms.pure.feeds.norms import Norm, judge_lately, quantile
from transforms.pure.net.urls import site_of

# So many days before the first that is shown are read, too: the norm of a weekday needs some weeks.
DAYS_FOR_NORMS = 28
DAYS_MORE = 7
# A share says nothing of fewer entries.
LEAST_ENTRIES = 5
# What may have a reason.
FAILED, WAITS, POLL_FAILED = "entry failed", "entry waits", "poll failed"


class SourceReport(Struct, kw_only=True):
    """One source in the days that are shown.

    `days` has a tally for each day that had a row. `watched_from` is the first whole day of which counts tell something.
    `asked` says how its site was asked, `seen` what the feed listed, each by day as far as documents say it. `lately` and
    `norm` are of the last whole day, and of what was `offered`: a source that reserves all of it is not silent.
    """

    url: str
    site: str
    name: str | None
    is_configured: bool
    health: str
    last_error: str | None
    days: dict[date, SourceTally]
    watched_from: date
    total: SourceTally
    owed: Counter[str]
    completeness: CompletenessFigure
    asked: dict[date, SiteAsked]
    seen: dict[date, DayTally] = field(default_factory=dict)
    sample: Sample | None = None
    poll_reason: str | None = None
    lately: Volume = "unknown"
    last_count: int = 0
    norm: Norm | None = None
    advice: tuple[str, ...] = ()
    level: int = 0

    @property
    def counts(self) -> dict[date, int]:
        """Give the articles by day."""
        return {day: tally.articles for day, tally in self.days.items()}

    @property
    def offered(self) -> dict[date, int]:
        """Give the articles by day, those that were dropped as reserved among them."""
        return {day: tally.offered for day, tally in self.days.items()}

    @property
    def blocked(self) -> Counter[str]:
        """Give why pages were kept from us, those that wait for it among them."""
        found = Counter({code: n for code, n in self.owed.items() if code and is_blocked(code)})
        found.update({code: n for code, n in (self.total.entries_failed or {}).items() if is_blocked(code)})
        return found

    @property
    def body_rate(self) -> float | None:
        """Give the share of the entries that ended as an article with text; None where none ended."""
        ended = self.total.articles + self.total.failed
        return self.total.with_text / ended if ended else None

    @property
    def filled(self) -> float | None:
        """Give the mean share of the articles that have a value in each field of `Filled`; None without articles."""
        if not self.total.articles:
            return None
        return sum(self.total.filled) / (len(FIELDS) * self.total.articles)


class Overview(Struct, kw_only=True):
    """All sources together, by day; `owed` counts by reason, and `failed` and `polls_failed` with an example of each."""

    days: tuple[date, ...]
    articles: tuple[int, ...]
    lag_median: tuple[float | None, ...]
    lag_p95: tuple[float | None, ...]
    lag_all: tuple[float | None, float | None]
    completeness: CompletenessFigure
    owed: Counter[str]
    oldest_owed_at: datetime | None
    failed: Counter[str]
    polls_failed: Counter[str]
    examples: dict[tuple[str, str], str] = field(default_factory=dict)
    rows: int = 0


def days_shown(today: date, days: int) -> tuple[date, ...]:
    """Give the days that are shown, today last.

    >>> days_shown(date(2026, 11, 22), 2)
    (datetime.date(2026, 11, 21), datetime.date(2026, 11, 22))
    """
    return tuple(today - timedelta(days=back) for back in reversed(range(days)))


def first_read(today: date, days: int) -> date:
    """Give the first day that has to be read, so that the norms of the last week are known."""
    return today - timedelta(days=max(days, DAYS_FOR_NORMS) + DAYS_MORE - 1)


def put_together(read: Read, state: StateRead, today: date, days: int) -> list[SourceReport]:
    """Give the sources of the configuration, of the rows and of what is owed, each once."""
    shown, first = days_shown(today, days), first_read(today, days)
    urls = dict.fromkeys((*state.feeds, *read.sources))
    return [_source(url, state, read.sources.get(url), shown, first) for url in urls]


def _source(url: str, state: StateRead, watched: Watched | None, shown: Sequence[date], first: date) -> SourceReport:
    known = state.feeds.get(url) or KnownSource(url, _site(url, watched), is_configured=False, health="removed")
    tallies = watched.days if watched is not None else {}
    total = SourceTally()
    for day, tally in tallies.items():
        if day >= shown[0]:
            add(total, tally)
    total.lags = type(total.lags)("f", sorted(total.lags))
    today = shown[-1]
    source = SourceReport(
        url=url,
        site=known.site or _site(url, watched),
        name=known.name or (watched.title if watched else None),
        is_configured=known.is_configured,
        health=known.health,
        last_error=known.last_error,
        days=tallies,
        watched_from=_watched_from(watched, first),
        total=total,
        owed=known.owed,
        completeness=sum_up(known.completeness.days, today),
        asked={day: asked for day, asked in state.asked.get(known.site, {}).items() if shown[0] <= day <= today},
        seen={one.day: one for one in known.completeness.days},
        sample=watched.sample if watched else None,
        poll_reason=watched.last_poll_failure.reason if watched and watched.last_poll_failure else None,
    )
    last = today - timedelta(days=1)
    source.lately, source.norm = judge_lately(source.offered, last, source.watched_from)
    source.last_count = source.offered.get(last, 0)
    return source


def _site(url: str, watched: Watched | None) -> str:
    if watched is not None and watched.site:
        return watched.site
    return "" if url == NO_FEED else site_of(url)


def _watched_from(watched: Watched | None, first: date) -> date:
    """Give the first whole day: the one after the first row, or the first that was read where rows stand on it already."""
    if watched is None:
        return first
    began = watched.since.date()
    return first if began <= first else began + timedelta(days=1)


def look_over(read: Read, state: StateRead, sources: Iterable[SourceReport], today: date, days: int) -> Overview:
    """Give all sources together."""
    shown, sources = days_shown(today, days), list(sources)
    by_day = {day: _day_of(sources, day) for day in shown}
    failed: Counter[str] = Counter()
    polls_failed: Counter[str] = Counter()
    owed: Counter[str] = Counter()
    for source in sources:
        failed.update(source.total.entries_failed or {})
        polls_failed.update(source.total.polls_failed or {})
        owed.update(source.owed)
    everything = sorted(lag for source in sources for lag in source.total.lags)
    return Overview(
        days=shown,
        articles=tuple(sum(source.counts.get(day, 0) for source in sources) for day in shown),
        lag_median=tuple(quantile(by_day[day], 0.5) for day in shown),
        lag_p95=tuple(quantile(by_day[day], 0.95) for day in shown),
        lag_all=(quantile(everything, 0.5), quantile(everything, 0.95)),
        completeness=sum_up((one for known in state.feeds.values() for one in known.completeness.days), today),
        owed=owed,
        oldest_owed_at=state.oldest_owed_at,
        failed=failed,
        polls_failed=polls_failed,
        examples=_examples(read, state),
        rows=read.rows,
    )


def _day_of(sources: Iterable[SourceReport], day: date) -> list[float]:
    return sorted(lag for source in sources if (tally := source.days.get(day)) is not None for lag in tally.lags)


def _examples(read: Read, state: StateRead) -> dict[tuple[str, str], str]:
    """Give for each reason the newest subject that failed for it, or waits."""
    found = {(POLL_FAILED if is_poll else FAILED, code): row.subject for (is_poll, code), row in read.examples.items()}
    return found | {(WAITS, code): url for code, url in state.waiting.items()}


def add_asked(asked: Mapping[date, SiteAsked]) -> SiteAsked | None:
    """Add up how a site was asked on several days; None where nothing is known."""
    if not asked:
        return None
    ones = asked.values()
    gaps = [one.smallest_gap_seconds for one in ones if one.smallest_gap_seconds is not None]
    waits = [one.longest_retry_after_seconds for one in ones if one.longest_retry_after_seconds is not None]
    return SiteAsked(
        requests=sum(one.requests for one in ones),
        not_modified=sum(one.not_modified for one in ones),
        bytes=sum(one.bytes for one in ones),
        smallest_gap_seconds=min(gaps, default=None),
        retry_after_heard=sum(one.retry_after_heard for one in ones),
        longest_retry_after_seconds=max(waits, default=None),
    )
