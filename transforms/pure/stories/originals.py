"""Which of several copies is the original, what shows it, and how long after it the others came."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from msgspec import Struct

from transforms.moments import Moment
from transforms.pure.net.urls import same_site
from transforms.pure.text.normal import folded_words
from transforms.story_records import OriginalBy


class CopySource(Struct, frozen=True, kw_only=True):
    """What tells where a copy came from: its address, the canonical one that it names, the agency that it credits, its times.

    `published_at` is what the page says, `seen_at` when newsbeam fetched it.
    """

    id: str
    url: str
    site: str
    seen_at: Moment
    canonical_url: str | None = None
    agency: str | None = None
    published_at: Moment | None = None


class Original(NamedTuple):
    """The original of a group by its place in it, what shows it, and for each member the seconds that it came later."""

    at: int
    evidence: OriginalBy
    delays: tuple[float, ...]


def find_original(group: Sequence[CopySource]) -> Original:
    """Give the original of a group of copies, which has one member at least.

    First counts what a page says itself: the original is the one to which most others' canonical links lead. Else it is the
    one on the site of the agency that a copy credits, or, where the agency's own is not there, the first that credits one;
    else the first of all. A page that names an address on another site as its own is the original only where all do.
    Delays may be negative: a page may give a time before that of its source.
    """
    places = range(len(group))
    own = [at for at in places if not _is_elsewhere(group[at])] or list(places)
    votes = _count_votes(group, own)
    agencies = {_joined(one.agency) for one in group if one.agency}
    by_agency = [at for at in own if _label(group[at].site) in agencies] or [at for at in own if group[at].agency]
    evidence: OriginalBy = "canonical" if votes else "agency" if by_agency else "time"
    highest = max(votes.values(), default=0)
    most = [at for at, count in votes.items() if count == highest]
    at = min(most or by_agency or own, key=lambda place: (_time(group[place]), group[place].id))
    begun = _time(group[at])
    return Original(at, evidence, tuple((_time(one) - begun).total_seconds() for one in group))


def _is_elsewhere(one: CopySource) -> bool:
    """Tell whether a page names an address on another site as its own."""
    return one.canonical_url is not None and not _are_of_one_site(one.url, one.canonical_url)


def _count_votes(group: Sequence[CopySource], own: Iterable[int]) -> dict[int, int]:
    """Give to which of the copies canonical links of others lead, on another site than theirs, and how many."""
    named = Counter(one.canonical_url for one in group if _is_elsewhere(one))
    votes = {at: sum(named[address] for address in _addresses(group[at])) for at in own}
    return {at: count for at, count in votes.items() if count}


def _addresses(one: CopySource) -> set[str]:
    """Give the addresses that lead to a copy; one that it names on another site is that one's."""
    return {one.url} if one.canonical_url is None or _is_elsewhere(one) else {one.url, one.canonical_url}


def _are_of_one_site(url: str, other: str) -> bool:
    try:
        return same_site(url, other)
    except ValueError:
        return True  # What is no address leads nowhere else.


def _label(site: str) -> str:
    """Give the name that a site has as an agency would write it: `europapress.es` for "Europa Press"."""
    return _joined(site.partition(".")[0])


def _joined(name: str) -> str:
    return "".join(folded_words(name))


def _time(one: CopySource) -> datetime:
    return one.published_at or one.seen_at
