"""The text that a page gives search engines in its JSON-LD: plain, as markup, or as either escaped once too often."""

from __future__ import annotations

import re
from html import unescape

from transforms.pure.page.elements import parse_fragment
from transforms.pure.page.lines import page_lines
from transforms.pure.text.characters import join_surrogates
from transforms.pure.text.normal import clean_line, clean_text

# Escaped by a template, by the program below it, and by the one that writes the script.
MAX_ESCAPED = 3

_PARAGRAPHS = re.compile(r"<(?:p|br|div|li|h[1-6])\b[^<>]*>", re.IGNORECASE)
_ESCAPED = re.compile(r"&(?:amp;)*(?:lt|#0*60|#x0*3c);", re.IGNORECASE)
# JSON that was written into JSON as if it were text. One such sign alone may be a path of Windows.
_ESCAPED_TWICE = re.compile(r"\\u003c|(?:\\r)?\\n(?:\\r)?\\n|\\r\\n", re.IGNORECASE)
_JSON_ESCAPE = re.compile(r"\\(?:u(?P<code>[0-9a-f]{4})|(?P<sign>[nrt\"/]))", re.IGNORECASE)
_SIGNS = {"n": "\n", "r": "\n", "t": " "}
_ENTITY = re.compile(r"&(?:[a-z]{2,8}|#\d{1,6}|#x[0-9a-f]{1,5});", re.IGNORECASE)


def read_linked_lines(text: str) -> list[str]:
    """Give the lines of a text from JSON-LD: what a page shows to search engines alone is better than no article.

    >>> read_linked_lines("&lt;p&gt;The dam opens.&lt;/p&gt;&lt;p&gt;It is &amp;quot;dry&amp;quot;.&lt;/p&gt;")
    ['The dam opens.', 'It is "dry".']
    """
    markup = _unescaped(_without_json(text) if _ESCAPED_TWICE.search(text) else text)
    fragment = parse_fragment(f"<body>{markup}</body>")
    if fragment is None:
        return []
    if _PARAGRAPHS.search(markup):
        lines = [line.text for line in page_lines(fragment)]
    else:
        lines = [line for line in clean_text("\n".join(fragment.itertext())).split("\n") if line]
    return [clean_line(unescape(line)) if _ENTITY.search(line) else line for line in lines]


def _without_json(text: str) -> str:
    return join_surrogates(_JSON_ESCAPE.sub(_character_of, text))  # two escapes may be one character


def _character_of(escape: re.Match[str]) -> str:
    if escape["sign"]:
        return _SIGNS.get(escape["sign"].lower(), escape["sign"])
    code = int(escape["code"], 16)
    return chr(code) if code >= ord(" ") else " "


def _unescaped(text: str) -> str:
    """Give a text with its markup as such, where it holds that only escaped."""
    if _PARAGRAPHS.search(text) or not _ESCAPED.search(text):
        return text
    plain = text
    for _ in range(MAX_ESCAPED):
        plain = unescape(plain)
        if _PARAGRAPHS.search(plain):
            return plain
    return text
