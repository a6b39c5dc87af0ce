"""Words that bylines and credits are made of, by language: data files, a section for each kind of word.

All languages are read as one: a reporter's byline is often in another language than the article.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from typing import Literal

Kind = Literal["by", "not by", "label", "and", "from", "role", "nobody", "credit", "credit by", "archive", "desk"]


@lru_cache(maxsize=16)
def name_words(kind: Kind) -> frozenset[str]:
    """Gives the words and phrases of one kind in all languages, case folded.

    >>> {"by", "von", "par"} <= name_words("by"), "photo" in name_words("credit")
    (True, True)
    """
    return _read().get(kind, frozenset())


def any_of(words: Iterable[str]) -> str:
    """Gives a regular expression for any of the words, the longest first; a space in one stands for any white space.

    >>> any_of(["by", "written by"])
    'written\\\\s+by|by'
    """
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in longest_first)


@lru_cache(maxsize=1)
def _read() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for file in files("transforms.pure").joinpath("data/names").iterdir():
        kind = ""
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.startswith("["):
                kind = line.strip("[]")
            elif line:
                found.setdefault(kind, set()).add(line.casefold())
    return {kind: frozenset(words) for kind, words in found.items()}
