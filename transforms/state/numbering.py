"""Names of numbered documents, padded with zeros so that they sort as their numbers do."""

from __future__ import annotations

from collections.abc import Iterable


def padded(number: int) -> str:
    """Give a number as ten digits.

    >>> padded(32)
    '0000000032'
    """
    return f"{number:010d}"


def numbered(number: int) -> str:
    """Give the name of the document with a number.

    >>> numbered(32)
    '0000000032.json'
    """
    return f"{padded(number)}.json"


def number_of(name: str) -> int:
    """Give the number of a document by its name, which `numbered` made.

    >>> number_of("0000000032.json")
    32
    """
    return int(name.removesuffix(".json"))


def last_of(names: Iterable[str]) -> int:
    """Give the greatest number among such names; 0 where there is none.

    >>> last_of(["0000000031.json", "0000000032.json"]), last_of([])
    (32, 0)
    """
    return max(map(number_of, names), default=0)
