"""Whether one text is a copy of another: the same text, edited or cut, and not another report or another page of a template.

Runs of two words alone cannot tell: with a third of its words changed a copy keeps half of its runs, and so do pages of one
template. But where an editor changes words of any kind, the pages of a template differ in their names and figures alone.
"""

from __future__ import annotations

from hashlib import blake2b
from math import sqrt
from typing import NamedTuple

import numpy
from msgspec import Struct

from transforms.pure.stories.grams import FIGURE, NAME, PLAIN, SPACED, Hashes, number_words, runs
from transforms.story_records import CopyKind

# Of shorter texts too little is left to go by; an excerpt that is kept to the letter may be shorter.
MIN_WORDS, MIN_EXCERPT_WORDS = 40, 30
# Of all short runs of both texts, or of those of the shorter one.
MIN_SHARED, MIN_CONTAINED = 0.22, 0.42
# Of the words that are neither names nor figures.
MOST_PLAIN_LOST = 0.42
# Names and figures may be lost so many times as often as plain words, and a little oftener by chance.
LOST_AT_LEAST, LOST_TIMES, LOST_ERRORS = 0.01, 1.5, 1.0
MOST_LOST = 0.40
# A correction or two is no other page.
FEW_LOST, FEW_LOST_SHARED = 2.0, 0.75
# Of so many figures most stay, and of so many names that are named again and again at least one.
MIN_FIGURES, MOST_FIGURES_LOST = 5, 0.8
MIN_MAIN = 3
# What has hardly any names and figures has to have more in common.
MIN_WITNESSES = 4
SPARSE_SHARED, SPARSE_CONTAINED, SPARSE_LOST = 0.65, 0.80, 0.3
EXCERPT_CONTAINED, EXCERPT_LONG, EXCERPT_LENGTH = 0.90, 0.85, 0.75
HALF_LENGTH, HALF_CONTAINED = 0.5, 0.45
SMALL_LENGTH, SMALL_CONTAINED, SMALL_LONG = 0.25, 0.5, 0.25
# Of long runs a text with a third of its words changed keeps a sixth; where only a few were kept, all may be others.
MIN_LONG, MIN_LONG_RUNS, ENOUGH_LONG_RUNS = 0.04, 3, 40
IDENTICAL = 0.97
# Of longer texts a half of the short runs is kept, a quarter, and so on: always the same ones of a run.
MOST_SHORT = 320
LONG_SAMPLE = 8


class CopyText(Struct, frozen=True, array_like=True):
    """What is kept of a text to compare it with others: about 3 bytes a word.

    `words` is how many words it has. The rest are sorted 16-bit numbers, little-endian:
    `short` runs, of which `halvings` times a half was left out, an eighth of the `long` runs, the `plain` words, `names`,
    those of them that are `main` (in the title, or named twice), and `figures`. `whole` is a hash of all words. `spaced` says
    whether the script sets spaces.
    """

    words: int
    spaced: bool = True
    halvings: int = 0
    whole: bytes = b""
    short: bytes = b""
    long: bytes = b""
    plain: bytes = b""
    names: bytes = b""
    main: bytes = b""
    figures: bytes = b""


class Copied(NamedTuple):
    """How one text copies another: its kind, and the share of short runs that both have in common.

    For an excerpt it is the share of those of the shorter text.
    """

    kind: CopyKind
    similarity: float


def copy_text(title: str | None, text: str, language: str | None) -> CopyText:
    """Give what is kept of an article to find its copies. What its site repeats was taken off when it was extracted.

    >>> copy_text("Dam opens", "The dam opens early, says Ann Vale of Tarn.", "en").words
    9
    """
    words = number_words(text, language)
    script = words.script
    count = round(len(words.hashes) / script.per_word)
    if count < MIN_EXCERPT_WORDS:
        return CopyText(count, script is SPACED)
    names = words.hashes[words.kinds == NAME]
    named, times = numpy.unique(names, return_counts=True)
    in_title = numpy.isin(named, number_words(title or "").hashes)
    plain = numpy.setdiff1d(words.hashes[words.kinds == PLAIN], named) if script is SPACED else named
    halvings, short = _sampled(runs(words.hashes, script.short_run))
    long = runs(words.hashes, script.long_run)
    return CopyText(
        words=count,
        spaced=script is SPACED,
        halvings=halvings,
        whole=_digest(words.hashes),
        short=short,
        long=_packed(long[long % LONG_SAMPLE == 0]),
        plain=_packed(plain),
        names=_packed(named),
        main=_packed(named[in_title | (times > 1)]),
        figures=_packed(words.hashes[words.kinds == FIGURE]),
    )


