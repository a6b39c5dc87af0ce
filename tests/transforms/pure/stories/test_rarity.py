"""Rarity: learned from the stream, bounded by what the language is known to use."""

import numpy

from transforms.pure.stories.rarity import MOST_RARITY, Prior, Rarity
from transforms.pure.stories.terms import hashed

THE, DAM = hashed("the"), hashed("dam")


def terms(*hashes: int) -> numpy.ndarray:
    return numpy.array(sorted(hashes), numpy.uint32)


def of(rarity: Rarity, term: int) -> float:
    return float(rarity.of(terms(term))[0])


def test_what_many_articles_have_is_less_rare() -> None:
    rarity = Rarity()
    for n in range(100):
        rarity.learn(terms(THE, DAM) if n == 0 else terms(THE))
    assert of(rarity, THE) < of(rarity, DAM) / 2
    assert of(rarity, DAM) > 4


def test_a_common_word_is_not_rare_in_a_young_stream() -> None:
    prior = Prior(terms(THE), numpy.array([0.1], numpy.float32))
    rarity = Rarity(prior)
    for n in range(20):
        rarity.learn(terms(1000 + n))
    assert of(rarity, THE) == numpy.float32(0.1)
    assert of(rarity, DAM) > 3
    assert of(rarity, hashed("zzz") | 0xF0000000) <= MOST_RARITY


def test_counts_are_halved_before_they_grow_without_an_end() -> None:
    rarity = Rarity()
    rarity.articles = 199_999
    rarity.learn(terms(DAM))
    assert rarity.articles == 100_000
    assert int(rarity.counts.sum()) == 0
