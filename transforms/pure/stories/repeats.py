"""What a host repeats on its articles: runs of five words that stood in three of them, learned as articles arrive.

It is bounded: a fourth of the runs is looked at, and of each host those of its last hundred articles or so are remembered.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import numpy
from msgspec import Struct
from numpy.typing import NDArray

from transforms.pure.stories.grams import SAMPLE, Hashes, TextWords, number_words, runs

# So many articles of a host show that a run is its template's.
REPEATED_IN = 3
# With so much of it known, an article is one that was there before, as it was or revised: it shows no template.
KNOWN_SHARE = 0.95
MAX_RUNS = 4_000
MAX_HOSTS = 2_000


class RunCounts(Struct, frozen=True, array_like=True):
    """Runs in rising order (32 bits, little-endian), and in how many articles each stood, a byte, counted to three."""

    runs: bytes = b""
    counts: bytes = b""


class HostRuns(Struct, frozen=True, array_like=True):
    """What is known of a host: the runs of its newest articles, and those of the ones before them."""

    newest: RunCounts = RunCounts()
    earlier: RunCounts = RunCounts()


class Repeats:
    """The repeated runs of all hosts. What is known depends on the articles and their order alone."""

    def __init__(self, hosts: dict[str, HostRuns] | None = None) -> None:
        self._hosts = hosts or {}

    def of(self, host: str) -> frozenset[int]:
        """Give the runs that a host is known to repeat."""
        known = self._hosts.get(host, HostRuns())
        return frozenset(_repeated(known.newest)) | frozenset(_repeated(known.earlier))

    def note(self, host: str, text: str, language: str | None = None) -> None:
        """Take note of one more article of a host; of too many hosts those not seen for longest are forgotten."""
        known = self._hosts.pop(host, HostRuns())
        self._hosts[host] = _after(known, sampled_runs(number_words(text, language)))
        while len(self._hosts) > MAX_HOSTS:
            del self._hosts[next(iter(self._hosts))]

    def dump(self) -> bytes:
        """Give all that is known as bytes."""
        return msgspec.msgpack.encode(self._hosts)

    @classmethod
    def load(cls, dumped: bytes) -> Repeats:
        """Give back what was dumped. Raises: msgspec.DecodeError for anything else."""
        return cls(msgspec.msgpack.decode(dumped, type=dict[str, HostRuns]))


def sampled_runs(words: TextWords) -> Hashes:
    """Give those long runs of a text that are looked at, in rising order, once each."""
    found = runs(words.hashes, words.script.long_run)
    return numpy.unique(found[found % SAMPLE == 0])


def _after(known: HostRuns, seen: Hashes) -> HostRuns:
    now, counts = _unpacked(known.newest)
    before, earlier = _unpacked(known.earlier)
    is_known = numpy.isin(seen, now) | numpy.isin(seen, before)
    if not len(seen) or is_known.mean() >= KNOWN_SHARE:
        return known
    together = numpy.union1d(now, seen)
    summed = numpy.zeros(len(together), numpy.uint8)
    summed[numpy.searchsorted(together, now)] = counts
    # What the newest articles did not show yet is counted on from what the earlier ones showed.
    fresh = numpy.setdiff1d(seen, now)
    at_fresh = numpy.searchsorted(together, fresh)
    summed[at_fresh] = _counts_of(fresh, before, earlier)
    at_seen = numpy.searchsorted(together, seen)
    summed[at_seen] = numpy.minimum(summed[at_seen] + 1, REPEATED_IN)
    newest = RunCounts(together.astype("<u4").tobytes(), summed.tobytes())
    return HostRuns(newest, known.earlier) if len(together) <= MAX_RUNS else HostRuns(RunCounts(), newest)


def _counts_of(wanted: Hashes, known: Hashes, counts: NDArray[numpy.uint8]) -> NDArray[numpy.uint8]:
    found = numpy.zeros(len(wanted), numpy.uint8)
    is_known = numpy.isin(wanted, known)
    found[is_known] = counts[numpy.searchsorted(known, wanted[is_known])]
    return found


def _unpacked(packed: RunCounts) -> tuple[Hashes, NDArray[numpy.uint8]]:
    return numpy.frombuffer(packed.runs, "<u4").astype(numpy.uint32), numpy.frombuffer(packed.counts, numpy.uint8)


def _repeated(packed: RunCounts) -> Iterator[int]:
    numbers, counts = _unpacked(packed)
    yield from numbers[counts >= REPEATED_IN].tolist()
