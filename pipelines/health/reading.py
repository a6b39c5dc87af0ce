"""Read the rows of some days into tallies, one file after another: no row is kept."""

from __future__ import annotations

from datetime import UTC, date, datetime

import msgspec
from msgspec import Struct, field

from pipelines.health.tallies import ArticleRow, FailureRow, SourceTally
from transforms.state.following import Follower
from transforms.state.storage import Store

NO_FEED = "about:blank"


class Sample(Struct, frozen=True):
    """The newest article of a source: its title, address, and when it was fetched."""

    title: str | None
    url: str
    at: datetime


class Watched(Struct):
    """What the rows of a source said: by day, its newest article, and since when it is watched (its first row)."""

    site: str
    since: datetime
    title: str | None = None
    days: dict[date, SourceTally] = field(default_factory=dict)
    sample: Sample | None = None
    last_poll_failure: FailureRow | None = None

    def tally(self, day: date) -> SourceTally:
        """Give the tally of a day, a new one where there is none."""
        found = self.days.get(day)
        if found is None:
            found = self.days[day] = SourceTally()
        return found


class Read(Struct):
    """What the rows of the days said, by the address of each feed as it is written, and how many rows there were.

    `examples` has the newest failure for each reason, of polls and of entries apart.
    """

    sources: dict[str, Watched] = field(default_factory=dict)
    examples: dict[tuple[bool, str], FailureRow] = field(default_factory=dict)
    rows: int = 0

    def source(self, url: str, site: str, at: datetime) -> Watched:
        """Give what is known of a source, which has a row of this moment."""
        found = self.sources.get(url)
        if found is None:
            found = self.sources[url] = Watched(site, at)
        return found


def read_days(output: Store, first: date) -> Read:
    """Read the rows of a day and all later ones. What was taken down is not counted. Raises: OutputError, StorageError."""
    read, follower = Read(), Follower(output, first)
    articles, failures = msgspec.json.Decoder(ArticleRow), msgspec.json.Decoder(FailureRow)
    for _, files in follower.files("articles"):
        for file in files:
            for line in follower.lines(file):
                row = articles.decode(line)
                if row.id not in follower.forgotten:
                    _add_article(read, row, first)
    for _, files in follower.files("failures"):
        for file in files:
            for line in follower.lines(file):
                _add_failure(read, failures.decode(line), first)
    return read


def _add_article(read: Read, row: ArticleRow, first: date) -> None:
    at = row.fetched.fetched_at
    day = at.astimezone(UTC).date()
    if day < first:
        return
    read.rows += 1
    source = read.source(row.feed.url, row.source.site, at)
    source.title = row.feed.title or source.title
    source.tally(day).add_article(row, source.since)
    if row.word_count and (source.sample is None or at >= source.sample.at):
        source.sample = Sample(row.title, row.url, at)


def _add_failure(read: Read, row: FailureRow, first: date) -> None:
    day = row.failed_at.astimezone(UTC).date()
    if day < first:
        return
    read.rows += 1
    source = read.source(row.feed_url or NO_FEED, "", row.failed_at)
    source.tally(day).add_failure(row)
    is_poll = row.stage == "poll"
    before = read.examples.get((is_poll, row.reason))
    if before is None or row.failed_at >= before.failed_at:
        read.examples[is_poll, row.reason] = row
    if is_poll and (source.last_poll_failure is None or row.failed_at >= source.last_poll_failure.failed_at):
        source.last_poll_failure = row
