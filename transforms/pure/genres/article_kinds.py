"""What kind of article one is declared to be: an opinion, a sponsored text, a press release.

Where a page has its article's kind: in the section, the folder of its address, ahead of the title, in the byline, or in lines
above and below the text. The words are data files by language; all languages are read as one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final
from urllib.parse import unquote, urlsplit

from transforms.pure.text.normal import fold
from transforms.pure.text.phrases import Matcher, read_patterns, read_sections
from transforms.pure.text.wordlists import any_of, read_all_data
from transforms.records import Article

OPINION: Final = "opinion"
SPONSORED: Final = "sponsored"
PRESS_RELEASE: Final = "press_release"
_SECTION_OF: Final = {OPINION: "opinion", SPONSORED: "sponsored", PRESS_RELEASE: "press release"}

_EDGE_PARAGRAPHS: Final = 3
_FOOT_PARAGRAPHS: Final = 14
_MOST_LINE_CHARACTERS: Final = 220
# Folders that hold other things on many sites.
_NO_FOLDERS: Final = frozenset(("comment", "editorial", "columns", "column", "ots", "test"))
_SECTION_PARTS = re.compile(r"(?:(?<!\s)\s+)?[/|>›»,;]\s*|(?<!\s)\s+[-–—]\s+")
# Agencies for press releases, in the dateline.
_RELEASE_WIRE = re.compile(
    r"/\s?(?:PRNewswire[\w/-]*|CNW|Medianet\w*)\s?/|\((?:BUSINESS WIRE|GLOBE ?NEWSWIRE|ACCESS ?WIRE|EIN Presswire|Newswire"
    r"|NEWSFILE|Marketwired|ACN Newswire|EZ Newswire|NewMediaWire|pressetext|PRWEB|PRUnderground|ots(?:/[\w .-]{2,20})?"
    r"|APA-OTS|OTS|PRNewsfoto|TNW)\)"
)
_END_MARK = re.compile(
    r"(?:#\s?#\s?#|[-–—\s]*(?:ends?|ende|fin|fine|fim|einde|slut|loppu|koniec)[-–—\s]*)", re.IGNORECASE
)
_ABOUT = re.compile(
    r"(?:About|Über|[ÀA] propos d|Acerca de|Sobre|Informazioni su|Chi è|Over|Om|Tietoa|O firmie|O společnosti|О компании"
    r"|Про компанію)\W"
)
# What parts a kind from a title.
_MARKED = re.compile(r"[:：|\[(【［–—]|\s-\s")
_MOST_ABOUT_CHARACTERS: Final = 80
_EDITORIAL_BOARD = re.compile(r"(?:the )?(?:\w+ ){0,3}editorial board", re.IGNORECASE)


def find_kinds(article: Article) -> list[str]:
    """Give the kinds that an article is declared to be, those of `opinion`, `sponsored` and `press_release` that hold."""
    paragraphs = [paragraph for paragraph in article.text.split("\n") if paragraph]
    named = _named_kinds(article)
    holds = {
        OPINION: OPINION in named or any(_EDITORIAL_BOARD.fullmatch(author) for author in article.authors),
        SPONSORED: SPONSORED in named or _has_sponsored_line(paragraphs),
        PRESS_RELEASE: PRESS_RELEASE in named or _reads_as_release(paragraphs),
    }
    return [kind for kind, true in holds.items() if true]


def _named_kinds(article: Article) -> set[str]:
    """Give the kinds that section, categories, address, title, byline or tags name; the last two name no opinion."""
    found: set[str] = set()
    for label in (*_label_parts(article.section), *article.feed.categories):
        found |= _kinds_by_word().get(fold(label), frozenset())
    for label in (*article.authors, *article.tags):
        found |= _kinds_by_word().get(fold(label), frozenset()) - {OPINION}
    for folder in _folders_of(article.url):
        found |= _kinds_by_folder().get(folder, frozenset())
    if article.title is not None and _MARKED.search(article.title) is not None:
        found |= {kind for kind in _SECTION_OF if _title_pattern(kind).search(article.title)}
    return found


def _label_parts(label: str | None) -> Iterator[str]:
    if label:
        yield label
        yield from _SECTION_PARTS.split(label)


def _folders_of(url: str) -> list[str]:
    """Give the folders of an address as words, without the page itself."""
    path = urlsplit(url).path.rstrip("/").split("/")[1:-1]
    return [_plain(re.sub(r"[-_+]", " ", unquote(folder))) for folder in path]


def _plain(text: str) -> str:
    """Give a text folded and without accents, as addresses write it."""
    folded = fold(text)
    if folded.isascii():
        return folded
    return "".join(sign for sign in unicodedata.normalize("NFD", folded) if not unicodedata.combining(sign))


def _has_sponsored_line(paragraphs: list[str]) -> bool:
    edges = [*paragraphs[:_EDGE_PARAGRAPHS], *paragraphs[-_EDGE_PARAGRAPHS:]]
    return _any_matches(_lines("sponsored line"), edges)


def _reads_as_release(paragraphs: list[str]) -> bool:
    """Tell whether a text has what press releases have: the dateline of their agencies, or two of the parts at their end."""
    heads, feet = paragraphs[:_EDGE_PARAGRAPHS], paragraphs[-_FOOT_PARAGRAPHS:]
    if any(_RELEASE_WIRE.search(head[:200]) for head in heads) or _any_matches(_lines("press release line"), heads):
        return True
    signs = (
        _any_matches(_lines("press contact"), feet),
        any(len(foot) <= _MOST_ABOUT_CHARACTERS and _ABOUT.match(foot) for foot in feet),
        any(_END_MARK.fullmatch(foot) for foot in feet),
    )
    return sum(signs) > 1


def _any_matches(matcher: Matcher, paragraphs: Iterable[str]) -> bool:
    return any(matcher.matches(fold(line)) for line in paragraphs if len(line) <= _MOST_LINE_CHARACTERS)


@lru_cache(maxsize=1)
def _data() -> dict[str, dict[str, list[str]]]:
    """Give the lines of each language by their section."""
    return {language: read_sections(text) for language, text in read_all_data("article_kinds").items()}


def kind_words(name: str, language: str | None = None) -> list[str]:
    """Give the lines of a section of the data files: of all languages, or of one and of English.

    >>> "presseinformation" in kind_words("press release"), "on" in kind_words("numbers", "de-AT")
    (True, False)
    """
    codes = list(_data()) if language is None else dict.fromkeys((language.partition("-")[0], "en"))
    return [line for code in codes for line in _data().get(code, {}).get(name, [])]


@lru_cache(maxsize=1)
def _kinds_by_word() -> dict[str, frozenset[str]]:
    """Give the kinds that a folded word or phrase is the name of."""
    found: dict[str, set[str]] = {}
    for kind, name in _SECTION_OF.items():
        for word in (*kind_words(name), *kind_words(f"{name} section")):
            found.setdefault(fold(word), set()).add(kind)
    return {word: frozenset(kinds) for word, kinds in found.items()}


@lru_cache(maxsize=1)
def _kinds_by_folder() -> dict[str, frozenset[str]]:
    folders = ((_plain(word), kinds) for word, kinds in _kinds_by_word().items())
    return {folder: kinds for folder, kinds in folders if folder not in _NO_FOLDERS}


@lru_cache(maxsize=4)
def _lines(name: str) -> Matcher:
    return read_patterns(kind_words(name))


@lru_cache(maxsize=4)
def _title_pattern(kind: str) -> re.Pattern[str]:
    """Match a title that its kind stands ahead of, in brackets or before a sign, or behind a bar."""
    name = _SECTION_OF[kind]
    words = any_of([*kind_words(name), *kind_words(f"{name} title")])
    forms = (
        rf"^\W{{0,2}}(?:{words})\s?(?:[:：|]|\s[-–—]\s|[–—])",
        rf"^[\[(（【［](?:{words})[\])）】］]",
        rf"\s[|]\s(?:{words})$",
        rf"[\[(（【［](?:{words})[\])）】］]$",
    )
    return re.compile("|".join(forms), re.IGNORECASE)
