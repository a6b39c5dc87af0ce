"""Compare the articles of two datasets: how many are in both, and which of their fields differ, by site, with samples."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec
from msgspec import Struct

# What differs from one run to the next, whatever the page says.
LEFT_OUT: Final = frozenset(("fetched.fetched_at", "fetched.warc", "rights.seen_at", "run", "schema_version"))
_DIGEST_BYTES: Final = 8
_ABSENT: Final = b"\0" * _DIGEST_BYTES

Row = Mapping[str, Any]


class SampledChange(Struct, kw_only=True):
    """An article of which a field differs, with what stood there and what stands there now."""

    id: str
    url: str
    old: Any = None
    new: Any = None


class FieldChange(Struct, kw_only=True):
    """A field that differs in some articles: in how many, of which sites, and some of them."""

    field: str
    changed: int = 0
    sites: dict[str, int] = msgspec.field(default_factory=dict)
    samples: list[SampledChange] = msgspec.field(default_factory=list)


class SiteChange(Struct, kw_only=True):
    """How many articles of a site are in both datasets, in one alone, and how many of those in both differ."""

    site: str
    both: int = 0
    changed: int = 0
    only_old: int = 0
    only_new: int = 0


class Comparison(Struct, kw_only=True):
    """What two datasets have in common, and where they differ. The fields and sites with the most differences come first."""

    old: str
    new: str
    old_articles: int
    new_articles: int
    both: int
    changed: int
    fields: list[FieldChange]
    sites: list[SiteChange]

    @property
    def is_same(self) -> bool:
        """Whether both hold the same articles."""
        return self.both == self.old_articles == self.new_articles and not self.changed


def flatten(row: Row, before: str = "") -> dict[str, Any]:
    """Give the fields of a row by their names, with dots for those of objects, without what differs from run to run.

    >>> flatten({"title": "Flood", "source": {"site": "valley.example"}, "run": {"id": "p1"}})
    {'title': 'Flood', 'source.site': 'valley.example'}
    """
    found: dict[str, Any] = {}
    for name, value in row.items():
        path = before + name
        if path in LEFT_OUT:
            continue
        if isinstance(value, dict):
            found |= flatten(value, f"{path}.")
        else:
            found[path] = value
    return found


class Comparing:
    """A comparison under way: first all rows of the old dataset, then those of the new one, then the old ones once more.

    Of a row no more is kept than a few bytes for each field, and of so many `samples` a field the values.
    """

    def __init__(self, samples: int, sites: Iterable[str] = ()) -> None:
        self._most, self._wanted = samples, frozenset(sites)
        self._order: dict[str, int] = {}
        self._old: dict[str, tuple[str, bytes]] = {}
        self._fields: dict[str, FieldChange] = {}
        self._sites: dict[str, SiteChange] = {}
        self._seen: set[str] = set()
        self._new = self._changed = 0
        self._sampled: dict[str, list[tuple[str, SampledChange]]] = {}

    def add_old(self, row: Row) -> None:
        """Take a row of the old dataset."""
        if (site := self._site(row)) is not None:
            self._old[row["id"]] = (site, self._digests(flatten(row)))

    def add_new(self, row: Row) -> None:
        """Take a row of the new dataset, once all of the old one were taken."""
        site = self._site(row)
        if site is None:
            return
        self._new += 1
        known = self._old.get(row["id"])
        if known is None:
            self._at(site).only_new += 1
            return
        self._seen.add(row["id"])
        self._at(site).both += 1
        fields = flatten(row)
        names = self._differing(known[1], self._digests(fields))
        if names:
            self._changed += 1
            self._at(site).changed += 1
        for name in names:
            self._note(name, site, row, fields.get(name))

    @property
    def needs_old(self) -> bool:
        """Whether the old rows are needed once more, for the samples."""
        return bool(self._sampled)

    def fill_in(self, row: Row) -> None:
        """Take a row of the old dataset once more, for what stood in the samples."""
        sampled = self._sampled.pop(row["id"], [])
        fields = flatten(row) if sampled else {}
        for name, sample in sampled:
            sample.old = fields.get(name)

    def result(self, old: str, new: str) -> Comparison:
        """Give what came of it, of two datasets at some places."""
        for id_, (site, _) in self._old.items():
            self._at(site).only_old += id_ not in self._seen
        for change in self._fields.values():
            change.sites = dict(Counter(change.sites).most_common())
        return Comparison(
            old=old,
            new=new,
            old_articles=len(self._old),
            new_articles=self._new,
            both=len(self._seen),
            changed=self._changed,
            fields=sorted(self._fields.values(), key=lambda one: (-one.changed, one.field)),
            sites=sorted(self._sites.values(), key=lambda one: (-one.changed, one.site)),
        )

    def _site(self, row: Row) -> str | None:
        site = str(row["source"]["site"])
        return site if not self._wanted or site in self._wanted else None

    def _at(self, site: str) -> SiteChange:
        return self._sites.setdefault(site, SiteChange(site=site))

    def _digests(self, fields: Mapping[str, Any]) -> bytes:
        for name in fields:
            self._order.setdefault(name, len(self._order))
        return b"".join(_digest(fields[name]) if name in fields else _ABSENT for name in self._order)

    def _differing(self, old: bytes, new: bytes) -> list[str]:
        return [name for name, at in self._order.items() if _part(old, at) != _part(new, at)]

    def _note(self, name: str, site: str, row: Row, value: Any) -> None:
        change = self._fields.setdefault(name, FieldChange(field=name))
        change.changed += 1
        change.sites[site] = change.sites.get(site, 0) + 1
        if len(change.samples) < self._most:
            sample = SampledChange(id=row["id"], url=row["url"], new=value)
            change.samples.append(sample)
            self._sampled.setdefault(row["id"], []).append((name, sample))


def _digest(value: Any) -> bytes:
    if value is None:
        return _ABSENT  # A field that is null says as much as one that is not there, as in rows of earlier versions.
    encoded = msgspec.json.encode(value, order="sorted")
    return hashlib.blake2b(encoded, digest_size=_DIGEST_BYTES).digest()


def _part(digests: bytes, at: int) -> bytes:
    return digests[at * _DIGEST_BYTES : (at + 1) * _DIGEST_BYTES] or _ABSENT
