"""A list of feeds, read: what it says of each feed, where it says so, and what in it is wrong.

Values are texts as they stand in the list, brought into one spelling; whether a URL is one is decided by who uses them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from transforms.pure.shown.display import one_line
from transforms.pure.text.characters import scrub
from transforms.pure.text.normal import clean_line

# A list beyond these bounds is refused: reading it would take minutes, and the memory of the process. What has a structure
# takes far more of both than a line has.
MAX_PLAIN_BYTES = 64_000_000
MAX_STRUCTURED_BYTES = 16_000_000
MAX_FEEDS = 1_000_000
# With so many lines wrong, a text is another thing than a list.
MAX_WRONG_LINES = 10_000
# So many faults of one list are named, the others are counted.
MAX_FAULTS = 50

_MAX_NAME_CHARACTERS = 300
_MAX_TAGS = 50
_FEED_SCHEME = re.compile(r"^feed:(?://)?(?=https?:)", re.IGNORECASE)
_FEED_ALONE = re.compile(r"^(?:feed|itpc|pcast)://", re.IGNORECASE)
_TAG = re.compile(r'"((?:[^"]|"")*)"|([^,;|"\s][^,;|]*)')
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")


# Tables of people name languages in English.
_NAMED_LANGUAGES = {
    "arabic": "ar", "bengali": "bn", "bulgarian": "bg", "catalan": "ca", "chinese": "zh", "croatian": "hr", "czech": "cs",
    "danish": "da", "dutch": "nl", "english": "en", "estonian": "et", "finnish": "fi", "french": "fr", "german": "de",
    "greek": "el", "hebrew": "he", "hindi": "hi", "hungarian": "hu", "indonesian": "id", "irish": "ga", "italian": "it",
    "japanese": "ja", "korean": "ko", "latvian": "lv", "lithuanian": "lt", "malay": "ms", "norwegian": "no", "persian": "fa",
    "polish": "pl", "portuguese": "pt", "romanian": "ro", "russian": "ru", "serbian": "sr", "slovak": "sk", "slovenian": "sl",
    "spanish": "es", "swahili": "sw", "swedish": "sv", "tamil": "ta", "thai": "th", "turkish": "tr", "ukrainian": "uk",
    "urdu": "ur", "vietnamese": "vi",
}  # fmt: skip


class ListError(ValueError):
    """A text is no list of feeds; the message says why and what to do, and begins with `line 7: ` where there is one.

    It is one line, though it may quote what stands in the list.
    """

    def __init__(self, message: str) -> None:
        super().__init__(one_line(message))


class ListedFeed(Struct, frozen=True, kw_only=True):
    """What a list says of one feed. `line` counts from 1; `interval` and `enabled` are texts as a configuration has them."""

    line: int
    url: str
    name: str | None = None
    language: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    interval: str | None = None
    enabled: str | None = None


class Fault(Struct, frozen=True, kw_only=True):
    """What is wrong at one line of a list, in a sentence."""

    line: int
    sentence: str


class FeedList(Struct, frozen=True, kw_only=True):
    """A list that was read. `skipped` are entries that are no feeds and need no mending, `unused` columns that say nothing here.

    `more_faults` counts the faults beyond those that are named.
    """

    feeds: tuple[ListedFeed, ...] = ()
    faults: tuple[Fault, ...] = ()
    more_faults: int = 0
    skipped: tuple[Fault, ...] = ()
    unused: tuple[str, ...] = ()


class Findings:
    """Collects what a reader finds, within the bounds."""

    def __init__(self) -> None:
        self._feeds: list[ListedFeed] = []
        self._faults: list[Fault] = []
        self._skipped: list[Fault] = []
        self._more_faults = 0

    def add(self, feed: ListedFeed) -> None:
        """Take a feed. Raises: ListError when there are too many."""
        if len(self._feeds) >= MAX_FEEDS:
            raise ListError(f"the list holds more than {MAX_FEEDS:,} feeds; split it")
        self._feeds.append(feed)

    def fault(self, line: int, sentence: str) -> None:
        """Note what is wrong."""
        if len(self._faults) < MAX_FAULTS:
            self._faults.append(Fault(line=line, sentence=one_line(sentence)))
            return
        self._more_faults += 1
        if self._more_faults > MAX_WRONG_LINES:
            first = self._faults[0]
            raise ListError(
                f"line {first.line}: {first.sentence}; and so on in more than {MAX_WRONG_LINES:,} lines: this is no list of feeds"
            )

    def skip(self, line: int, sentence: str) -> None:
        """Note what is no feed, and is no fault either."""
        if len(self._skipped) < MAX_FAULTS:
            self._skipped.append(Fault(line=line, sentence=one_line(sentence)))

    def result(self, unused: Iterable[str] = (), *, merged: bool = False) -> FeedList:
        """Give the list; `merged` joins the tags of feeds that stand in it more than once."""
        feeds = _merge(self._feeds) if merged else self._feeds
        return FeedList(
            feeds=tuple(feeds),
            faults=tuple(self._faults),
            more_faults=self._more_faults,
            skipped=tuple(self._skipped),
            unused=tuple(unused),
        )


def _merge(feeds: list[ListedFeed]) -> list[ListedFeed]:
    """Give each URL once, with the tags of all places where it stands: readers show a feed in several folders so."""
    merged: dict[str, ListedFeed] = {}
    for feed in feeds:
        first = merged.get(feed.url)
        if first is None:
            merged[feed.url] = feed
            continue
        known = {name: getattr(first, name) for name in first.__struct_fields__}
        more = {name: getattr(feed, name) for name in known if known[name] is None}
        merged[feed.url] = ListedFeed(**known | more | {"tags": distinct_tags([*first.tags, *feed.tags])})
    return list(merged.values())


def lines_of(text: str) -> Iterator[str]:
    """Yield the lines of a text one by one, without their ends: a list of them would take many times its memory."""
    start = 0
    while (end := text.find("\n", start)) >= 0:
        yield text[start:end]
        start = end + 1
    if start < len(text):
        yield text[start:]


def clean_address(text: str) -> str:
    """Give the address that a text means: without space, angle brackets, escapes, and the scheme `feed:` of old readers.

    Nor does it hold a control character: no list could be written with one.

    >>> clean_address(" <feed:https://valley.example/rss> "), clean_address("feed://valley.example/rss")
    ('https://valley.example/rss', 'http://valley.example/rss')
    """
    address = scrub(text).strip()
    if address.startswith("<") and address.endswith(">"):
        address = address[1:-1].strip()
    address = address.replace("&amp;", "&")  # copied from a page's source
    return _FEED_ALONE.sub("http://", _FEED_SCHEME.sub("", address))


def clean_name(text: str | None) -> str | None:
    """Give a name on one line, cut where it is no name any more; None for nothing."""
    return clean_line(text[: 4 * _MAX_NAME_CHARACTERS])[:_MAX_NAME_CHARACTERS].rstrip() or None if text else None


def clean_language(text: str | None) -> str | None:
    """Give a language as a tag with hyphens; what is neither a tag nor a name stays as it is, None for nothing.

    >>> clean_language("pt_BR"), clean_language(" German "), clean_language("")
    ('pt-BR', 'de', None)
    """
    written = (text or "").strip().replace("_", "-")
    return _NAMED_LANGUAGES.get(written.lower(), written) or None


def is_language(text: str | None) -> bool:
    """Tell whether a text has the form of a BCP 47 language tag."""
    return text is not None and _LANGUAGE.fullmatch(text) is not None


def split_tags(text: str | None, *, paths: bool = False) -> tuple[str, ...]:
    """Give the tags that a text lists, behind commas, semicolons or bars; one in double quotes may hold them.

    With `paths`, what begins with a slash is a path of tags, as in OPML: `/Boston/Weather`.

    >>> split_tags('sea, fishing | "ports, harbours"; sea')
    ('sea', 'fishing', 'ports, harbours')
    """
    tags: list[str] = []
    for quoted, plain in _TAG.findall(text or ""):
        if quoted:
            tags.append(quoted.replace('""', '"'))
        else:
            tags += plain.split("/") if paths and plain.startswith("/") else [plain]
    return distinct_tags(tags)


def join_tags(tags: Iterable[str]) -> str:
    """Give tags as one text, from which `split_tags` reads them again.

    >>> join_tags(["sea", "ports, harbours"])
    'sea, "ports, harbours"'
    """
    return ", ".join(
        '"' + tag.replace('"', '""') + '"' if any(c in tag for c in ',;|"') or tag.startswith("/") else tag
        for tag in tags
    )


def distinct_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Give the tags in order, each once and on one line."""
    cleaned = dict.fromkeys(name for tag in tags if (name := clean_name(tag)))
    return tuple(cleaned)[:_MAX_TAGS]
