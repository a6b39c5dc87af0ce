"""What came of articles that were asked for again, for the summary of an ingest, a stream's line and the figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

# What an answer, or none, came to; by the counters of the writer.
_OUTCOMES = {"revised": "write/revised", "retracted": "write/retracted", "unchanged": "write/rechecked/unchanged"}
_WORDS = {"gone_once": "gone for once", "put_off": "put off", "given_up": "given up", "ended": "ended"}
_RECHECKED = "write/rechecked/"
OUTCOMES = (*_OUTCOMES, *_WORDS)


def count_rechecks(counts: Mapping[str, int]) -> Counter[str]:
    """Count articles that were asked for again, by outcome: revised, retracted, unchanged, gone_once, put_off, given_up, ended.

    >>> count_rechecks({"write/revised": 1, "write/rechecked/put_off/timeout": 2, "write/written": 9})
    Counter({'put_off': 2, 'revised': 1})
    """
    found: Counter[str] = Counter()
    for outcome, name in _OUTCOMES.items():
        found[outcome] = counts.get(name, 0)
    for name, n in counts.items():
        outcome = name.removeprefix(_RECHECKED).partition("/")[0]
        if name.startswith(_RECHECKED) and outcome in _WORDS:
            found[outcome] += n
    return +found


def describe_rechecks(counts: Mapping[str, int]) -> str | None:
    """Say how many were asked for again and what came of them; None where none was.

    >>> describe_rechecks({"write/revised": 1, "write/rechecked/unchanged": 40, "write/rechecked/put_off/timeout": 2})
    '43 asked again: 1 revised, 40 unchanged, 2 put off'
    >>> describe_rechecks({"write/written": 9}) is None
    True
    """
    found = count_rechecks(counts)
    if not found:
        return None
    named = {outcome: _WORDS.get(outcome, outcome) for outcome in OUTCOMES}
    said = ", ".join(f"{found[outcome]} {words}" for outcome, words in named.items() if found[outcome])
    return f"{found.total()} asked again: {said}"
