"""Where a sentence ends, in any script."""

from __future__ import annotations

import re

# Full stops and their like: Latin, CJK (full width too), Devanagari, Arabic.
STOPS = ".!?…。！？।؟"
# What may stand behind them and still belong to the sentence.
_CLOSERS = r"\s'\"”’»)\]」』"

_ANY_END = re.compile(f"[{STOPS}]")
_SENTENCE_END = re.compile(f"[{STOPS}][{_CLOSERS}]*$")
_CLAUSE_END = re.compile(f"[{STOPS}:;][{_CLOSERS}]*$")


def ends_sentence(text: str) -> bool:
    """Tell whether a text ends where a sentence does, quotation marks and brackets behind it included.

    >>> ends_sentence("“It opens on Monday.”"), ends_sentence("The dam on"), ends_sentence("They came with:")
    (True, False, False)
    """
    return _SENTENCE_END.search(text) is not None


def ends_clause(text: str) -> bool:
    """Tell whether a text ends where a sentence does, or a part of one that a list or a quotation follows.

    >>> ends_clause("They came with:"), ends_clause("They came with")
    (True, False)
    """
    return _CLAUSE_END.search(text) is not None


def holds_sentence(text: str) -> bool:
    """Tell whether there is the end of a sentence anywhere in a text.

    >>> holds_sentence("It opens. On Monday"), holds_sentence("On Monday")
    (True, False)
    """
    return _ANY_END.search(text) is not None
