"""How far texts agree, by the runs of words that they share, and which of several agrees most with all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from transforms.pure.text.normal import folded_words, is_unspaced

Grams = Counter[tuple[str, ...]]


def word_grams(text: str, length: int = 4) -> Grams:
    """Give the runs of `length` words of a text with their counts; one shorter run where the text has fewer words.

    Where a script sets no space between words its letters are counted, not what stands between two commas.

    >>> word_grams("The dam opens")
    Counter({('the', 'dam', 'opens'): 1})
    """
    words = folded_words(text)
    if is_unspaced(text):
        words = list("".join(words))
    if len(words) <= length:
        return Counter([tuple(words)] if words else [])
    return Counter(zip(*(words[start:] for start in range(length)), strict=False))


def agreement(one: Grams, other: Grams) -> float:
    """Give the share of runs that two texts have in common, 0 to 1 (their F1); 0 where both are empty.

    >>> agreement(word_grams("a b c d e"), word_grams("a b c d"))
    0.6666666666666666
    """
    # A Counter is asked only for what it has: what it has not it asks a function for.
    common = sum([min(one[gram], other[gram]) for gram in one.keys() & other.keys()])
    return 2 * common / (one.total() + other.total()) if one or other else 0.0


def most_agreed(candidates: Mapping[str, Grams], voters: Mapping[str, Grams]) -> str:
    """Give the name of the candidate that agrees most with all voters but itself; the first of equals.

    >>> texts = {"a": word_grams("x"), "b": word_grams("y")}
    >>> most_agreed(texts, {**texts, "c": word_grams("y")})
    'b'
    """
    return max(
        candidates,
        key=lambda name: sum(agreement(candidates[name], grams) for voter, grams in voters.items() if voter != name),
    )
