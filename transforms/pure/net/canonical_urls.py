"""Which URL identifies an article: the canonical one that its page names, where that can be believed."""

from __future__ import annotations

import re
from urllib.parse import unquote

import ada_url

from transforms.pure.net.urls import clean, resolve, same_site

_LONG_NUMBER = re.compile(r"[0-9]{5,}")
_ARTICLE_NUMBER = re.compile(r"[0-9]{4,}")
_EXTENSION = re.compile(r"\.[a-z]{2,5}$")
# Parameters that are all that tells articles apart on some site; so is any whose value has four digits in a row.
_ID_PARAMETERS = """
    id aid cid did eid nid pid sid tid uid guid uuid oid docid doc article articleid article_id artid art story storyid
    story_id news newsid news_id item itemid item_id content contentid content_id post postid post_id key no idx num n p q
    slug title name url u v a t s
"""
_ID_NAMES = frozenset(_ID_PARAMETERS.split())
_GENERIC_SEGMENTS = frozenset(
    ("index", "default", "home", "main", "amp", "article", "story", "news", "page", "view", "print")
)


def choose_article_url(final_url: str, canonical: str | None) -> str:
    """Give the URL that identifies an article: its canonical one if that can be believed, else the cleaned final URL.

    A canonical is often wrong in the same way on every page of a site, and believing it would merge all its articles. It has
    to be on the final URL's site, lead neither to the front page nor to what looks like a section, and lose no parameter
    that may be all that tells articles apart. A doubt costs a duplicate at most. Raises: ValueError for the final URL.

    >>> choose_article_url("https://m.valley.example/a/84211?out=amp", "https://www.valley.example/dam-opens-early-84211")
    'https://www.valley.example/dam-opens-early-84211'
    >>> choose_article_url("https://valley.example/article?id=5", "https://valley.example/article")
    'https://valley.example/article?id=5'
    """
    final = clean(final_url)
    if not canonical or not canonical.strip():
        return final
    try:
        believed = clean(resolve(final, canonical))
    except ValueError:
        return final  # A broken canonical is no reason to lose the article.
    return believed if same_site(final, believed) and _identifies(believed, final) else final


def _identifies(canonical: str, final: str) -> bool:
    path, pairs = _path_and_pairs(canonical)
    final_path, final_pairs = _path_and_pairs(final)
    segment, final_segment = path.rpartition("/")[2], final_path.rpartition("/")[2]
    dropped = final_pairs - pairs
    if not segment or any(_tells_articles_apart(pair) for pair in dropped):
        return False
    if _names_an_article(segment):
        return segment == final_segment or not _names_an_article(final_segment) or _kin(segment, final_segment)
    # `/index.html` for `/2026/flood/index.html` is the front page.
    same_name = segment == final_segment and _EXTENSION.sub("", segment) not in _GENERIC_SEGMENTS
    return not dropped and (path == final_path or same_name)


def _path_and_pairs(url: str) -> tuple[str, set[str]]:
    """Give the path, decoded, in lower case, without closing slashes ("" for the root), and the parameters."""
    parsed = ada_url.URL(url)
    return unquote(parsed.pathname.rstrip("/")).lower(), set(parsed.search[1:].split("&")) - {""}


def _names_an_article(segment: str) -> bool:
    return len(_words(segment)) >= 3 or _LONG_NUMBER.search(segment) is not None


def _kin(a: str, b: str) -> bool:
    """Tell whether two articles' addresses can be of one article: a site may canonise all its articles to one page."""
    numbers = set(_LONG_NUMBER.findall(a)) & set(_LONG_NUMBER.findall(b))
    return bool(numbers) or len(set(_words(a)) & set(_words(b))) >= 2


def _words(segment: str) -> list[str]:
    return [word for word in re.split(r"[-_]+", _EXTENSION.sub("", segment)) if word]


def _tells_articles_apart(pair: str) -> bool:
    name, _, value = pair.partition("=")
    return name.lower() in _ID_NAMES or _ARTICLE_NUMBER.search(value) is not None
