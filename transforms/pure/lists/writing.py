"""A list of feeds, written: as OPML and CSV for other programs, as YAML for people. Headers are secret, and are left out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Any

import yaml

from transforms.pure.lists.listed import join_tags
from transforms.pure.lists.opml import NAMESPACE, PREFIX
from transforms.pure.text.characters import scrub
from transforms.records import Feed

_STR, _SEQ, _MAP = "tag:yaml.org,2002:str", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map"
# The one in C, where there is one, is ten times as fast.
_FastDumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_UNITS = (("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1))


def to_csv(feeds: Iterable[Feed]) -> str:
    """Give feeds as CSV with a header.

    >>> to_csv([Feed(url="https://a.example/rss", name="A", tags=("sea", "ports"))]).splitlines()[1]
    'https://a.example/rss,A,,,"sea, ports",,'
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["url", "name", "language", "section", "tags", "interval", "enabled"])
    for feed in feeds:
        writer.writerow(
            [
                feed.url,
                feed.name or "",
                feed.language or "",
                feed.section or "",
                join_tags(feed.tags),
                duration_text(feed.interval) or "",
                "" if feed.enabled else "false",
            ]
        )
    return out.getvalue()


def to_opml(feeds: Sequence[Feed], title: str, now: datetime) -> str:
    """Give feeds as OPML 2.0: a folder for the first tag of a feed, all of them in its `category`."""
    folders: dict[str | None, list[Feed]] = {}
    for feed in feeds:
        folders.setdefault(feed.tags[0] if feed.tags else None, []).append(feed)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<opml version="2.0" xmlns:{PREFIX}="{NAMESPACE}">',
        "  <head>",
        f"    <title>{escape(scrub(title))}</title>",
        f"    <dateCreated>{now:%a, %d %b %Y %H:%M:%S} GMT</dateCreated>",
        "  </head>",
        "  <body>",
    ]
    for folder, inside in folders.items():
        if folder is None:
            lines += [f"    {_outline(feed)}" for feed in inside]
            continue
        lines.append(f"    <outline{_attributes({'text': folder, 'title': folder})}>")
        lines += [f"      {_outline(feed)}" for feed in inside]
        lines.append("    </outline>")
    return "\n".join([*lines, "  </body>", "</opml>", ""])


def _outline(feed: Feed) -> str:
    name = feed.name or feed.url
    given = {
        "type": "rss",
        "text": name,
        "title": name,
        "xmlUrl": feed.url,
        "language": feed.language,
        "category": join_tags(feed.tags) or None,
        f"{PREFIX}:section": feed.section,
        f"{PREFIX}:interval": duration_text(feed.interval),
        f"{PREFIX}:enabled": None if feed.enabled else "false",
    }
    return f"<outline{_attributes(given)}/>"


def _attributes(given: Mapping[str, str | None]) -> str:
    return "".join(f' {name}="{_attribute(value)}"' for name, value in given.items() if value is not None)


def _attribute(value: str) -> str:
    """Give a value as it stands in an attribute: XML has no control characters, and takes a bare break or tab for a space."""
    return escape(scrub(value)).translate({ord(sign): f"&#{ord(sign)};" for sign in "\t\n\r"})


def to_yaml(feeds: Iterable[Feed]) -> str:
    """Give feeds as the items of a YAML list; one of which only the address is known is that address alone.

    >>> print(to_yaml([Feed(url="https://a.example/rss"), Feed(url="https://b.example/rss", name="B", tags=("no",))]), end="")
    - https://a.example/rss
    - url: https://b.example/rss
      name: B
      tags: ['no']
    """
    items = [_item(feed) for feed in feeds]
    if not items:
        return ""
    whole = yaml.SequenceNode(_SEQ, items, flow_style=False)
    text: str = yaml.serialize(whole, Dumper=_FastDumper, allow_unicode=True, width=1_000_000)
    if "\\U" in text:  # the one in C escapes what is beyond the first 65,536 characters
        text = yaml.serialize(whole, Dumper=yaml.SafeDumper, allow_unicode=True, width=1_000_000)
    return text


def _item(feed: Feed) -> yaml.Node:
    given: dict[str, str | tuple[str, ...] | None] = {
        "url": feed.url,
        "name": feed.name,
        "language": feed.language,
        "section": feed.section,
        "tags": feed.tags or None,
        "interval": duration_text(feed.interval),
    }
    if all(value is None for key, value in given.items() if key != "url") and feed.enabled:
        return _scalar(feed.url)
    pairs = [(_scalar(key), _value(value)) for key, value in given.items() if value is not None]
    if not feed.enabled:
        pairs.append((_scalar("enabled"), yaml.ScalarNode("tag:yaml.org,2002:bool", "false")))
    return yaml.MappingNode(_MAP, pairs, flow_style=False)


def _value(value: str | tuple[str, ...]) -> yaml.Node:
    if isinstance(value, str):
        return _scalar(value)
    return yaml.SequenceNode(_SEQ, [_scalar(text) for text in value], flow_style=True)


def _scalar(text: str) -> yaml.Node:
    # A configuration would fill in `${NAME}`.
    return yaml.ScalarNode(_STR, text.replace("${", "$${"))


def duration_text(seconds: float | None) -> str | None:
    """Give an interval as a configuration has it.

    >>> duration_text(900.0), duration_text(5400.0), duration_text(0.5), duration_text(None)
    ('15m', '90m', '0.5s', None)
    """
    if seconds is None:
        return None
    unit, size = next((unit for unit in _UNITS if seconds % unit[1] == 0), _UNITS[-1])
    return f"{seconds / size:.12g}{unit}"
