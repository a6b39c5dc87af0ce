"""What a host repeats on its articles: runs of five words that stood in three of them, learned as articles arrive.

It is bounded: of the runs a fifth is looked at, and of each host the newest ones are kept.
"""

from __future__ import annotations

from collections.abc import Collection

import msgspec
import numpy as np
from msgspec import Struct

from transforms.pure.stories.grams import Hashes, read_grams

# So many articles of a host show that a run is its template's.
REPEATED_IN = 3
MAX_RUNS = 4_000
MAX_HOSTS = 2_000


class HostRuns(Struct, array_like=True):
    """What is known of one host: its runs and in how many articles they stood, of now and of before."""

    now: dict[int, int] = {}
    before: dict[int, int] = {}
    repeated: set[int] = set()


class Repeats:
    """The repeated runs of all hosts."""

    def __init__(self, hosts: dict[str, HostRuns] | None = None) -> None:
        self._hosts = hosts or {}

    def of(self, host: str) -> Collection[int]:
        """Give the runs that a host repeats."""
        runs = self._hosts.get(host)
        return runs.repeated if runs else frozenset()

    def note(self, host: str, text: str) -> None:
        """Take note of the runs of one more article of a host; of too many hosts those not seen for longest are forgotten."""
        runs = self._hosts.pop(host, None) or HostRuns()
        self._hosts[host] = runs
        while len(self._hosts) > MAX_HOSTS:
            del self._hosts[next(iter(self._hosts))]
        for run in _once_each(read_grams(text).long):
            count = runs.now.get(run, runs.before.get(run, 0)) + 1
            runs.now[run] = count
            if count >= REPEATED_IN:
                runs.repeated.add(run)
        if len(runs.now) > MAX_RUNS:
            runs.before, runs.now = runs.now, {}
            runs.repeated = {run for run, count in runs.before.items() if count >= REPEATED_IN}

    def dump(self) -> bytes:
        """Give all that is known as bytes."""
        return msgspec.msgpack.encode(self._hosts)

    @classmethod
    def load(cls, dumped: bytes) -> Repeats:
        """Give back what was dumped. Raises: msgspec.DecodeError for anything else."""
        return cls(msgspec.msgpack.decode(dumped, type=dict[str, HostRuns]))


def _once_each(runs: Hashes) -> list[int]:
    once: list[int] = np.unique(runs).tolist()
    return once
