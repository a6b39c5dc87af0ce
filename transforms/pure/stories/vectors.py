"""An article as a vector of weighted terms, of a fixed length, so that many are compared at once."""

from __future__ import annotations

import numpy
from msgspec import Struct

from transforms.pure.stories.profiles import Profile, unpacked
from transforms.pure.stories.rarity import Rarity

# Of the terms of an article, those with the greatest weight: more change no decision.
KEPT_TERMS = 96
# A term of the title counts as if it stood in the text so many times more, logarithms aside.
TITLE_WEIGHT = 2.0


class Vector(Struct, frozen=True):
    """Terms with the greatest weight first, and their weights, of length 1 together; filled up with zeros."""

    terms: numpy.ndarray
    weights: numpy.ndarray


def make_vector(profile: Profile, rarity: Rarity) -> Vector:
    """Give the vector of a profile, by how rare its terms are at the moment."""
    terms = unpacked(profile.terms)
    counts = numpy.frombuffer(profile.counts, numpy.uint8).astype(numpy.float32)
    frequencies = (
        1 + numpy.log(numpy.maximum(counts, 1)) + TITLE_WEIGHT * numpy.isin(terms, unpacked(profile.title_terms))
    )
    weights = (frequencies * rarity.of(terms)).astype(numpy.float32)
    # Of equals, the one with the lesser hash, so that the order is the same everywhere.
    strongest = numpy.lexsort((terms, -weights))[:KEPT_TERMS]
    kept = weights[strongest]
    length = float(numpy.sqrt(kept @ kept)) or 1.0
    filled = Vector(numpy.zeros(KEPT_TERMS, numpy.uint32), numpy.zeros(KEPT_TERMS, numpy.float16))
    filled.terms[: len(strongest)] = terms[strongest]
    filled.weights[: len(strongest)] = kept / length
    return filled


def similarities(vector: Vector, terms: numpy.ndarray, weights: numpy.ndarray) -> numpy.ndarray:
    """Give the cosine of a vector with each of many: a row of terms and one of weights each."""
    order = numpy.argsort(vector.terms)
    known, own = vector.terms[order], vector.weights[order].astype(numpy.float32)
    at = numpy.minimum(numpy.searchsorted(known, terms), len(known) - 1)
    shared = (known[at] == terms) & (terms != 0)
    cosines: numpy.ndarray = numpy.where(shared, own[at] * weights, numpy.float32(0)).sum(axis=1, dtype=numpy.float32)
    return cosines
