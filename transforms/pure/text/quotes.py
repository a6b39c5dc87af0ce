"""Quotation marks by language: what a browser sets round a `q`, which has none of its own."""

from __future__ import annotations

Quotes = tuple[str, str]

_ENGLISH: Quotes = ("“", "”")
_QUOTES: dict[str, Quotes] = {
    **dict.fromkeys(("fr", "it", "es", "pt", "ru", "uk", "el", "no", "nb", "fa", "ar"), ("«", "»")),
    **dict.fromkeys(("de", "cs", "sk", "sl", "bg", "lt", "et", "is"), ("„", "“")),
    **dict.fromkeys(("pl", "ro", "hu", "hr", "sr"), ("„", "”")),
    **dict.fromkeys(("sv", "fi"), ("”", "”")),
    **dict.fromkeys(("ja", "zh"), ("「", "」")),
}


def quotes_in(language: str | None) -> Quotes:
    """Give the opening and the closing mark in a language (BCP 47); the English ones where it is unknown.

    >>> quotes_in("de-AT"), quotes_in(None)
    (('„', '“'), ('“', '”'))
    """
    return _QUOTES.get((language or "").split("-")[0].lower(), _ENGLISH)
