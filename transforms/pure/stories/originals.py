"""Which of several copies is the original, what shows it, and how long after it the others came."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from msgspec import Struct

from transforms.pure.net.urls import same_site

OriginalEvidence = Literal["canonical", "agency", "time"]


class CopySource(Struct, frozen=True, kw_only=True):
    """What tells where a copy came from: its address, the canonical one that it names, the agency that it credits, its times.

    `published_at` is what the page says, `seen_at` when newsbeam fetched it.
    """

    id: str
    url: str
    site: str
    seen_at: datetime
    canonical_url: str | None = None
    agency: str | None = None
    published_at: datetime | None = None


class Original(NamedTuple):
    """The original of a group by its place in it, what shows it, and for each member the seconds that it came later."""

    at: int
    evidence: OriginalEvidence
    delays: tuple[float, ...]


def find_original(group: Sequence[CopySource]) -> Original:
    """Give the original of a group of copies, which has one member at least.

    It is the one to which another's canonical link leads, else the one on the site of the agency that others credit, else
    the earliest. Delays may be negative: a page may give a time before that of its source.
    """
    named = [at for at, one in enumerate(group) if any(_leads_to(other, one) for other in group if other is not one)]
    chosen = named or range(len(group))
    at = min(chosen, key=lambda place: (_time(group[place]), group[place].id))
    begun = _time(group[at])
    delays = tuple((_time(one) - begun).total_seconds() for one in group)
    return Original(at, "canonical" if named else "time", delays)


def _leads_to(one: CopySource, other: CopySource) -> bool:
    """Tell whether a copy's canonical link leads to another copy, on another site than its own."""
    link = one.canonical_url
    return link is not None and link in (other.url, other.canonical_url) and not same_site(one.url, link)


def _time(one: CopySource) -> datetime:
    return one.published_at or one.seen_at
