"""What is remembered of the sites of a shard: blocks that two or more different articles of a site showed.

A turn uses what was known when it began, and what it learns is for later turns; both are the same in whatever order its
pages come. What is remembered is advice: where it is lost, blocks that it would have taken off stay in a few articles.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Literal

import msgspec
from msgspec import Raw, Struct

from transforms.pure.body.site_repeats import INNER_ARTICLES, KnownRepeats, site_keys, story_text
from transforms.pure.page.blocks import Block
from transforms.pure.text.fingerprints import fingerprint
from transforms.pure.text.normal import fold, folded_words, is_unspaced

Mode = Literal["on", "frozen", "off"]

# Raised whenever the keys of blocks or the fingerprints change: what was remembered by other rules is forgotten.
VERSION = 1
# Longer than a monthly column is away; a block that was not shown for so long is no longer on the site's pages.
TTL_DAYS = 60
# What a site repeats is on most of its articles, so a few are enough to find it.
MAX_ARTICLES = 8
MAX_REPEATS = 64
# Of thousand sites with 2 to 3 kB each; the document is read and written once a turn.
MAX_SITES = 2_000
MAX_BYTES = 4_000_000
MAX_TITLE_CHARACTERS = 80
# In a turn with many articles of a site, a phrase that a few of them share is a phrase, not a template.
MIN_SHARE = 0.1
SKETCH_NUMBERS = 32
SAME_NUMBERS = 10
MIN_TITLE_WORD = 4
MIN_SHARED_WORDS = 2
MIN_SHARED_WORDS_SHARE = 1 / 3

_NOTHING = Raw(b"{}")


class ArticleOutline(Struct, frozen=True, array_like=True):
    """What is kept of an article: keys of the blocks that may be its site's, and by what it differs from others.

    `title` is folded and cut; `sketch` holds a byte of each of 32 numbers of the text's fingerprint, in base64.
    """

    id: str
    title: str
    sketch: str
    blocks: tuple[str, ...]
    day: int = 0


class Repeat(Struct, frozen=True, array_like=True):
    """A block that a site repeats: on how many different articles (counted to 3), and the day of the last sighting."""

    articles: int
    day: int


class SiteMemory(Struct, frozen=True, omit_defaults=True):
    """What is remembered of one site: its newest articles, and its repeated blocks by their keys. Days count from 1970."""

    articles: tuple[ArticleOutline, ...] = ()
    repeats: dict[str, Repeat] = {}


def outline_article(article_id: str, title: str | None, blocks: Sequence[Block]) -> ArticleOutline:
    """Give the outline of an article from the blocks of its text, with those that are known to be the site's."""
    by_place = site_keys(blocks)
    made = fingerprint(story_text(blocks, by_place))
    numbers = base64.b64decode(made.partition(":")[2]) if made else b""
    sketch = base64.b64encode(numbers[: 4 * SKETCH_NUMBERS : 4]).decode("ascii")  # each number's lowest byte
    keys = tuple(sorted(set(by_place.values())))
    return ArticleOutline(article_id, fold(title or "")[:MAX_TITLE_CHARACTERS], sketch, keys)


def may_be_one_story(one: ArticleOutline, other: ArticleOutline) -> bool:
    """Tell whether two articles may be one, revised or printed twice, or be about one matter: what they share is then theirs.

    >>> one = ArticleOutline("a", "storm fills lower reservoir", "", ())
    >>> may_be_one_story(one, ArticleOutline("b", "reservoir drained after storm", "", ()))
    True
    """
    if one.id == other.id or (one.title and one.title == other.title):
        return True
    first, second = base64.b64decode(one.sketch), base64.b64decode(other.sketch)
    if sum(a == b for a, b in zip(first, second, strict=False)) >= SAME_NUMBERS:
        return True
    words, others = _title_words(one.title), _title_words(other.title)
    shared = len(words & others)
    return shared >= max(MIN_SHARED_WORDS, MIN_SHARED_WORDS_SHARE * min(len(words), len(others)))


