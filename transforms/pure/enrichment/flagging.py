"""Flags of an article: added once each, in the order in which they were found."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from transforms.records import Article


def flagged(article: Article, flags: Iterable[str]) -> Article:
    """Give the article with these flags beside those that it has."""
    known = dict.fromkeys([*article.quality.flags, *flags])
    return replace(article, quality=replace(article.quality, flags=tuple(known)))
