"""Which words two texts have in common, in a time that grows with their length: also where everything was written anew.

What both begin and end with is set aside. Words that stand once in either text, in the same order, are where the two meet
(the "patience diff" of Bram Cohen), and so on between them. What is left is short, and compared word by word; or it is
long, has no such word, and counts as replaced.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from msgspec import Struct

# Pairs of words that are compared one by one between two places where the texts meet: 3 ms.
MOST_PAIRS = 20_000
# Meeting places are looked for between meeting places no deeper than this.
MOST_DEPTH = 12


class WordRun(Struct, frozen=True):
    """Words `before[first:last]` in whose place `after[start:end]` stands; one of the two may be empty."""

    first: int
    last: int
    start: int
    end: int


def diff_words(before: Sequence[str], after: Sequence[str]) -> list[WordRun]:
    """Give the runs of words that differ, in order; none for equal texts.

    >>> diff_words("the old dam opens".split(), "the dam opens early".split())
    [WordRun(first=1, last=2, start=1, end=1), WordRun(first=4, last=4, start=3, end=4)]
    """
    runs: list[WordRun] = []
    for run in _differences(before, after, WordRun(0, len(before), 0, len(after)), 0):
        if runs and (runs[-1].last, runs[-1].end) == (run.first, run.start):
            run = WordRun(runs[-1].first, run.last, runs[-1].start, run.end)
            runs.pop()
        runs.append(run)
    return runs


def _differences(before: Sequence[str], after: Sequence[str], within: WordRun, depth: int) -> Iterator[WordRun]:
    """Yield the runs that differ in a part of both texts; two of them may touch."""
    first, last, start, end = _without_ends(before, after, within)
    if first == last and start == end:
        return
    rest = WordRun(first, last, start, end)
    if (last - first) * (end - start) <= MOST_PAIRS:
        yield from _by_pairs(before, after, rest)
        return
    meetings = _meetings(before, after, rest) if depth < MOST_DEPTH else []
    if not meetings:
        yield rest
        return
    for at, place in (*meetings, (last, end)):
        yield from _differences(before, after, WordRun(first, at, start, place), depth + 1)
        first, start = at + 1, place + 1


def _without_ends(before: Sequence[str], after: Sequence[str], within: WordRun) -> tuple[int, int, int, int]:
    """Give the part of both texts that is left without what it begins and ends with in both."""
    first, last, start, end = within.first, within.last, within.start, within.end
    while first < last and start < end and before[first] == after[start]:
        first, start = first + 1, start + 1
    while first < last and start < end and before[last - 1] == after[end - 1]:
        last, end = last - 1, end - 1
    return first, last, start, end


def _meetings(before: Sequence[str], after: Sequence[str], within: WordRun) -> list[tuple[int, int]]:
    """Give where words stand that either part has once: the most of them that stand in one order."""
    once = _places_of_single(before, within.first, within.last)
    places = _places_of_single(after, within.start, within.end)
    pairs = [(at, places[word]) for word, at in once.items() if word in places]
    # The longest rising sequence, by patience sorting: `tops` are the ends of the best sequence of each length.
    tops: list[int] = []
    kept: list[int] = []
    earlier: list[int] = []
    for number, (_, place) in enumerate(pairs):
        length = bisect_left(tops, place)
        earlier.append(kept[length - 1] if length else -1)
        tops[length : length + 1] = [place]
        kept[length : length + 1] = [number]
    found: list[tuple[int, int]] = []
    number = kept[-1] if kept else -1
    while number >= 0:
        found.append(pairs[number])
        number = earlier[number]
    return found[::-1]


def _places_of_single(words: Sequence[str], first: int, last: int) -> dict[str, int]:
    """Give where each word stands that a part of a text has once, in the order of the text."""
    places: dict[str, int] = {}
    for at in range(first, last):
        places[words[at]] = -1 if words[at] in places else at
    return {word: at for word, at in places.items() if at >= 0}


def _by_pairs(before: Sequence[str], after: Sequence[str], within: WordRun) -> Iterator[WordRun]:
    """Yield the runs that differ, by the longest common subsequence: it costs the product of the two lengths."""
    first, last, start, end = within.first, within.last, within.start, within.end
    rows = [[0] * (end - start + 1)]
    for word in reversed(before[first:last]):
        below, row = rows[-1], [0]
        for column, other in enumerate(reversed(after[start:end])):
            row.append(below[column] + 1 if word == other else max(below[column + 1], row[column]))
        rows.append(row)
    at, place = first, start
    since = (at, place)
    while at < last and place < end:
        if before[at] == after[place]:
            if since != (at, place):
                yield WordRun(since[0], at, since[1], place)
            at, place = at + 1, place + 1
            since = (at, place)
        elif rows[last - at - 1][end - place] >= rows[last - at][end - place - 1]:
            at += 1
        else:
            place += 1
    if since != (last, end):
        yield WordRun(since[0], last, since[1], end)
