"""Words of an article that tell who made it and not what it is about: its outlet, its authors, agencies."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from transforms.pure.text.normal import folded_words
from transforms.pure.text.wordlists import name_words
from transforms.records import Article

# Words that outlets add to a name which they are called by without them.
_ADDED = frozenset(
    ("news", "online", "media", "tv", "com", "net", "org", "the", "der", "die", "das", "le", "la", "el", "il")
)
_NOT_LETTERS = re.compile(r"[\W_]+")


def squash(text: str) -> str:
    """Give the form in which names are compared: letters and digits alone, case folded.

    >>> squash("The Harbour-Post")
    'theharbourpost'
    """
    return _NOT_LETTERS.sub("", text.casefold())


def source_names(article: Article) -> frozenset[str]:
    """Give the names, squashed, that are no keywords of an article: of its outlet, its authors, and of news agencies."""
    names = set(_agencies())
    names.add(article.source.site.partition(".")[0].replace("-", ""))
    if article.source.name:
        names |= _outlet_names(article.source.name)
    for author in article.authors:
        words = folded_words(author)
        names.add("".join(words))
        names.add("".join(words[-2:]))
        names.add(words[-1] if words else "")
    return frozenset(names)


def _outlet_names(name: str) -> set[str]:
    """Give what an outlet is called: its whole name, the last two words of it, and all words but the first of several.

    The first is often a place (Kyiv Post), which may well be what an article is about.
    """
    words = [word for word in folded_words(name) if word not in _ADDED]
    pairs = {"".join(two) for two in pairwise(words)}
    return {"".join(folded_words(name)), "".join(words), *pairs, *(words[1:] or words)}


@lru_cache(maxsize=1)
def _agencies() -> frozenset[str]:
    return frozenset(squash(name) for name in name_words("agency"))
