"""How like two articles are, as reports of one event; and which pairs are pages of one template instead."""

from __future__ import annotations

from typing import NamedTuple

import numpy

from transforms.pure.stories.copies import MIN_WORDS, CopyText, copy_kind
from transforms.pure.stories.profiles import Profile, unpacked
from transforms.pure.stories.rarity import Rarity
from transforms.pure.stories.rows import LiveRows
from transforms.pure.stories.vectors import KEPT_TERMS, Vector, cosines, weights_in

# Below this cosine nothing else is looked at, and one article does not copy another.
LEAST_COSINE, LEAST_COSINE_OF_COPIES = 0.12, 0.3
# How much it counts that the words of each title stand in the other article; the rest is the cosine of the texts.
TITLE_SHARE = 0.4
# Short texts have fewer words in common; one of the fewest terms counts as if it were alike by so much more.
SHORT_BONUS = 0.25
# A site seldom reports an event twice; its articles look alike for other reasons.
SAME_SITE = 0.7
# A page shares so many of its pairs of words with another one of its template, and what it says in them is not the same.
TEMPLATE_SHARED, TEMPLATE_SHARED_ELSEWHERE = 0.25, 0.5
# The same of the terms by which it is compared.
FRAME_SHARED = 0.55
# Of the names of one, so many at least stand in the other, if both are about the same.
TEMPLATE_NAMES = 0.3
# Two titles of one site that share so much name a series: the weather of two towns, the matches of a league.
SERIES_TITLE = 0.5
# A page that shares its frame with another is one of a series, and less likely to report what others do.
SERIAL = 0.7
# Two titles with other numbers in them tell other things: two days, two counts.
OTHER_NUMBERS = 0.7
# How much less alike two articles are where no name in the title of either stands in the other: another place or person. Where no
# title has a name, half of them are thought to be in the other.
OTHER_NAMES, UNKNOWN_NAMES = 0.2, 0.5

# An article's profile as it is kept, and the terms by which it is compared.
Compared = tuple[Profile, numpy.ndarray]


class Match(NamedTuple):
    """How like some articles are to one, 0 to 1.

    `copied` are those that it copies, or that copy it; `framed` those of its site that have its frame and say something else.
    """

    numbers: numpy.ndarray
    alike: numpy.ndarray
    copied: numpy.ndarray
    framed: numpy.ndarray


def match(
    number: int, others: numpy.ndarray, rows: LiveRows, rarity: Rarity, least: float, reach_seconds: float
) -> Match:
    """Compare an article with others, all by their numbers. What is less alike than `least` is told roughly.

    Articles that were published further apart than `reach_seconds` may be copies, but do not report one event.
    """
    own = rows.vector(number)
    terms = rows.take("terms", others)
    close = cosines(own, terms, rows.take("weights", others))
    same_site = rows.take("site", others) == rows.take("site", numpy.array([number]))
    covered = _titles_covered(own, terms, rows.take("title", others), rarity, close)
    alike = (1 - TITLE_SHARE) * close + TITLE_SHARE * covered
    fewest = numpy.minimum((terms != 0).sum(axis=1), numpy.count_nonzero(own.terms))
    framed = same_site & (_shared_terms(own, terms) >= FRAME_SHARED * fewest)
    alike = alike * (1 + SHORT_BONUS * (1 - fewest / KEPT_TERMS))
    serial = rows.take("serial", others) | rows.is_serial(number) | framed.any()
    alike = numpy.where(same_site, SAME_SITE, numpy.where(serial, SERIAL, 1.0)) * alike
    apart = numpy.abs(rows.take("published", others) - rows.published(number)) > reach_seconds
    alike = numpy.minimum(alike, 1.0) * ~(framed | apart | (close < LEAST_COSINE))
    copied = numpy.zeros(len(others), bool)
    profile = rows.profile(number)
    for at in numpy.flatnonzero((alike >= least) | (close >= LEAST_COSINE_OF_COPIES)).tolist():
        other = rows.profile(int(others[at]))
        copied[at] = close[at] >= LEAST_COSINE_OF_COPIES and is_copy(profile, other)
        alike[at] *= 1.0 if copied[at] else _doubt((profile, own.terms), (other, terms[at]), rarity)
    return Match(others, numpy.where(copied, numpy.maximum(alike, close), alike), copied, framed & ~copied)


