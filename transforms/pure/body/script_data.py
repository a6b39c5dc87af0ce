"""The running text that a page holds only as data for its scripts, from which a browser would make the article.

Such data is JSON in some form: an element of it, an assignment, the argument of a call, a string of JSON within JSON. All have
strings in common, and each string a name before it, so the strings are looked for and the forms are not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator

from lxml.html import HtmlElement

from transforms.pure.body.layout import read_layout
from transforms.pure.page.blocks import Block
from transforms.pure.page.elements import parse_fragment
from transforms.pure.page.lines import strip_spoken
from transforms.pure.text.sentences import holds_sentence

MAX_SCRIPT_CHARACTERS = 4_000_000
# JSON in a string in JSON: what is deeper than this is no text.
MAX_DEPTH = 3
# Less is a label or a teaser, more is no article.
MIN_STRING_CHARACTERS, MAX_STRING_CHARACTERS = 60, 300_000
MIN_TEXT_CHARACTERS = 400
MAX_CANDIDATES = 40
# An article speaks of what its title does; a privacy notice or another story does not.
MIN_TITLE_SHARE = 0.35
_TITLE_RUN = 3
MAX_WORD_CHARACTERS = 15

# What stands before a string keeps the quotation marks in step where code stands among the data.
_STRING = re.compile(r'(?:"(?P<name>[\w$@.-]{1,40})"\s*:|[\[(,={:]|\A)\s*"(?P<text>[^"\\]*(?:\\.[^"\\]*)*)"', re.DOTALL)
# "{{ad}}", "[[related]]": where a script would put something else.
_PLACEHOLDER = re.compile(r"[{\[<$%#]{2,}[\w .:-]+[}\]>$%#]{2,}")
_MARKUP = re.compile(r"<(?:p|br|div|h[1-6]|ul|blockquote|section)\b", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W_]+")


def read_script_data(tree: HtmlElement, titles: Collection[str]) -> list[Block]:
    """Give the blocks of the article in the scripts of a page; [] where no long text there speaks of what its titles do.

    >>> from transforms.pure.page.elements import parse_html
    >>> one = "The dam on the Soller opens on Monday. " * 6
    >>> state = json.dumps({"story": {"body": f"<p>{one}</p><p>Its gate will stay. {one}</p>"}})
    >>> page = parse_html(f"<html><script>window.state = {state};</script></html>")
    >>> len(read_script_data(page, ["Dam on the Soller opens"]))
    2
    """
    named: dict[tuple[int, str], list[str]] = {}
    for place, script in enumerate(tree.iter("script")):
        if "ld+json" in (script.get("type") or "").lower():
            continue
        for name, text in _strings((script.text or "")[:MAX_SCRIPT_CHARACTERS], 0):
            named.setdefault((place, name), []).append(text)
    wanted = _runs(" ".join(titles))
    best: list[Block] = []
    for text in sorted(_candidates(named), key=len, reverse=True)[:MAX_CANDIDATES]:
        if len(text) <= _length(best):
            break
        if wanted and len(wanted & _runs(text)) >= MIN_TITLE_SHARE * len(wanted):
            best = max(best, _blocks(text), key=_length)
    return best if _length(best) >= MIN_TEXT_CHARACTERS else []


def _candidates(named: dict[tuple[int, str], list[str]]) -> Iterator[str]:
    """Give each text that holds several paragraphs, and those of one each that share a name, put together."""
    for texts in named.values():
        marked = [text for text in texts if _MARKUP.search(text)]
        yield from marked
        if not marked:
            lines = (line for text in dict.fromkeys(texts) for line in text.split("\n"))
            yield "".join(f"<p>{line}</p>" for line in lines)


def _strings(text: str, depth: int) -> Iterator[tuple[str, str]]:
    """Give the strings of a text that may be running text, and their names; those in strings of JSON included."""
    for found in _STRING.finditer(text):
        raw = found["text"]
        if len(raw) < MIN_STRING_CHARACTERS:
            continue
        plain = _decoded(raw)
        if '":' in plain and not plain.lstrip().startswith("<"):
            if depth < MAX_DEPTH:
                yield from _strings(plain, depth + 1)
        elif len(plain) <= MAX_STRING_CHARACTERS and _is_prose(plain):
            yield found["name"] or "", plain


def _is_prose(text: str) -> bool:
    """Tell whether a string has words, and a full stop: addresses and identifiers have no spaces.

    Where a script sets no spaces between words, the full stop is enough.
    """
    has_words = not text.isascii() or text.count(" ") * MAX_WORD_CHARACTERS > len(text)
    return has_words and holds_sentence(text)


def _decoded(raw: str) -> str:
    try:
        return str(json.loads(f'"{raw}"', strict=False))
    except ValueError:
        return ""


def _blocks(text: str) -> list[Block]:
    tree = parse_fragment(f"<body>{text}</body>")
    if tree is None:
        return []
    lines = strip_spoken(tree)
    return [block for block in read_layout(lines) if not _PLACEHOLDER.fullmatch(block.text)]


def _length(blocks: list[Block]) -> int:
    return sum(len(block.text) for block in blocks)


def _runs(text: str) -> set[str]:
    """Give the runs of three letters in the words of a text: they match across scripts and inflections."""
    return {
        word[start : start + _TITLE_RUN]
        for word in _LETTERS.findall(text[:20_000].casefold())
        for start in range(max(1, len(word) - _TITLE_RUN + 1))
    }
