"""What a feed says of the uses of its items' pages: `rsl:content` (RSL 1.0, "License Feeds")."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from lxml import etree
from msgspec.structs import replace

from transforms.feed_items import FeedItem
from transforms.pure.page.links import absolute
from transforms.pure.rights.rsl import NAMESPACE, RslContent, read_content, say_contents

# An item with more of them is none that its publisher means.
MOST_CONTENTS: Final = 20
_ITEMS: Final = frozenset(("item", "entry"))
_NAMES: Final = frozenset(("link", "guid", "id"))


def add_feed_rights(items: Sequence[FeedItem], document: bytes, url: str) -> tuple[FeedItem, ...]:
    """Give the items of a feed's document, each with what it says of its page. feedparser does not keep what is nested.

    >>> item = "<item><link>https://valley.example/dam</link><rsl:content><rsl:license>%s</rsl:license></rsl:content></item>"
    >>> permits = '<rsl:prohibits type="usage">ai-train</rsl:prohibits>'
    >>> feed = f'<rss xmlns:rsl="https://rslstandard.org/rsl"><channel>{item % permits}</channel></rss>'
    >>> items = add_feed_rights([FeedItem(link="https://valley.example/dam")], feed.encode(), "https://valley.example/rss")
    >>> items[0].said[0].reserves
    ('train_ai',)
    """
    if NAMESPACE.encode() not in document:
        return tuple(items)
    contents = dict(_read_contents(document, url))
    return tuple(_with_rights(item, contents.get(item.link) or contents.get(item.guid or "") or []) for item in items)


def _with_rights(item: FeedItem, contents: list[RslContent]) -> FeedItem:
    said = say_contents("feed", contents, item.link)
    return replace(item, said=tuple(one.signal for one in said)) if said else item


def _read_contents(document: bytes, url: str) -> Iterator[tuple[str, list[RslContent]]]:
    """Give the contents of each item by its link, and by its id."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(document, parser)
    except (etree.XMLSyntaxError, ValueError):
        return
    for item in () if root is None else root.iter(etree.Element):
        if _local(item) not in _ITEMS:
            continue
        found = [read_content(child) for child in item if child.tag == f"{{{NAMESPACE}}}content"][:MOST_CONTENTS]
        for name in _names(item, url) if found else ():
            yield name, found


def _names(item: etree._Element, url: str) -> Iterator[str]:
    for child in item:
        if _local(child) in _NAMES:
            said = (child.get("href") or child.text or "").strip()
            yield said
            yield absolute(said, url) or said


def _local(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""
