"""How far texts agree, by the runs of words that they share, and which of several agrees most with all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import compress

from msgspec import Struct

from transforms.pure.text.normal import fold, is_unspaced

# Words of a run.
RUN_LENGTH = 4


class Grams(Struct, frozen=True):
    """A text made ready to be compared by its runs of words: its folded lines, one space between two words."""

    lines: tuple[str, ...] = ()

    def count(self, known: Mapping[str, int] | None = None) -> Counter[tuple[str, ...]]:
        """Give the runs of words with their counts; one shorter run where the text has fewer words.

        `known` counts lines whose inner runs are left out: then it gives the others, and those that reach beyond a line.

        >>> Grams(("the dam",)).count()
        Counter({('the', 'dam'): 1})
        """
        words = " ".join(self.lines).split()
        if len(words) <= RUN_LENGTH:
            return Counter([tuple(words)] if words else [])
        runs = zip(*(words[start:] for start in range(RUN_LENGTH)), strict=False)
        return Counter(compress(runs, self._mark_unknown(known, len(words))) if known else runs)

    def _mark_unknown(self, known: Mapping[str, int], words: int) -> bytearray:
        """Give a 1 for each word with which a run begins that is not within a known line, else a 0."""
        marks, left, start = bytearray(b"\1") * words, dict(known), 0
        for line in self.lines:
            end = start + _count_words(line)
            if left.get(line, 0) > 0:
                left[line] -= 1
                inner = max(end - start - RUN_LENGTH + 1, 0)
                marks[start : start + inner] = bytes(inner)
            start = end
        return marks


def _count_words(folded: str) -> int:
    """Give the number of words of a folded line.

    >>> _count_words("the dam"), _count_words("")
    (2, 0)
    """
    return folded.count(" ") + 1 if folded else 0


def word_grams(text: str) -> Grams:
    """Make a text ready to be compared by the runs of four words in it.

    Where a script sets no space between words its letters are counted, not what stands between two commas.

    >>> word_grams("The dam opens!").count()
    Counter({('the', 'dam', 'opens'): 1})
    """
    lines = tuple(filter(None, map(fold, text.split("\n"))))
    return Grams(tuple(" ".join(line.replace(" ", "")) for line in lines) if is_unspaced(text) else lines)


def agreement(one: Grams, other: Grams) -> float:
    """Give the share of runs that two texts have in common, 0 to 1 (their F1); 0 where both are empty.

    >>> agreement(word_grams("a b c d e"), word_grams("a b c d"))
    0.6666666666666666
    """
    total = _count_runs(one) + _count_runs(other)
    return 2 * _count_common(one, other) / total if total else 0.0


def held_share(one: Grams, other: Grams) -> float:
    """Give the share of one text's runs that the other has, too, 0 to 1; 0 where it is empty.

    >>> held_share(word_grams("b c d e"), word_grams("a b c d e")), held_share(word_grams("a b c d e"), word_grams("b c d e"))
    (1.0, 0.5)
    """
    total = _count_runs(one)
    return _count_common(one, other) / total if total else 0.0


def _count_common(one: Grams, other: Grams) -> int:
    if one == other:
        return _count_runs(one)
    # Two readings of a page have most lines in common: the runs within those need no count of their own.
    shared: Mapping[str, int] = Counter(one.lines) & Counter(other.lines)
    if min(_count_runs(one), _count_runs(other)) == 1:
        shared = {}
    common = sum(times * max(_count_words(line) - RUN_LENGTH + 1, 0) for line, times in shared.items())
    ours, theirs = one.count(shared), other.count(shared)
    # A Counter is asked only for what it has: what it has not it asks a function for.
    return common + sum([min(ours[run], theirs[run]) for run in ours.keys() & theirs.keys()])


def _count_runs(grams: Grams) -> int:
    words = sum(map(_count_words, grams.lines))
    return max(words - RUN_LENGTH + 1, min(words, 1))


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
