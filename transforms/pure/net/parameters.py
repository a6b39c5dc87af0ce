"""The parameters of an address: those of its query, and those that stand in its path.

Beside the query, servers put a reader's session into the path: `/flood;sid=7f3a` (RFC 3986, section 3.3), or ASP.NET's
`/(S(lit3py55t21z5v55vlm25s55))/flood.aspx`.
"""

from __future__ import annotations

import re
from collections.abc import Collection

Parameters = tuple[tuple[str, str], ...]

# `;sid=7f3a` up to the next one or the end of its segment, or a whole segment such as `/(S(7f3a))` or `/(X(1)S(7f3a))`.
_IN_PATH = re.compile(r";([^/;=]*)(?:=([^/;]*))?|/\(((?:[A-Z]\([^()/]*\))+)\)(?=/)")


def split_parameters(url: str) -> tuple[str, Parameters]:
    """Give a cleaned URL without its parameters, and these in order, each with its value.

    The name of one in the path begins with `;`, or is `/()` for ASP.NET's. What has no name, such as `?1700000001`, has "".

    >>> split_parameters("https://valley.example/flood;sid=7f3a?id=7&1700000001")
    ('https://valley.example/flood', ((';sid', '7f3a'), ('id', '7'), ('', '1700000001')))
    """
    path, _, query = url.partition("?")
    found = [_named(match) for match in _IN_PATH.finditer(path)]
    found += [_pair(text) for text in query.split("&") if text]
    return _IN_PATH.sub("", path), tuple(found)


def without_parameters(url: str, names: Collection[str]) -> str:
    """Give a cleaned URL without the parameters of some names; the others keep their order.

    >>> without_parameters("https://valley.example/flood;sid=7f3a?id=7&t=12", {"t", ";sid"})
    'https://valley.example/flood?id=7'
    """
    path, _, query = url.partition("?")
    path = _IN_PATH.sub(lambda match: "" if _named(match)[0] in names else match[0], path)
    kept = "&".join(text for text in query.split("&") if text and _pair(text)[0] not in names)
    return f"{path}{'?' if kept else ''}{kept}"


def varying_names(a: Parameters, b: Parameters) -> frozenset[str]:
    """Give the names of the parameters that are not the same in two addresses, those that one of them lacks among them.

    >>> sorted(varying_names((("id", "7"), ("t", "1")), (("id", "7"), ("t", "2"), ("s", "a"))))
    ['s', 't']
    """
    one, other = _by_name(a), _by_name(b)
    return frozenset(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def _by_name(parameters: Parameters) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in parameters:
        found.setdefault(name, []).append(value)
    return found


def _named(match: re.Match[str]) -> tuple[str, str]:
    return ("/()", match[3]) if match[3] is not None else (f";{match[1]}", match[2] or "")


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    return (name, value) if equals else ("", name)
