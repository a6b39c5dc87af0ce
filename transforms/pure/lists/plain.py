"""Plain lists, read: one address a line, with comments; and the file `urls` of newsboat, which adds quoted tags."""

from __future__ import annotations

import re

from transforms.pure.lists.listed import (
    FeedList,
    Findings,
    ListedFeed,
    clean_address,
    clean_name,
    distinct_tags,
    lines_of,
)

_COMMENT = re.compile(r"(?:^|\s)#.*")
_QUOTED = re.compile(r'\s"([^"]*)"')
_SHOWN_CHARACTERS = 80
_MAX_LINE_CHARACTERS = 20_000


def read_plain(text: str) -> FeedList:
    """Read the feeds of a plain list; from a `#` at its start or after a space a line is comment.

    What newsboat writes behind an address in quotation marks are tags, and with a `~` the name.

    >>> read_plain('https://a.example/rss "sea" "~The Valley" # daily').feeds[0].tags
    ('sea',)
    """
    findings = Findings()
    for number, line in enumerate(lines_of(text), start=1):
        if len(line) > _MAX_LINE_CHARACTERS:
            findings.fault(number, f"expected one URL a line, got {len(line):,} characters")
            continue
        quoted = _QUOTED.findall(line)
        rest = _COMMENT.sub("", _QUOTED.sub("", line) if quoted else line).strip()
        if not rest:
            continue
        url = clean_address(rest)
        if len(url.split()) > 1:
            shown = rest if len(rest) <= _SHOWN_CHARACTERS else rest[:_SHOWN_CHARACTERS] + "..."
            findings.fault(number, f'expected one URL a line, got "{shown}"')
            continue
        if not quoted:
            findings.add(ListedFeed(line=number, url=url))
            continue
        names = [name for text in quoted if text.startswith("~") and (name := clean_name(text[1:]))]
        tags = distinct_tags(text for text in quoted if not text.startswith(("~", "!")))
        findings.add(ListedFeed(line=number, url=url, name=names[0] if names else None, tags=tags))
    return findings.result()