def _titles_covered(
    own: Vector, terms: numpy.ndarray, titles: numpy.ndarray, rarity: Rarity, otherwise: numpy.ndarray
) -> numpy.ndarray:
    """Give how much of each title, by the rarity of its terms, stands in the other article: the mean of both ways.

    Where a title is missing, something else takes its place.
    """
    rare = rarity.of(titles.ravel()).reshape(titles.shape) * (titles != 0)
    theirs = _share((rare * numpy.isin(titles, own.terms)).sum(axis=1), rare.sum(axis=1), otherwise)
    own_rare = rarity.of(own.title) * (own.title != 0)
    found = weights_in(own.title, own_rare, terms).sum(axis=1)
    mean: numpy.ndarray = (theirs + _share(found, numpy.full(len(found), own_rare.sum()), otherwise)) / 2
    return mean


def _share(part: numpy.ndarray, whole: numpy.ndarray, otherwise: numpy.ndarray) -> numpy.ndarray:
    return numpy.where(whole > 0, part / numpy.where(whole > 0, whole, 1), otherwise)


def _shared_terms(vector: Vector, terms: numpy.ndarray) -> numpy.ndarray:
    """Give how many of its kept terms each article shares with one."""
    shared: numpy.ndarray = (numpy.isin(terms, vector.terms) & (terms != 0)).sum(axis=1)
    return shared


def is_copy(one: Profile, other: Profile) -> bool:
    """Tell whether one of two articles copies the other; on one site, pages of a series may look as if."""
    copied = copy_kind(one.copy, other.copy)
    if copied is None or one.site != other.site:
        return copied is not None
    return copied.kind == "identical" or not _are_of_one_series(one, other)


def _doubt(one: Compared, other: Compared, rarity: Rarity) -> float:
    """Give by how much less two articles, which are no copies, are alike than their words are, 0 to 1."""
    if are_of_one_template(one[0], other[0]):
        return 0.0
    first, second = _title_numbers(one[0]), _title_numbers(other[0])
    numbers = OTHER_NUMBERS if first and second and not first & second else 1.0
    return numbers * (1 - OTHER_NAMES * (1 - _names_covered(one, other, rarity)))


def _names_covered(one: Compared, other: Compared, rarity: Rarity) -> float:
    """Give how much of the names in each title, by their rarity, stands in the other article: the mean of both ways."""
    shares = []
    for (profile, _), (_, terms) in ((one, other), (other, one)):
        named = unpacked(profile.names)
        if len(named):
            rare = rarity.of(named)
            shares.append(float(rare[numpy.isin(named, terms)].sum() / rare.sum()))
    return sum(shares) / len(shares) if shares else UNKNOWN_NAMES


def _title_numbers(profile: Profile) -> set[int]:
    return set(unpacked(profile.title_terms).tolist()) & set(unpacked(profile.numbers).tolist())


def are_of_one_template(one: Profile, other: Profile) -> bool:
    """Tell whether two articles that are no copies share a frame of words, and not what is said in it."""
    if one.site != other.site:
        alike = _shared_runs(one.copy, other.copy) >= TEMPLATE_SHARED_ELSEWHERE
        return alike and _shared(one.copy.names, other.copy.names) < TEMPLATE_NAMES
    if _shared_runs(one.copy, other.copy) >= TEMPLATE_SHARED:
        return True
    return _are_of_one_series(one, other)


def _are_of_one_series(one: Profile, other: Profile) -> bool:
    """Tell whether two titles of one site have the same frame, filled in different ways."""
    first, second = set(unpacked(one.title_terms).tolist()), set(unpacked(other.title_terms).tolist())
    if first == second:
        return True
    return bool(first - second and second - first) and len(first & second) >= SERIES_TITLE * len(first | second)


def _shared_runs(one: CopyText, other: CopyText) -> float:
    """Give how many of the fewer short runs of two texts stand in the other one; of short texts that says nothing."""
    return _shared(one.short, other.short) if min(one.words, other.words) >= MIN_WORDS else 0.0


def _shared(one: bytes, other: bytes) -> float:
    """Give how many of the fewer of two sets of 16-bit numbers, 0 to 1, stand in the other one."""
    first, second = numpy.frombuffer(one, numpy.uint16), numpy.frombuffer(other, numpy.uint16)
    fewest = min(len(first), len(second))
    return len(numpy.intersect1d(first, second, assume_unique=True)) / fewest if fewest else 0.0
