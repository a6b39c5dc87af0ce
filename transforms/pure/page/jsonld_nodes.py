"""The objects of a page's JSON-LD, as its scripts hold them: read where they are broken, and their values as plain text."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from transforms.pure.text.normal import clean_or_none

MAX_SCRIPT_CHARACTERS = 2_000_000
MAX_NODES = 2000
MAX_DEPTH = 6

Node = dict[str, Any]

_ARTICLE_WORDS = """
    article newsarticle reportagenewsarticle opinionnewsarticle analysisnewsarticle backgroundnewsarticle reviewnewsarticle
    asknewsarticle satiricalarticle advertisercontentarticle blogposting liveblogposting socialmediaposting report
    techarticle scholarlyarticle review claimreview
"""
ARTICLE_TYPES = frozenset(_ARTICLE_WORDS.split())
_HOLDERS = ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item", "hasPart", "subjectOf")
_WRAPPING = re.compile(r"^\s*(?://\s*)?<!(?:--|\[CDATA\[)|(?://\s*)?(?:-->|\]\]>)\s*$")
_TYPE = re.compile(r'"@type"\s*:\s*+(?:\[\s*+)?"(\w+)"')
_PLAIN_PAIR = re.compile(
    r'"(headline|datePublished|dateModified|articleSection|isAccessibleForFree)"\s*:\s*("(?:[^"\\\n]|\\["\\/bfnrt]){1,300}")\s*[,}\n]'
)
_PLAIN_AUTHOR = re.compile(r'"author"\s*:\s*+(?:\[\s*+)?\{[^{}]{0,300}?"name"\s*:\s*("(?:[^"\\\n]){1,100}")')
_TRAILING_COMMA = re.compile(r",\s*(?=[}\]])")
# A string, which stays, or a comment of the languages that scripts are written in. What does not end stays, to the end.
_COMMENT = re.compile(r'("[^"\\]*+(?:\\.?[^"\\]*+)*+(?:"|\Z))|/\*.*?\*/|(/\*.*)|//[^\n]*', re.DOTALL)


def read_nodes(script: str) -> list[Node]:
    """Give the objects of one JSON-LD script, those in graphs and lists included; [] for what cannot be mended.

    >>> len(read_nodes('<!-- {"@graph": [{"@type": "Person"}, {"@type": "Article"}]} -->'))
    3
    """
    if len(script) > MAX_SCRIPT_CHARACTERS:
        return []
    text = _WRAPPING.sub("", script).strip().rstrip(";")
    # In this order: the mends could spoil a text that is right as it is.
    mends: tuple[Callable[[], str], ...] = (
        lambda: text,
        lambda: _TRAILING_COMMA.sub("", text),
        lambda: html.unescape(text),
        lambda: _TRAILING_COMMA.sub("", _COMMENT.sub(r"\1\2", text)).strip().rstrip(";"),
    )
    for mend in mends:
        try:
            found = json.loads(mend(), strict=False)
        except (ValueError, RecursionError):
            continue
        return [node for _, node in zip(range(MAX_NODES), _walk(found, 0), strict=False)]
    return _salvaged(text)


def _salvaged(text: str) -> list[Node]:
    """Give what an article's script says in plain pairs, where its whole cannot be read: one unescaped quote breaks it all."""
    named = _TYPE.search(text)
    if named is None or named[1].lower() not in ARTICLE_TYPES:
        return []
    node: Node = {"@type": named[1]}
    for pair in _PLAIN_PAIR.finditer(text):
        node.setdefault(pair[1], json.loads(pair[2], strict=False))
    if (author := _PLAIN_AUTHOR.search(text)) is not None:
        node["author"] = json.loads(author[1], strict=False)
    return [node]


def _walk(value: Any, depth: int) -> Iterator[Node]:
    if depth > MAX_DEPTH:
        return
    if isinstance(value, list):
        for item in value:
            yield from _walk(item, depth + 1)
    elif isinstance(value, dict):
        value = with_plain_keys(value)
        yield value
        for key in _HOLDERS:
            if isinstance(value.get(key), dict | list):
                yield from _walk(value[key], depth + 1)


def with_plain_keys(node: Node) -> Node:
    """Give an object whose keys are bare words: "schema:author" and "https://schema.org/author" mean author."""
    if not any(":" in key for key in node):
        return node
    return {_plain_key(key): value for key, value in node.items()}


def _plain_key(name: str) -> str:
    return name.rpartition("/")[2].rpartition(":")[2]


def types_of(node: Node) -> frozenset[str]:
    return frozenset(_plain_key(name).lower() for name in listed(node.get("@type")) if isinstance(name, str))


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def text_of(value: Any) -> str | None:
    return clean_or_none(html.unescape(value)) if isinstance(value, str) else None
