"""How rare a term is: by the articles seen so far, and by what the language as a whole uses."""

from __future__ import annotations

from functools import lru_cache

import numpy
from msgspec import Struct

from transforms.pure.stories.terms import hashed, terms_of

# Terms are counted in buckets by their hash; of a million terms, each shares its bucket with one other rare one.
_BUCKETS = 1 << 20
_MASK = numpy.uint32(_BUCKETS - 1)
# Counts are halved when this many articles are counted: what was rare last month need not be rare now.
_MOST_COUNTED = 200_000
# As if so many articles had been seen before the first: what the second one shares with it would count as common otherwise.
_AS_IF_SEEN = 1000
# Of how many words an article is thought to be, to make frequencies of words into shares of articles.
_WORDS = 300
LEAST_RARITY = 0.05
MOST_RARITY = 10.0


class Prior(Struct, frozen=True):
    """How rare the terms of a language are in general: hashes in rising order, and the rarity of each."""

    hashes: numpy.ndarray
    rarities: numpy.ndarray

    def look_up(self, terms: numpy.ndarray) -> numpy.ndarray:
        """Give the rarity of each term; of one that the language's lists do not have, the greatest."""
        at = numpy.searchsorted(self.hashes, terms)
        at[at == len(self.hashes)] = 0
        known = self.hashes[at] == terms
        return numpy.where(known, self.rarities[at], numpy.float32(MOST_RARITY))


class Rarity:
    """Inverse document frequencies that are learned as articles arrive, never above what a language's prior says.

    A prior keeps the words of every day from counting as rare as long as few articles were seen.
    """

    def __init__(self, prior: Prior | None = None) -> None:
        self.prior = prior
        self.articles = 0
        self.counts = numpy.zeros(_BUCKETS, numpy.uint32)

    def learn(self, terms: numpy.ndarray) -> None:
        """Count the terms of one article more."""
        self.articles += 1
        # Each bucket once, though two terms may share one.
        self.counts[terms & _MASK] += numpy.uint32(1)
        if self.articles >= _MOST_COUNTED:
            self.articles //= 2
            self.counts //= numpy.uint32(2)

    def of(self, terms: numpy.ndarray) -> numpy.ndarray:
        """Give the rarity of each term, from LEAST_RARITY to MOST_RARITY."""
        counted = self.counts[terms & _MASK].astype(numpy.float32)
        rarity = numpy.log(numpy.float32(self.articles + _AS_IF_SEEN) / (counted + numpy.float32(1)))
        if self.prior is not None:
            rarity = numpy.minimum(rarity, self.prior.look_up(terms))
        clipped: numpy.ndarray = numpy.clip(rarity, LEAST_RARITY, MOST_RARITY)
        return clipped


@lru_cache(maxsize=4)
def load_prior(language: str | None) -> Prior | None:
    """Give what is known of a language, a code of two letters; None of one for which there are no frequencies of words."""
    # Loaded at the first use: it takes a fifth of a second.
    import wordfreq

    code = (language or "").partition("-")[0]
    if code not in wordfreq.available_languages():
        return None
    frequencies: dict[int, float] = {}
    for word, frequency in wordfreq.get_frequency_dict(code, wordlist="small").items():
        for term in terms_of(word)[:1]:
            frequencies[hashed(term)] = frequencies.get(hashed(term), 0.0) + frequency
    hashes = numpy.array(sorted(frequencies), numpy.uint32)
    shares = -numpy.expm1(-_WORDS * numpy.array([frequencies[key] for key in hashes.tolist()]))
    rarities = numpy.clip(-numpy.log(shares), LEAST_RARITY, MOST_RARITY).astype(numpy.float32)
    return Prior(hashes, rarities)
