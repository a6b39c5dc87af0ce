"""What enrichment adds to an article: the records of entities, keywords, topics and quotes."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

EntityKind = Literal["person", "organisation", "place"]


class Entity(Struct, frozen=True, kw_only=True):
    """Who or what an article names, under its fullest name in it; `count` includes all its forms.

    `position` counts the characters of `text` that stand before its first mention. `country` is the ISO 3166-1 code (two
    letters) of a country, or of a place that lies for certain in that country.
    """

    name: str
    type: EntityKind
    count: int
    position: int
    country: str | None = None


class Keyword(Struct, frozen=True, kw_only=True):
    """One or two words that the article uses far more often than its language does; `score` orders those of one article."""

    term: str
    score: float


class Topic(Struct, frozen=True, kw_only=True):
    """One of the 17 top IPTC Media Topics, with its score, 0 to 1, and what it was read from."""

    code: str
    name: str
    score: float
    source: str


class Quote(Struct, frozen=True, kw_only=True):
    """What an article quotes, without its quotation marks, and who said it; null where the article does not say.

    `position` counts the characters of `text` that stand before the first of the quote.
    """

    speaker: str | None = None
    text: str
    position: int
