"""Whether one text is a copy of another: the same text, edited or cut, and not another report or another page of a template."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal, NamedTuple

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from transforms.pure.stories.grams import Hashes, TextGrams, read_grams

CopyKind = Literal["identical", "edited", "excerpt"]

MIN_WORDS = 40
# Of all pairs of words of both texts, or of those of the shorter one: a third of the words may be others.
MIN_SHARED, MIN_CONTAINED = 0.30, 0.60
# Pages of one template differ in their names and figures.
MIN_NAMES, MIN_NAMES_SHARED = 3, 0.70
MIN_FIGURES, MIN_FIGURES_SHARED = 3, 0.5
# What has no names to go by has to have more in common.
PLAIN_SHARED, PLAIN_CONTAINED = 0.70, 0.85
EXCERPT_CONTAINED, EXCERPT_RUNS = 0.90, 0.85
IDENTICAL = 0.97
EXCERPT_LENGTH = 0.75


class CopyText(Struct, frozen=True, array_like=True):
    """What is kept of a text to compare it with others: about 3 bytes a word.

    `words` is what is left of its words without what its host repeats. `short`, `long`, `names` and `figures` are sorted
    16-bit numbers, little-endian.
    """

    words: int
    short: bytes = b""
    long: bytes = b""
    names: bytes = b""
    figures: bytes = b""


class Copied(NamedTuple):
    """How one text copies another: its kind, and the share of pairs of words that both have in common.

    For an excerpt it is the share of those of the shorter text.
    """

    kind: CopyKind
    similarity: float


def copy_text(title: str | None, text: str, language: str | None, repeats: Collection[int] = frozenset()) -> CopyText:
    """Give what is kept of an article to find its copies. `repeats` are long runs that its host repeats: they are taken off.

    >>> copy_text("Dam opens", "The dam opens early, says Ann Vale of Tarn.", "en").words
    9
    """
    grams = read_grams(text)
    kept_short, kept_long, words = _without(grams, repeats)
    if words < MIN_WORDS:
        return CopyText(words)
    return CopyText(
        words,
        _packed(kept_short),
        _packed(kept_long[kept_long % 4 == 0]),
        _packed(np.fromiter(grams.names, np.uint32, len(grams.names))),
        _packed(np.fromiter(grams.figures, np.uint32, len(grams.figures))),
    )


def _without(grams: TextGrams, repeats: Collection[int]) -> tuple[Hashes, Hashes, int]:
    """Give short and long runs without those within what the host repeats, and the number of words that are left."""
    if not repeats:
        return grams.short, grams.long, grams.words
    repeated = np.isin(grams.long, np.fromiter(repeats, np.uint32, len(repeats)))
    inside = np.zeros(len(grams.short), bool)
    for at in range(grams.long_run - grams.short_run + 1):
        inside[at : at + len(repeated)] |= repeated
    left = 1 - inside.mean() if len(inside) else 1.0
    return grams.short[~inside], grams.long[~repeated], round(grams.words * left)


def copy_kind(a: CopyText, b: CopyText) -> Copied | None:
    """Give how one of two texts copies the other, in whatever order; None where it does not."""
    small, large = sorted((a, b), key=lambda one: (one.words, one.short))
    if small.words < MIN_WORDS:
        return None
    few, many = _numbers(small.short), _numbers(large.short)
    shared = len(few & many)
    similarity, contained = shared / len(few | many), shared / len(few)
    if similarity < MIN_SHARED and contained < MIN_CONTAINED:
        return None
    if not (_agree(small, large, similarity, contained) or _is_excerpt(small, large, contained)):
        return None
    if similarity >= IDENTICAL:
        return Copied("identical", similarity)
    if small.words < EXCERPT_LENGTH * large.words and contained >= MIN_CONTAINED:
        return Copied("excerpt", contained)
    return Copied("edited", similarity)


def _agree(small: CopyText, large: CopyText, similarity: float, contained: float) -> bool:
    """Tell whether names and figures of the smaller text stand in the larger one."""
    names, figures = _numbers(small.names), _numbers(small.figures)
    if len(names | figures) < MIN_NAMES or not small.names:
        return similarity >= PLAIN_SHARED or contained >= PLAIN_CONTAINED
    same_figures = len(figures & _numbers(large.figures))
    same = len(names & _numbers(large.names)) + same_figures
    if same < MIN_NAMES_SHARED * (len(names) + len(figures)):
        return False
    return len(figures) < MIN_FIGURES or same_figures >= MIN_FIGURES_SHARED * len(figures)


def _is_excerpt(small: CopyText, large: CopyText, contained: float) -> bool:
    if contained < EXCERPT_CONTAINED or not small.long:
        return False
    runs = _numbers(small.long)
    return len(runs & _numbers(large.long)) >= EXCERPT_RUNS * len(runs)


def _packed(numbers: Hashes) -> bytes:
    """Give the upper halves of numbers, sorted, once each."""
    return np.unique((numbers >> 16).astype("<u2")).tobytes()


def _numbers(packed: bytes) -> set[int]:
    halves: NDArray[np.uint16] = np.frombuffer(packed, "<u2")
    return set(halves.tolist())
