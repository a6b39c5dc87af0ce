"""Read what the rows of a dataset say of rights, by site and day: no row is kept, and each different statement is read once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime

import msgspec
from msgspec import Raw, Struct, field

from transforms.pure.net.urls import site_of
from transforms.reasons import is_recorded_drop
from transforms.rights import Answer, RightsSignal, Use
from transforms.state.following import Follower
from transforms.state.storage import Store


class SiteRights(Struct):
    """What was said by a site's pages: by statement and day how many articles, and what followed for each use.

    `dropped` are entries that were dropped since they are reserved, by reason and day.
    """

    site: str
    days: Counter[date] = field(default_factory=Counter)
    said: dict[RightsSignal, Counter[date]] = field(default_factory=dict)
    answers: dict[Use, Counter[Answer]] = field(default_factory=dict)
    dropped: dict[str, Counter[date]] = field(default_factory=dict)

    @property
    def articles(self) -> int:
        """Give how many articles there are."""
        return self.days.total()


class _Source(Struct):
    site: str


class _Fetched(Struct):
    fetched_at: datetime


class _Stated(Struct, frozen=True):
    """A record's rights; the signals are read only where they are other ones than before."""

    signals: Raw
    tdm: Answer | None = None
    train_ai: Answer | None = None
    ai_input: Answer | None = None
    search: Answer | None = None


class _Article(Struct):
    id: str
    source: _Source
    fetched: _Fetched
    rights: _Stated | None = None


class _Entry(Struct):
    url: str


class _Failure(Struct):
    reason: str
    failed_at: datetime
    entry: _Entry | None = None


_Key = tuple[str, date, bytes, tuple[Answer | None, ...]]


def read_rights(output: Store, first: date | None = None, site: str | None = None) -> dict[str, SiteRights]:
    """Read what was said by sites, or by one of them, from a day on. What was taken down is not counted.

    Raises: OutputError, StorageError.
    """
    follower = Follower(output, first)
    found: dict[str, SiteRights] = {}
    for (name, day, signals, answers), articles in _count_articles(follower, first, site).items():
        _add(found.setdefault(name, SiteRights(name)), day, signals, answers, articles)
    for name, day, reason in _dropped(follower, first, site):
        known = found.setdefault(name, SiteRights(name))
        known.dropped.setdefault(reason, Counter())[day] += 1
    return dict(sorted(found.items()))


def _count_articles(follower: Follower, first: date | None, site: str | None) -> Counter[_Key]:
    """Count articles that are alike: of one site and day, with the same rights."""
    decoder, counts = msgspec.json.Decoder(_Article), Counter[_Key]()
    mark = b"" if site is None else msgspec.json.encode(site)
    for line in _lines(follower, "articles"):
        if mark not in line:
            continue
        row = decoder.decode(line)
        day = row.fetched.fetched_at.astimezone(UTC).date()
        if row.id in follower.forgotten or (first is not None and day < first) or site not in (None, row.source.site):
            continue
        stated = row.rights
        signals = b"[]" if stated is None else bytes(stated.signals)
        answers = (None,) * 4 if stated is None else (stated.tdm, stated.train_ai, stated.ai_input, stated.search)
        counts[row.source.site, day, signals, answers] += 1
    return counts


def _add(known: SiteRights, day: date, signals: bytes, answers: tuple[Answer | None, ...], articles: int) -> None:
    known.days[day] += articles
    for signal in msgspec.json.decode(signals, type=list[RightsSignal]):
        known.said.setdefault(signal, Counter())[day] += articles
    uses: tuple[Use, ...] = ("tdm", "train_ai", "ai_input", "search")
    for use, answer in zip(uses, answers, strict=True):
        if answer is not None:
            known.answers.setdefault(use, Counter())[answer] += articles


def _dropped(follower: Follower, first: date | None, site: str | None) -> Iterator[tuple[str, date, str]]:
    decoder = msgspec.json.Decoder(_Failure)
    for line in _lines(follower, "failures"):
        if b'"reserved_' not in line:
            continue
        row = decoder.decode(line)
        day = row.failed_at.astimezone(UTC).date()
        if row.entry is None or not is_recorded_drop(row.reason) or (first is not None and day < first):
            continue
        name = site_of(row.entry.url)
        if site in (None, name):
            yield name, day, row.reason


def _lines(follower: Follower, kind: str) -> Iterator[bytes]:
    for _, files in follower.files(kind):
        for file in files:
            yield from follower.lines(file)
