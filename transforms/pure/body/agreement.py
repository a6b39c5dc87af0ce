"""How far texts agree, by the runs of words that they share, and which of several agrees most with all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import compress, pairwise
from operator import and_

from msgspec import Struct

from transforms.pure.text.normal import fold, is_unspaced

# Words of a run.
RUN_LENGTH = 4


class Grams(Struct, frozen=True):
    """A text made ready to be compared by its runs of words: its folded lines, one space between two words, and the number of
    words of each.
    """

    lines: tuple[str, ...] = ()
    words: tuple[int, ...] = ()

    @property
    def count(self) -> int:
        """Give the number of runs; a text with fewer words than one has a shorter one."""
        words = sum(self.words)
        return max(words - RUN_LENGTH + 1, min(words, 1))

    def runs(self, known: Known | None = None) -> list[tuple[str, ...]]:
        """Give the runs of words in order, without those within what is known.

        >>> word_grams("The dam opens!").runs()
        [('the', 'dam', 'opens')]
        """
        words = " ".join(self.lines).split()
        if len(words) <= RUN_LENGTH:
            return [tuple(words)] if words else []
        found: list[tuple[str, ...]] = []
        for start, end in self._unknown(known, len(words) - RUN_LENGTH + 1) if known else ((0, len(words)),):
            part = words[start : end + RUN_LENGTH - 1]
            found += zip(part, part[1:], part[2:], part[3:], strict=False)
        return found

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Yield each two neighbours that have enough words for what runs from one into the other to lie in these two."""
        long = [words >= RUN_LENGTH - 1 for words in self.words]
        return compress(pairwise(self.lines), map(and_, long, long[1:]))

    def _unknown(self, known: Known, runs: int) -> Iterator[tuple[int, int]]:
        """Yield where runs begin and end that are neither within a known line nor lead from one to the next of a known pair."""
        lines, pairs = dict(known.lines), dict(known.pairs)
        begin = start = 0
        for line, words, pair in zip(self.lines, self.words, pairwise((*self.lines, "")), strict=True):
            end = start + words
            if lines.get(line):
                lines[line] -= 1
                if words >= RUN_LENGTH:
                    if begin < start:
                        yield begin, start
                    begin = end - RUN_LENGTH + 1
            if pairs.get(pair):
                pairs[pair] -= 1
                if begin < end - RUN_LENGTH + 1:
                    yield begin, end - RUN_LENGTH + 1
                begin = end
            start = end
        if begin < runs:
            yield begin, runs


class Known(Struct, frozen=True):
    """What two texts have in common, each as often as both have it: lines, and pairs of neighbours."""

    lines: Counter[str]
    pairs: Counter[tuple[str, str]]

    def count(self) -> int:
        """Give the number of runs in them."""
        inner = sum(times * max(_count_words(line) - RUN_LENGTH + 1, 0) for line, times in self.lines.items())
        return inner + (RUN_LENGTH - 1) * self.pairs.total()


def _count_words(folded: str) -> int:
    """Give the number of words of a folded line.

    >>> _count_words("the dam"), _count_words("")
    (2, 0)
    """
    return folded.count(" ") + 1 if folded else 0


def word_grams(text: str) -> Grams:
    """Make a text ready to be compared by the runs of four words in it.

    Where a script sets no space between words its letters are counted, not what stands between two commas.

    >>> word_grams("The dam opens!").runs()
    [('the', 'dam', 'opens')]
    """
    lines = tuple(filter(None, map(fold, text.split("\n"))))
    if is_unspaced(text):
        lines = tuple(" ".join(line.replace(" ", "")) for line in lines)
    return Grams(lines, tuple(map(_count_words, lines)))


def agreement(one: Grams, other: Grams) -> float:
    """Give the share of runs that two texts have in common, 0 to 1 (their F1); 0 where both are empty.

    >>> agreement(word_grams("a b c d e"), word_grams("a b c d"))
    0.6666666666666666
    """
    total = one.count + other.count
    return 2 * _count_common(one, other) / total if total else 0.0


def held_share(one: Grams, other: Grams) -> float:
    """Give the share of one text's runs that the other has, too, 0 to 1; 0 where it is empty.

    >>> held_share(word_grams("b c d e"), word_grams("a b c d e")), held_share(word_grams("a b c d e"), word_grams("b c d e"))
    (1.0, 0.5)
    """
    total = one.count
    return _count_common(one, other) / total if total else 0.0


def _count_common(one: Grams, other: Grams) -> int:
    if one == other:
        return one.count
    return _count_kept(one, other) if one.lines < other.lines else _count_kept(other, one)


# The readings of a page are compared to choose one, to vote, and to rate the text.
@lru_cache(maxsize=16)
def _count_kept(one: Grams, other: Grams) -> int:
    # Two readings of a page have most lines in common: the runs within those need no count of their own.
    shared, common = None, 0
    if min(one.count, other.count) > 1:
        shared = Known(Counter(one.lines) & Counter(other.lines), Counter(one.pairs()) & Counter(other.pairs()))
        common = shared.count()
    ours, theirs = one.runs(shared), other.runs(shared)
    our_set, their_set = set(ours), set(theirs)
    in_both = our_set & their_set
    if len(our_set) == len(ours) or len(their_set) == len(theirs):
        return common + len(in_both)
    counts, others = (Counter(filter(in_both.__contains__, runs)) for runs in (ours, theirs))
    return common + sum([min(times, others[run]) for run, times in counts.items()])


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
