"""What a source brought on one UTC day, counted row by row."""

from __future__ import annotations

from array import array
from collections import Counter
from datetime import datetime, timedelta

from msgspec import Raw, Struct, field

from transforms import reasons
from transforms.health_records import Filled

# Of an article that was dated so much earlier the date says nothing of how fast it came.
LONGEST_LAG = timedelta(days=7)
FIELDS = Filled.__struct_fields__
_EMPTY = (b"null", b"[]", b'""')
_NULL = Raw(b"null")


class _Source(Struct):
    site: str


class _FeedRef(Struct):
    url: str
    title: str | None = None
    came_by: str = "poll"


class _Fetched(Struct):
    fetched_at: datetime


class ArticleRow(Struct):
    """What of an article's row counts here; the rest, its text above all, is not decoded."""

    id: str
    url: str
    source: _Source
    feed: _FeedRef
    fetched: _Fetched
    title: str | None = None
    published_at: datetime | None = None
    word_count: int | None = None
    is_free: bool | None = None
    language: str | None = None
    standfirst: Raw = _NULL
    authors: Raw = _NULL
    section: Raw = _NULL
    images: Raw = _NULL


class FailureRow(Struct):
    """What of a failure's row counts here."""

    stage: str
    reason: str
    failed_at: datetime
    subject: str
    id: str | None = None
    feed_url: str | None = None


class SourceTally(Struct):
    """One source on one day. `filled` counts by the fields of `Filled`; `lags` are seconds from publication to fetch."""

    articles: int = 0
    with_text: int = 0
    paid: int = 0
    filled: array[int] = field(default_factory=lambda: array("i", [0] * len(FIELDS)))
    lags: array[float] = field(default_factory=lambda: array("f"))
    entries_failed: Counter[str] | None = None
    polls_failed: Counter[str] | None = None
    reserved: Counter[str] | None = None

    def add_article(self, row: ArticleRow, watched_since: datetime) -> None:
        """Count an article. Of one that is older than the watch on its source, the lag says nothing."""
        self.articles += 1
        self.with_text += bool(row.word_count)
        self.paid += row.is_free is False
        texts = (row.title, row.published_at, row.language)
        title, published_at, language = (value is not None for value in texts)
        parts = (row.standfirst, row.authors, row.section, row.images)
        standfirst, authors, section, images = (bytes(part) not in _EMPTY for part in parts)
        has = (title, standfirst, authors, published_at, section, images, language and row.language != "und")
        for at, is_there in enumerate(has):
            self.filled[at] += is_there
        if row.published_at is None or row.feed.came_by != "poll" or row.published_at < watched_since:
            return
        lag = row.fetched.fetched_at - row.published_at
        if lag <= LONGEST_LAG:
            self.lags.append(max(0.0, lag.total_seconds()))

    def add_failure(self, row: FailureRow) -> None:
        """Count an entry that failed for good, or was dropped as reserved, or a poll of the feed that failed."""
        if row.stage == "poll":
            self.polls_failed = self.polls_failed or Counter()
            self.polls_failed[row.reason] += 1
        elif reasons.is_recorded_drop(row.reason):
            self.reserved = self.reserved or Counter()
            self.reserved[row.reason] += 1
        else:
            self.entries_failed = self.entries_failed or Counter()
            self.entries_failed[row.reason] += 1

    @property
    def failed(self) -> int:
        """Give how many entries failed for good."""
        return sum((self.entries_failed or {}).values())

    @property
    def offered(self) -> int:
        """Give how many articles there were, those that were dropped since their publisher reserves them among them."""
        return self.articles + sum((self.reserved or {}).values())

    @property
    def blocked(self) -> int:
        """Give how many of those were kept from us: forbidden, denied, or a check or a consent page in their place."""
        return sum(count for reason, count in (self.entries_failed or {}).items() if is_blocked(reason))

    def fields(self) -> Filled:
        """Give the fields' counts by their names."""
        return Filled(**dict(zip(FIELDS, self.filled, strict=True)))


def is_blocked(reason: str) -> bool:
    """Tell whether a reason means that a site keeps its pages from us.

    >>> [code for code in ("http_403", "robots_denied", "bot_check", "http_404", "too_large") if is_blocked(code)]
    ['http_403', 'robots_denied', 'bot_check']
    """
    row = reasons.row_of(reason)
    ours = (reasons.BLOCKED_ADDRESS, reasons.TOO_LARGE)
    return row is not None and row.code not in ours and reasons.waits_long(row.code)


def add(one: SourceTally, more: SourceTally) -> None:
    """Add what another tally counts to the first one."""
    one.articles += more.articles
    one.with_text += more.with_text
    one.paid += more.paid
    for at, count in enumerate(more.filled):
        one.filled[at] += count
    one.lags.extend(more.lags)
    for name in ("entries_failed", "polls_failed", "reserved"):
        counts = getattr(more, name)
        if counts:
            setattr(one, name, (getattr(one, name) or Counter()) + counts)