def _title_words(title: str) -> set[str]:
    """Give the longer words of a title, or pairs of letters where the script sets no spaces."""
    if is_unspaced(title):
        letters = title.replace(" ", "")
        return {letters[at : at + 2] for at in range(len(letters) - 1)}
    return {word for word in folded_words(title) if len(word) >= MIN_TITLE_WORD}


def learn(memory: SiteMemory, seen: Iterable[ArticleOutline], day: int) -> SiteMemory:
    """Give what is known of a site after a turn, whatever the order of what was seen in it."""
    fresh = {one.id: msgspec.structs.replace(one, day=day) for one in sorted(seen, key=_by_content)}
    recent = [old for old in memory.articles if old.id not in fresh and _is_fresh(old.day, day)]
    articles = [*recent, *fresh.values()]
    showing: dict[str, list[ArticleOutline]] = {}
    for article in articles:
        for key in article.blocks:
            showing.setdefault(key, []).append(article)
    repeats = {key: repeat for key, repeat in memory.repeats.items() if _is_fresh(repeat.day, day)}
    for key in sorted({key for article in fresh.values() for key in article.blocks}):
        before = repeats[key].articles if key in repeats else 0
        enough = len(showing[key]) >= MIN_SHARE * len(articles)
        count = max(before, _count_stories(showing[key]) if enough else 0)
        if count > 1:
            repeats[key] = Repeat(count, day)
    newest = sorted(repeats.items(), key=lambda item: (-item[1].day, item[0]))[:MAX_REPEATS]
    return SiteMemory(tuple(articles[-MAX_ARTICLES:]), dict(newest))


def _by_content(seen: ArticleOutline) -> tuple[str, str, str, tuple[str, ...]]:
    return seen.id, seen.title, seen.sketch, seen.blocks


def _is_fresh(day: int, today: int) -> bool:
    return today - day <= TTL_DAYS


def _count_stories(articles: Sequence[ArticleOutline]) -> int:
    """Give the number of different stories that articles tell, counted to 3."""
    stories: list[ArticleOutline] = []
    for article in articles:
        if not any(may_be_one_story(article, story) for story in stories):
            stories.append(article)
        if len(stories) == INNER_ARTICLES:
            break
    return len(stories)


class Lessons:
    """What a turn knows of its sites from the turns before it, and what it learns for those after it.

    `sites` holds each site's memory as JSON: only those of sites that have pages in the turn are read.
    """

    def __init__(self, sites: Mapping[str, Raw], today: date) -> None:
        self._sites, self._day = sites, today.toordinal() - date(1970, 1, 1).toordinal()
        self._memories: dict[str, SiteMemory] = {}
        self._seen: dict[str, list[ArticleOutline]] = {}

    def known(self, site: str) -> KnownRepeats:
        """Give what the site is known to repeat."""
        repeats = self._memory(site).repeats
        return {key: repeat.articles for key, repeat in repeats.items() if _is_fresh(repeat.day, self._day)}

    def note(self, site: str, seen: ArticleOutline) -> None:
        """Take note of what an article of the site showed."""
        self._seen.setdefault(site, []).append(seen)

    def learned(self) -> dict[str, Raw]:
        """Give what is to be remembered; of sites beyond the bounds those that were not seen for longest are forgotten."""
        sites = {site: memory for site, memory in self._sites.items() if site not in self._seen}
        for site in sorted(self._seen):
            sites[site] = Raw(msgspec.json.encode(learn(self._memory(site), self._seen[site], self._day)))
        size = 0
        kept: dict[str, Raw] = {}
        for site, memory in reversed(sites.items()):
            size += len(site.encode()) + len(bytes(memory))
            if size > MAX_BYTES or len(kept) == MAX_SITES:
                break
            kept[site] = memory
        return dict(reversed(kept.items()))

    def _memory(self, site: str) -> SiteMemory:
        if site not in self._memories:
            raw = self._sites.get(site, _NOTHING)
            try:
                self._memories[site] = msgspec.json.decode(raw, type=SiteMemory)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                self._memories[site] = SiteMemory()  # Advice that cannot be read is learned again.
        return self._memories[site]
