"""Items whose links change from poll to poll, since they carry a session: known again by what else they have.

Two links may be one item's where they differ in their parameters alone, and title and date are the same. That two articles
are called "Weather" on one day is no rarity, so this alone proves nothing: the page is fetched, and only where its text is the
same too (`text_id`) is the entry dropped as a duplicate. From then on the parameters in which the two links differ are
*learned*: they say nothing about what stands on the feed's pages. So they are where the guid of an item stays, and title and date
with it. Links with them are known by the rest, unless there is a doubt:

- Other dates under the rest of the link: the parameter tells articles apart there. Where that is so of a good part of a feed's
  items, the parameter is not learned, or not believed any more.
- Two items of one document with the same rest.
- A title that tells little, such as "Live".

Then the link counts as it stands, and the page is fetched and compared as before. So a doubt costs a request, never an article.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from transforms.pure.feeds.window import Candidate, SeenItem, Window
from transforms.pure.net.parameters import split_parameters, varying_names, without_parameters
from transforms.pure.net.urls import clean, url_id, url_key
from transforms.pure.text.normal import count_words, fold
from transforms.records import Entry

# A shorter title is one that a site gives again and again. An ideograph is half a word.
LEAST_TITLE_WORDS: Final = 4
# Of the items with a parameter, the share whose rest has several dates, above which it tells articles apart.
MOST_DOUBTFUL: Final = 0.2
MOST_LEARNED: Final = 8

LedTo = Callable[[str], str | None]


def text_id(entry: Entry, published_at: datetime | None, text: str) -> str | None:
    """Give the id that the same text has under each link of an item: made from the link without parameters, the item's title,
    the article's date, and the whole text. None where the link has no parameters, or the item no title.
    """
    title, link = fold(entry.title or entry.summary or ""), _cleaned(entry.link)
    bare, parameters = split_parameters(link or "")
    if not title or not parameters:
        return None
    at = published_at.isoformat() if published_at else ""
    digest = hashlib.blake2b(
        "\n".join((url_key(bare), title, at, text)).encode("utf-8", "replace"), digest_size=15, person=b"text"
    )
    return base64.b32encode(digest.digest()).decode("ascii").lower()


def session_of(entry: Entry) -> frozenset[str]:
    """Give the parameters of an entry's link that its URL is without, since they were learned.

    >>> at = datetime.fromisoformat("2026-11-26T08:00:00Z")
    >>> link = "https://valley.example/flood?id=7&t=1"
    >>> entry = Entry(id="a", url=link.removesuffix("&t=1"), link=link, feed_url="https://valley.example/rss", parked_at=at)
    >>> sorted(session_of(entry))
    ['t']
    """
    link = None if entry.came_from or entry.url == entry.link else _cleaned(entry.link)
    (bare, parameters), (own_bare, own) = split_parameters(link or entry.url), split_parameters(entry.url)
    return varying_names(parameters, own) if bare == own_bare else frozenset()


class _Seen(Struct, frozen=True):
    url: str
    mark: str
    item: SeenItem


class SessionLinks:
    """What a window and a document hold of links with parameters. `names` are those that were learned."""

    def __init__(self, window: Window, candidates: Iterable[Candidate], names: Sequence[str]) -> None:
        self.names, self._names = tuple(names), frozenset(names)
        self._seen = [
            _Seen(url, window.marks[one.link], one)
            for one in window.seen
            if one.link in window.marks and (url := _cleaned(one.link)) is not None
        ]
        self._standing = [(one.url, one.mark) for one in candidates if one.url is not None and one.mark is not None]
        self._bare = {(split_parameters(one.url)[0], one.mark) for one in self._seen}
        self._by_rest: dict[str, list[_Seen]] = {}
        for one in self._seen if self._names else ():
            self._by_rest.setdefault(_rest(one.url, self._names), []).append(one)
        self._in_document = Counter(_rest(url, self._names) for url, _ in self._standing if self._names)

    def find(self, candidate: Candidate) -> SeenItem | None:
        """Give what is known of an item with another link, by what was learned; None where there is none, or a doubt."""
        rest, mark = self._shortened(candidate), candidate.mark
        if rest is None or mark is None or not _tells_much(candidate.item.title or candidate.item.summary or ""):
            return None
        namesakes = self._by_rest.get(rest, [])
        if any(_is_other_day(one.mark, mark) for one in namesakes):
            return None
        same = [one.item for one in namesakes if one.mark == mark and one.item.id is not None]
        return same[-1] if same else None  # the oldest: it was parked first

    def shorten(self, candidate: Candidate) -> Candidate:
        """Give a new item with its link without what was learned, where no other item has, or had, the same."""
        rest = self._shortened(candidate)
        if rest is None or candidate.url is None or rest in self._by_rest:
            return candidate
        url = without_parameters(candidate.url, self._names)
        return replace(candidate, url=url, id=url_id(url))

    def resembles(self, candidate: Candidate) -> bool:
        """Tell whether an item may be one that was seen before, under another link."""
        return candidate.url is not None and (split_parameters(candidate.url)[0], candidate.mark) in self._bare

    def learn(self, led_to: LedTo, known: Iterable[tuple[Candidate, SeenItem | None]] = ()) -> tuple[str, ...]:
        """Give the names that are learned now: with those in which links differ whose entries have led to one article.

        `led_to` gives the id that an entry's id led to; `known` are items that are known by their guid. What tells articles
        apart in this feed is left out.
        """
        proofs = {*self._proofs(led_to), *self._guid_proofs(known)}
        found = self._names.union(*(names for names in proofs if not self._is_doubtful(names)))
        if found and self._is_doubtful(found):
            found = frozenset()
        return tuple(sorted(found))[:MOST_LEARNED]

    def _guid_proofs(self, known: Iterable[tuple[Candidate, SeenItem | None]]) -> list[frozenset[str]]:
        """Give the names in which the links of items differ from those that they had at the last poll."""
        before = {one.item.link: one for one in self._seen}
        pairs = []
        for candidate, seen in known:
            one = None if seen is None else before.get(seen.link)
            if one is not None and candidate.url is not None and one.mark == candidate.mark:
                (bare, parameters), (own_bare, own) = split_parameters(one.url), split_parameters(candidate.url)
                pairs.append(varying_names(parameters, own) if bare == own_bare else frozenset())
        return [names for names in pairs if names]

    def _proofs(self, led_to: LedTo) -> list[frozenset[str]]:
        """Give, of pairs of links with one text, the names in which they differ."""
        first: dict[tuple[str, str, str], str] = {}
        pairs = []
        for one in self._seen:
            bare, parameters = split_parameters(one.url)
            target = led_to(one.item.id) if one.item.id is not None else None
            if target is not None:
                other = first.setdefault((bare, one.mark, target), one.url)
                pairs.append(varying_names(split_parameters(other)[1], parameters))
        return [names for names in pairs if names]

    def _is_doubtful(self, names: frozenset[str]) -> bool:
        """Tell whether some names tell articles apart: without them, many links are one though the dates are not."""
        marks: dict[str, list[str]] = {}
        for url, mark in [*self._standing, *((one.url, one.mark) for one in self._seen)]:
            if any(name in names for name, _ in split_parameters(url)[1]):
                marks.setdefault(_rest(url, names), []).append(mark)
        doubtful = sum(len(found) for found in marks.values() if any(_is_other_day(found[0], one) for one in found))
        return doubtful > MOST_DOUBTFUL * sum(map(len, marks.values()))

    def _shortened(self, candidate: Candidate) -> str | None:
        """Give what an item's link is compared by; None where nothing that was learned stands in it, or others have the same."""
        if not self._names or candidate.url is None:
            return None
        rest = _rest(candidate.url, self._names)
        return None if rest == url_key(candidate.url) or self._in_document[rest] > 1 else rest


def address_to_ask(entry: Entry) -> str:
    """Give the URL to ask for an entry's page: with its session, where the link has one, since some servers want it."""
    return clean(entry.link) if session_of(entry) else entry.url


def _rest(url: str, names: frozenset[str]) -> str:
    return url_key(without_parameters(url, names))


def _is_other_day(one: str, other: str) -> bool:
    """Tell whether two marks have other dates, or, without any, other titles."""
    (title, _, at), (other_title, _, other_at) = one.partition(" "), other.partition(" ")
    return at != other_at if at or other_at else title != other_title


def _tells_much(title: str) -> bool:
    words, ideographs = count_words(title)
    return words - ideographs / 2 >= LEAST_TITLE_WORDS


def _cleaned(link: str) -> str | None:
    try:
        return clean(link)
    except ValueError:
        return None