def copy_kind(a: CopyText, b: CopyText) -> Copied | None:
    """Give how one of two texts copies the other, in whatever order; None where it does not."""
    small, large = sorted((a, b), key=lambda one: (one.words, one.short, one.long))
    if small.words < MIN_EXCERPT_WORDS or small.spaced != large.spaced:
        return None
    if small.whole == large.whole:
        return Copied("identical", 1.0)
    shared = _share(small, large)
    if not _is_much(small, large, shared):
        return None
    is_shorter = small.words < EXCERPT_LENGTH * large.words
    if is_shorter and shared.of_small >= EXCERPT_CONTAINED and shared.long >= EXCERPT_LONG:
        return Copied("excerpt", shared.of_small)
    if small.words < MIN_WORDS or not (
        _agree(small, large, shared.of_both, shared.of_small) or _agree(large, small, shared.of_both, shared.of_large)
    ):
        return None
    if shared.of_both >= IDENTICAL:
        return Copied("identical", shared.of_both)
    if is_shorter and shared.of_small >= SMALL_CONTAINED:
        return Copied("excerpt", shared.of_small)
    return Copied("edited", shared.of_both)


class _Shared(NamedTuple):
    """Which share of the short runs of both texts they have in common, of those of either one, and of the small one's long."""

    of_both: float
    of_small: float
    of_large: float
    long: float


def _share(small: CopyText, large: CopyText) -> _Shared:
    halvings = max(small.halvings, large.halvings)
    few, many = _short_runs(small, halvings), _short_runs(large, halvings)
    common = len(few & many)
    long = _numbers(small.long)
    # Of a few long runs all may be lost by chance.
    of_long = len(long & _numbers(large.long)) / len(long) if len(long) >= MIN_LONG_RUNS else 1.0
    return _Shared(common / max(1, len(few | many)), common / max(1, len(few)), common / max(1, len(many)), of_long)


def _is_much(small: CopyText, large: CopyText, shared: _Shared) -> bool:
    """Tell whether two texts have so much in common that one may be a copy.

    In a text much longer than the other one, more of its short runs stand by chance, or in a list that both have.
    """
    if small.words < SMALL_LENGTH * large.words:
        return shared.of_small >= SMALL_CONTAINED and shared.long >= SMALL_LONG
    contained = MIN_CONTAINED if small.words >= HALF_LENGTH * large.words else HALF_CONTAINED
    is_much = shared.of_both >= MIN_SHARED or shared.of_small >= contained
    return is_much and (shared.long >= MIN_LONG or len(small.long) < 2 * ENOUGH_LONG_RUNS)


def _agree(one: CopyText, other: CopyText, together: float, contained: float) -> bool:
    """Tell whether what one text has and the other has not looks like an editor's changes, and not like other facts."""
    named, main, figures = _numbers(one.names), _numbers(one.main), _numbers(one.figures)
    plain, of_other = _numbers(one.plain), _numbers(other.plain) | _numbers(other.names)
    lost_plain = len(plain - of_other) / max(1, len(plain)) if one.spaced else 1 - sqrt(contained)
    if lost_plain > MOST_PLAIN_LOST:
        return False
    lost_figures, lost_main = len(figures - _numbers(other.figures)), len(main - of_other)
    # A name that is named again and again counts twice.
    lost, weight = len(named - of_other) + lost_main + lost_figures, len(named) + len(main) + len(figures)
    if len(named) + len(figures) < MIN_WITNESSES:
        is_much = together >= SPARSE_SHARED or contained >= SPARSE_CONTAINED
        return is_much and lost <= SPARSE_LOST * weight
    if len(figures) >= MIN_FIGURES and lost_figures > MOST_FIGURES_LOST * len(figures):
        return False
    if len(main) >= MIN_MAIN and lost_main == len(main):
        return False
    may_lose = min(MOST_LOST, _chance_of_loss(lost_plain, len(named) + len(figures))) * weight
    return lost <= max(may_lose, FEW_LOST if together >= FEW_LOST_SHARED else 0.0)


def _chance_of_loss(lost_plain: float, witnesses: int) -> float:
    """Give the most of its names and figures that a copy may lose, where it loses such a share of its plain words."""
    expected = LOST_AT_LEAST + LOST_TIMES * lost_plain
    return expected + LOST_ERRORS * sqrt(expected * (1 - min(1.0, expected)) / witnesses)


def _sampled(numbers: Hashes) -> tuple[int, bytes]:
    """Give how often a half was left out so that few enough are left, and what is left."""
    halves = numpy.unique((numbers >> 16).astype("<u2"))
    halvings = 0
    while len(halves) > MOST_SHORT:
        halvings += 1
        halves = halves[halves < 1 << (16 - halvings)]
    return halvings, halves.tobytes()


def _short_runs(text: CopyText, halvings: int) -> set[int]:
    numbers = numpy.frombuffer(text.short, "<u2")
    below = numpy.searchsorted(numbers, 1 << (16 - halvings)) if halvings > text.halvings else len(numbers)
    return set(numbers[:below].tolist())


def _packed(numbers: Hashes) -> bytes:
    """Give the upper halves of numbers, sorted, once each."""
    return numpy.unique((numbers >> 16).astype("<u2")).tobytes()


def _numbers(packed: bytes) -> set[int]:
    return set(numpy.frombuffer(packed, "<u2").tolist())


def _digest(numbers: Hashes) -> bytes:
    return blake2b(numbers.astype("<u4").tobytes(), digest_size=8).digest()
