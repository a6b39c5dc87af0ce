"""Outlines that were written without escapes, mended: quotation marks and angle brackets inside their attributes.

Many lists are made by templates that put names and descriptions between quotation marks as they are.
"""

from __future__ import annotations

import re
from itertools import islice

_START = "<outline"
_CLOSING = re.compile(r"</[\w:.-]{1,40}\s{0,9}>")
_ATTRIBUTE = re.compile(r"""(?:\A|(?<=["']))\s*([A-Za-z_][\w:.-]{0,60})\s{0,9}=\s{0,9}(["'])""")
_MAX_ATTRIBUTES = 200


def mend_outlines(text: str) -> str:
    """Give OPML with the values of its outlines' attributes escaped; its lines stay where they are.

    A value ends where the next attribute begins, or the outline ends. What looks like an attribute inside a value counts as
    part of it where the outline has one of that name already.

    >>> mend_outlines('<outline text="The "Old" Mill" description="<p>News</p>" xmlUrl="https://a.example/"/>')
    '<outline text="The &quot;Old&quot; Mill" description="&lt;p&gt;News&lt;/p&gt;" xmlUrl="https://a.example/"/>'
    """
    before, *chunks = text.split(_START)
    return "".join([before, *(_START + _mend(chunk) for chunk in chunks)])


def _mend(chunk: str) -> str:
    end_of_all = _end_of_attributes(chunk)
    if end_of_all is None or not chunk[:1].isspace():
        return chunk
    inside, rest = chunk[:end_of_all], chunk[end_of_all:]
    found = _attributes(inside)
    if not found:
        return chunk
    parts = [inside[: found[0].start()]]
    for match, following in zip(found, [*found[1:], None], strict=True):
        end = len(inside) if following is None else following.start()
        value, quote = inside[match.end() : end].rstrip(), match[2]
        space, closed = inside[match.end() + len(value) : end], value.endswith(quote)
        value = value.removesuffix(quote)
        if match[1].lower().endswith("url"):  # an address holds no quotation mark: what follows it is left out
            value = value.partition(quote)[0]
        parts += [inside[match.start() : match.end()], _escaped(value, quote), quote if closed else "", space]
    return "".join([*parts, rest])


def _attributes(inside: str) -> list[re.Match[str]]:
    """Find where attributes begin: none twice, and none inside an element of HTML that a value holds."""
    found: list[re.Match[str]] = []
    names: set[str] = set()
    for match in islice(_ATTRIBUTE.finditer(inside), _MAX_ATTRIBUTES):
        value = inside[found[-1].end() : match.start()] if found else ""
        if match[1].lower() not in names and value.rfind("<") <= value.rfind(">"):
            found.append(match)
            names.add(match[1].lower())
    return found


def _end_of_attributes(chunk: str) -> int | None:
    """Give where the attributes of an outline end: before the `>` behind which others only close; None where there is none."""
    end = len(chunk)
    while True:
        while end and chunk[end - 1].isspace():
            end -= 1
        start = (
            chunk.rfind("<!--", 0, end) if chunk.endswith("-->", 0, end) else chunk.rfind("<", max(0, end - 60), end)
        )
        if start < 0 or not (chunk.startswith("<!--", start) or _CLOSING.fullmatch(chunk, start, end)):
            break
        end = start
    if not chunk.endswith(">", 0, end):
        return None
    return end - 2 if chunk.endswith("/>", 0, end) else end - 1


def _escaped(value: str, quote: str) -> str:
    escaped = value.replace("<", "&lt;").replace(">", "&gt;")
    return escaped.replace('"', "&quot;") if quote == '"' else escaped.replace("'", "&apos;")
