"""The authors that a feed names once, for all items that name none (RFC 4287, 4.2.1; JSON Feed 1.1, `authors`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from transforms.feed_items import FeedItem
from transforms.pure.text.names import looks_like_person
from transforms.pure.text.normal import folded_words

# Shorter ones ("of", "de") stand in the names of papers and of people.
MIN_WORD_CHARACTERS = 3


def inherit_authors(items: Iterable[FeedItem], named: Sequence[str], title: str | None) -> tuple[FeedItem, ...]:
    """Give the items, those without authors with the people among `named`, the authors of the feed that has this title.

    >>> items = [FeedItem(link="https://valley.example/flood"), FeedItem(link="https://valley.example/dam", authors=("Bob Ray",))]
    >>> [item.authors for item in inherit_authors(items, ["Ann Lee"], "Valley News")]
    [('Ann Lee',), ('Bob Ray',)]
    """
    people = people_of(named, title)
    return tuple(item if item.authors or not people else replace(item, authors=people) for item in items)


def people_of(named: Iterable[str], title: str | None) -> tuple[str, ...]:
    """Give the people among the authors of a whole feed: papers put their own name there, which wrote none of the articles.

    What shares a word with the feed's title counts as such a name, also that of a person: better no author than a paper.

    >>> people_of(["Ann Lee", "Valley Newspapers", "Staff"], "Valley News")
    ('Ann Lee',)
    """
    of_title = _words(title or "")
    return tuple(name for name in named if looks_like_person(name) and not _words(name) & of_title)


def _words(text: str) -> set[str]:
    return {word for word in folded_words(text) if len(word) >= MIN_WORD_CHARACTERS}
