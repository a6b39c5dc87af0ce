"""HTML built from elements: what is text is escaped, always; what comes from outside can be neither markup nor a script."""

from __future__ import annotations

import re
from html import escape
from typing import Final

from transforms.pure.shown.display import one_line

_PLAIN: Final = re.compile(r"[A-Za-z0-9_.#-]+")
_WITHOUT_END: Final = frozenset({"meta", "input", "br"})
# HTML allows to leave these ends out where the next one of their kind, or the end of the table, follows.
_END_LEFT_OUT: Final = frozenset({"td", "th", "tr"})

Value = str | int | float | bool | None


class Markup(str):
    """HTML that is whole: made here, or a constant of ours."""

    __slots__ = ()


def element(name: str, *children: str | None, **attributes: Value) -> Markup:
    """Give an element. Children that are no Markup are escaped; attributes that are None or False are left out.

    An underscore in an attribute's name stands for a hyphen; one at its end is for words that Python keeps for itself.

    >>> element("a", "1 < 2", href="x&y", class_="quiet", hidden=True)
    '<a href="x&amp;y" class=quiet hidden>1 &lt; 2</a>'
    """
    written = "".join(
        _attribute(key.rstrip("_").replace("_", "-"), value)
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    inner = "".join(map(text, children))
    end = "" if name in _END_LEFT_OUT or name in _WITHOUT_END else f"</{name}>"
    return Markup(f"<{name}{written}>{inner}{end}")


def _attribute(name: str, value: Value) -> str:
    if value is True:
        return f" {name}"
    words = str(value)
    return f" {name}={words}" if _PLAIN.fullmatch(words) else f' {name}="{escape(one_line(words))}"'


def text(child: str | None) -> str:
    """Give a child as it stands in a page: Markup as it is, text escaped and in one line, nothing for None."""
    if child is None:
        return ""
    return child if isinstance(child, Markup) else escape(one_line(child), quote=False)


def spelt(sentence: str) -> Markup:
    """Give a sentence in which what stands between backquotes is code.

    >>> spelt("Raise `web.total_seconds` <now>.")
    'Raise <code>web.total_seconds</code> &lt;now&gt;.'
    """
    parts = sentence.split("`")
    if len(parts) % 2 == 0:
        return Markup(text(sentence))
    return joined(*(element("code", part) if at % 2 else part for at, part in enumerate(parts)))


def joined(*parts: str | None) -> Markup:
    """Give several children as one."""
    return Markup("".join(map(text, parts)))


def link(url: str, words: str, **attributes: Value) -> Markup:
    """Give a link to a page on the web; to any other address (`javascript:` and its like) the bare words.

    >>> link("javascript:alert(1)", "Read <this>")
    'Read &lt;this&gt;'
    """
    if not re.match(r"https?://", url, re.IGNORECASE):
        return Markup(text(words))
    return element("a", words, href=url, **attributes)
