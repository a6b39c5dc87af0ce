"""An index of terms: which of the live articles share terms with a new one, without a look at each."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import numpy

# Two reports of one event share three of their twenty strongest terms in .97 of all cases.
TOP_TERMS = 20
MIN_SHARED = 3
MAX_CANDIDATES = 64


class Index:
    """The live articles by their strongest terms. Articles are numbered in the order in which they came."""

    def __init__(self) -> None:
        self._postings: dict[int, array[int]] = {}

    def add(self, number: int, terms: Sequence[int]) -> None:
        """Note an article, whose number is above all others, under its strongest terms."""
        for term in terms:
            postings = self._postings.get(term)
            if postings is None:
                postings = self._postings[term] = array("I")
            postings.append(number)

    def find(self, terms: Sequence[int], weights: Sequence[float], first: int) -> numpy.ndarray:
        """Give the numbers, from `first` on, of those that share at least MIN_SHARED terms, at most MAX_CANDIDATES of them.

        Of more, those with the greatest weight of shared terms; of equals, the latest.
        """
        found = [
            (self._postings[term], weight)
            for term, weight in zip(terms, weights, strict=True)
            if term in self._postings
        ]
        lists = [numpy.array(postings, numpy.uint32) for postings, _ in found]
        if len(lists) < MIN_SHARED:
            return numpy.empty(0, numpy.uint32)
        numbers = numpy.concatenate(lists)
        shared = numpy.repeat(numpy.array([weight for _, weight in found]), [len(one) for one in lists])
        is_live = numbers >= first
        numbers, shared = numbers[is_live] - numpy.uint32(first), shared[is_live]
        counts = numpy.bincount(numbers)
        candidates = numpy.flatnonzero(counts >= MIN_SHARED)
        if len(candidates) > MAX_CANDIDATES:
            totals = numpy.bincount(numbers, shared)[candidates]
            order = numpy.lexsort((-candidates, -totals))[:MAX_CANDIDATES]
            candidates = numpy.sort(candidates[order])
        return (candidates + first).astype(numpy.uint32)

    @classmethod
    def made(cls, first: int, terms: numpy.ndarray) -> Index:
        """Give the index of many articles, numbered from `first`: a row of their strongest terms each, 0 for none."""
        index = cls()
        flat = terms.ravel()
        order = numpy.argsort(flat, kind="stable")
        order = order[numpy.searchsorted(flat[order], 1) :]
        numbers = (order // terms.shape[1] + first).astype(numpy.uint32)
        distinct, starts = numpy.unique(flat[order], return_index=True)
        ends = [*starts[1:].tolist(), len(order)]
        for term, start, end in zip(distinct.tolist(), starts.tolist(), ends, strict=True):
            index._postings[term] = array("I", numbers[start:end].tobytes())
        return index

    def forget(self, first: int) -> None:
        """Drop all articles below `first`."""
        for term in list(self._postings):
            postings = self._postings[term]
            if postings[0] >= first:
                continue
            kept = postings[int(numpy.searchsorted(numpy.array(postings, numpy.uint32), first)) :]
            if kept:
                self._postings[term] = kept
            else:
                del self._postings[term]
