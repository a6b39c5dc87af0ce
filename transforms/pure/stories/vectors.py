"""An article as a vector of weighted terms, of a fixed length, so that many are compared at once."""

from __future__ import annotations

import numpy
from msgspec import Struct

from transforms.pure.stories.profiles import Profile, unpacked
from transforms.pure.stories.rarity import Rarity

# Of the terms of an article, those with the greatest weight: more change no decision.
KEPT_TERMS = 128
KEPT_TITLE_TERMS = 16
# A term of the title counts as if it stood in the text so many times more, logarithms aside.
TITLE_WEIGHT = 2.0


class Vector(Struct, frozen=True):
    """Terms with the greatest weight first, and their weights, of length 1 together; filled up with zeros.

    `title` has the rarest terms of the title, filled up with zeros, too.
    """

    terms: numpy.ndarray
    weights: numpy.ndarray
    title: numpy.ndarray


def make_vector(profile: Profile, rarity: Rarity) -> Vector:
    """Give the vector of a profile, by how rare its terms are at the moment."""
    terms, title = unpacked(profile.terms), unpacked(profile.title_terms)
    counts = numpy.frombuffer(profile.counts, numpy.uint8).astype(numpy.float32)
    frequencies = 1 + numpy.log(numpy.maximum(counts, 1)) + TITLE_WEIGHT * numpy.isin(terms, title)
    weights = (frequencies * rarity.of(terms)).astype(numpy.float32)
    strongest = _greatest(terms, weights, KEPT_TERMS)
    kept = weights[strongest]
    length = float(numpy.sqrt(kept @ kept)) or 1.0
    vector = Vector(
        numpy.zeros(KEPT_TERMS, numpy.uint32),
        numpy.zeros(KEPT_TERMS, numpy.float16),
        numpy.zeros(KEPT_TITLE_TERMS, numpy.uint32),
    )
    vector.terms[: len(strongest)] = terms[strongest]
    vector.weights[: len(strongest)] = kept / length
    rarest = _greatest(title, rarity.of(title), KEPT_TITLE_TERMS)
    vector.title[: len(rarest)] = title[rarest]
    return vector


def _greatest(terms: numpy.ndarray, weights: numpy.ndarray, most: int) -> numpy.ndarray:
    # Of equals, the one with the lesser hash, so that the order is the same everywhere.
    return numpy.lexsort((terms, -weights))[:most]


def cosines(vector: Vector, terms: numpy.ndarray, weights: numpy.ndarray) -> numpy.ndarray:
    """Give the cosine of a vector with each of many: a row of terms and one of weights each."""
    found = weights_in(vector.terms, vector.weights.astype(numpy.float32), terms)
    each: numpy.ndarray = (found * weights).sum(axis=1, dtype=numpy.float32)
    return each


def weights_in(known: numpy.ndarray, weights: numpy.ndarray, terms: numpy.ndarray) -> numpy.ndarray:
    """Give for each of many terms its weight among the known ones, 0 for those that are not known."""
    order = numpy.argsort(known)
    sorted_terms = known[order]
    at = numpy.minimum(numpy.searchsorted(sorted_terms, terms), len(known) - 1)
    return numpy.where((sorted_terms[at] == terms) & (terms != 0), weights[order][at], numpy.float32(0))
