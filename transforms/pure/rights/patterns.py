"""Patterns of paths as robots.txt, TDMRep and RSL write them: `*` stands for anything, a last `$` for the end."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

from transforms.pure.net.robots_rules import have_parts

_ESCAPED: Final = re.compile("%([0-9A-Fa-f]{2})")
_UNRESERVED: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_KEPT: Final = "%:/?#[]@!$&'()*+,;=-._~"


def path_of(url: str) -> str:
    """Give the path of a URL with its query, spelled as patterns are compared with it (RFC 9309, 2.2.2).

    >>> path_of("https://a.example/n%65ws/f%c3%b6n?a=1#top"), path_of("https://a.example")
    ('/news/f%C3%B6n?a=1', '/')
    """
    rest = url.partition("://")[2].partition("#")[0]
    host = re.match(r"[^/?]*", rest)
    path = rest[host.end() :] if host else ""
    return spelled(path if path.startswith("/") else f"/{path}")


def spelled(path: str) -> str:
    """Give a path in the one spelling: letters and digits as they are, all that needs it percent-encoded in capitals.

    >>> spelled("/a%7eb%2fc d")
    '/a~b%2Fc%20d'
    """
    return _ESCAPED.sub(_respelled, quote(path, safe=_KEPT))


def fits(pattern: str, path: str) -> bool:
    """Tell whether a pattern, spelled, speaks of a path from `path_of`: it is its beginning, or all of it before a `$`.

    >>> fits("/news/*.jpg$", "/news/a/b.jpg"), fits("/news/*.jpg$", "/news/b.jpg?x"), fits("/news", "/newsroom")
    (True, False, True)
    """
    return have_parts(path, pattern.removesuffix("$").split("*"), pattern.endswith("$"))


def _respelled(found: re.Match[str]) -> str:
    character = chr(int(found[1], 16))
    return character if character in _UNRESERVED else found[0].upper()
