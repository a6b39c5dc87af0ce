"""Where a sentence ends, in any script."""

from __future__ import annotations

import re

# Full stops and their like: Latin, CJK (full width too), Devanagari, Arabic.
STOPS = ".!?…。！？।؟"
# What may stand behind them and still belong to the sentence.
_CLOSERS = "'\"”“’‘»«›‹)]」』" + "".join(filter(str.isspace, map(chr, range(0x3001))))

_CLAUSE_STOPS = f"{STOPS}:;"
_ANY_END = re.compile(f"[{STOPS}]")


def ends_sentence(text: str) -> bool:
    """Tell whether a text ends where a sentence does, quotation marks and brackets behind it included.

    >>> ends_sentence("“It opens on Monday.”"), ends_sentence("The dam on"), ends_sentence("They came with:")
    (True, False, False)
    """
    rest = text.rstrip(_CLOSERS)
    return rest != "" and rest[-1] in STOPS


def ends_clause(text: str) -> bool:
    """Tell whether a text ends where a sentence does, or a part of one that a list or a quotation follows.

    >>> ends_clause("They came with:"), ends_clause("They came with")
    (True, False)
    """
    rest = text.rstrip(_CLOSERS)
    return rest != "" and rest[-1] in _CLAUSE_STOPS


def holds_sentence(text: str) -> bool:
    """Tell whether there is the end of a sentence anywhere in a text.

    >>> holds_sentence("It opens. On Monday"), holds_sentence("On Monday")
    (True, False)
    """
    return _ANY_END.search(text) is not None
