"""What feeds say of the uses of their items' pages."""

from datetime import UTC, datetime

import pytest

from transforms.feed_items import FeedItem
from transforms.pure.feeds.feed_rights import MOST_CONTENTS, add_feed_rights
from transforms.pure.feeds.parse import parse_feed

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
FEED = "https://valley.example/rss"
LICENCE = '<rsl:license><rsl:prohibits type="usage">ai-train</rsl:prohibits></rsl:license>'
CONTENT = f'<rsl:content url="https://valley.example/dam">{LICENCE}</rsl:content>'


def rss(*items: str, namespace: str = "https://rslstandard.org/rsl") -> bytes:
    body = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="2.0" xmlns:rsl="{namespace}"><channel><title>Valley</title>{body}</channel></rss>'.encode()


def reserves(document: bytes) -> list[list[tuple[str, ...]]]:
    return [[one.reserves for one in item.said] for item in parse_feed(document, FEED, "text/xml", NOON).items]


@pytest.mark.parametrize(
    ("items", "found"),
    [
        (["<title>Dam</title><link>https://valley.example/dam</link>" + CONTENT], [[("train_ai",)]]),
        (["<title>Dam</title><link>/dam</link>" + CONTENT], [[("train_ai",)]]),
        (["<title>Dam</title><guid>https://valley.example/dam</guid>" + CONTENT], [[("train_ai",)]]),
        (
            ["<link>https://valley.example/fog</link>", "<link>https://valley.example/dam</link>" + CONTENT],
            [[], [("train_ai",)]],
        ),
        (["<link>https://valley.example/fog</link>" + CONTENT], [[]]),
        (
            ["<link>https://valley.example/fog</link>" + CONTENT.replace("https://valley.example/dam", "")],
            [[("train_ai",)]],
        ),
        (["<link>https://valley.example/dam</link>" + CONTENT.replace("ai-train", "ai-dream")], [[()]]),
    ],
)
def test_an_item_speaks_of_its_page(items: list[str], found: list[list[tuple[str, ...]]]) -> None:
    assert reserves(rss(*items)) == found


def test_an_entry_of_atom_speaks_too() -> None:
    entry = f'<entry><title>Dam</title><id>tag:valley</id><link href="https://valley.example/dam"/>{CONTENT}</entry>'
    head = '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:rsl="https://rslstandard.org/rsl"><title>Valley</title>'
    assert reserves(f"{head}{entry}</feed>".encode()) == [[("train_ai",)]]


def test_another_namespace_says_nothing() -> None:
    item = "<link>https://valley.example/dam</link>" + CONTENT
    assert reserves(rss(item, namespace="https://other.example/rsl")) == [[]]


def test_a_feed_that_is_not_well_formed_is_read_all_the_same() -> None:
    document = rss("<title>Dam & fog</title><link>https://valley.example/dam</link>" + CONTENT)
    assert reserves(document) == [[("train_ai",)]]


def test_there_is_a_bound() -> None:
    narrow = CONTENT.replace("ai-train", "search")
    items = [FeedItem(link="https://valley.example/dam")]
    document = rss("<link>https://valley.example/dam</link>" + CONTENT * MOST_CONTENTS + narrow)
    (item,) = add_feed_rights(items, document, FEED)
    assert {one.reserves for one in item.said} == {("train_ai",)}


@pytest.mark.parametrize("document", [b"", b"https://rslstandard.org/rsl", b"\x00https://rslstandard.org/rsl<item>"])
def test_what_is_no_xml_says_nothing(document: bytes) -> None:
    items = [FeedItem(link="https://valley.example/dam")]
    assert add_feed_rights(items, document, FEED) == tuple(items)
