"""Profiles: what of an article is compared with others, small enough to be kept for the whole look-back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy
from msgspec import Struct

from transforms.moments import Moment
from transforms.pure.stories.copies import CopyText, copy_text
from transforms.pure.stories.terms import hashed, names_and_numbers, terms_of
from transforms.records import Article

# What stands first in a report says what happened; most reports end before this many characters.
MAX_CHARACTERS = 6000
MAX_TERMS = 256
MAX_TITLE_CHARACTERS = 300
MAX_TITLE_TERMS = 32
MAX_NAMES = 40
MAX_NUMBERS = 24
MAX_ENTITIES = 12


class Profile(Struct, frozen=True, kw_only=True, array_like=True):
    """What is compared of one article.

    `terms` are hashes of 32 bits in rising order (little-endian), `counts` a byte for each: how often the term stands in the
    title and the text. `title_terms`, `names` and `numbers` are hashes, too. `copy` is what copies are
    told by. `seen_at` is when the article was fetched.
    """

    id: str
    site: str
    url: str
    title: str | None
    language: str | None
    published_at: Moment | None
    seen_at: Moment
    agency: str | None
    canonical_url: str | None
    terms: bytes
    counts: bytes
    title_terms: bytes
    names: bytes
    numbers: bytes
    copy: CopyText
    entities: tuple[str, ...] = ()


def make_profile(article: Article) -> Profile:
    """Give the profile of an article."""
    text = article.text[:MAX_CHARACTERS]
    title = article.title or ""
    in_title = Counter(terms_of(title))
    counts = Counter(terms_of(text))
    counts.update(in_title)
    names, numbers = names_and_numbers(text)
    in_title_names, in_title_numbers = names_and_numbers(f", {title}")
    names.update(in_title_names)
    numbers.update(in_title_numbers)
    terms, occurrences = _packed(counts)
    return Profile(
        id=article.id,
        site=article.source.site,
        url=article.url,
        title=article.title[:MAX_TITLE_CHARACTERS] if article.title else None,
        language=article.language,
        published_at=article.published_at,
        seen_at=article.fetched.fetched_at,
        agency=article.agency,
        canonical_url=article.canonical_url,
        terms=terms,
        counts=occurrences,
        title_terms=_hashes(in_title, MAX_TITLE_TERMS),
        names=_hashes(_most_common(names, MAX_NAMES), MAX_NAMES),
        numbers=_hashes(_most_common(numbers, MAX_NUMBERS), MAX_NUMBERS),
        copy=copy_text(article.title, article.text, article.language),
        entities=tuple(entity.name for entity in (article.entities or ())[:MAX_ENTITIES]),
    )


def make_blank(profile: Profile) -> Profile:
    """Give a profile that says nothing of its article but its id and when it was seen."""
    return Profile(
        id=profile.id,
        site="",
        url="",
        title=None,
        language=profile.language,
        published_at=None,
        seen_at=profile.seen_at,
        agency=None,
        canonical_url=None,
        terms=b"",
        counts=b"",
        title_terms=b"",
        names=b"",
        numbers=b"",
        copy=CopyText(0),
    )


def unpacked(hashes: bytes) -> numpy.ndarray:
    """Give the hashes of a profile as an array of numbers, without a copy."""
    return numpy.frombuffer(hashes, numpy.uint32)


def _packed(counts: Counter[str]) -> tuple[bytes, bytes]:
    kept: dict[int, int] = {}
    for term, count in _most_common(counts, MAX_TERMS):
        key = hashed(term)
        kept[key] = min(255, kept.get(key, 0) + count)
    keys = sorted(kept)
    return numpy.array(keys, numpy.uint32).tobytes(), bytes(kept[key] for key in keys)


def _most_common(counts: Counter[str], most: int) -> list[tuple[str, int]]:
    # Of equals, those that come first in the text.
    return list(counts.items()) if len(counts) <= most else counts.most_common(most)


def _hashes(terms: Iterable[str | tuple[str, int]], most: int) -> bytes:
    keys = {hashed(term if isinstance(term, str) else term[0]) for term in terms}
    return numpy.array(sorted(keys)[:most], numpy.uint32).tobytes()
