"""Functions that read what others wrote, each as a target for made-up bytes that says itself what must hold.

A target takes any bytes and raises where something is wrong: an exception other than the one that its function declares, a
result that cannot be written as JSON, one that differs from run to run, or one that changes when it is read again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import msgspec

from newsbeam import extract
from pipelines.config.tree import Problem, Problems, read_items, read_tree
from transforms.errors import ExtractError, FeedError, StateError
from transforms.pure.feeds.parse import parse_feed
from transforms.pure.lists.formats import format_of, list_text, read_list
from transforms.pure.lists.listed import ListError
from transforms.pure.net.charsets import decode_page
from transforms.pure.net.robots import allows, crawl_delay_seconds, decode_robots, read_rules, sitemap_urls
from transforms.pure.net.urls import clean
from transforms.pure.text.dates import parse_date
from transforms.state.decoding import decode
from transforms.state.documents import FeedDocument
from transforms.state.log import Commit
from transforms.state.storage import Store, open_store

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
_URL = "https://valley.example/news/dam"
_STORE: Store = open_store("memory://fuzz")


def fuzz_feed(data: bytes) -> None:
    """A feed is read, or refused by a FeedError."""
    kind = ("text/xml", "application/json", None)[len(data) % 3]
    try:
        first = parse_feed(data, _URL, kind, NOW)
    except FeedError:
        return
    assert msgspec.json.encode(first) == msgspec.json.encode(parse_feed(data, _URL, kind, NOW))
    assert all(
        item.link is None or clean(item.link) for item in first.items if item.link and item.link.startswith("http")
    )


def fuzz_page(data: bytes) -> None:
    """A page is an article, the same each time, or an ExtractError says why not."""
    try:
        first = extract(data, url=_URL, fetched_at=NOW, min_text_chars=20)
    except ExtractError:
        return
    assert msgspec.json.encode(first) == msgspec.json.encode(extract(data, url=_URL, fetched_at=NOW, min_text_chars=20))
    assert first.text.strip() == first.text
    assert first.published_at is None or first.published_at <= datetime(2026, 11, 26, tzinfo=UTC)


def fuzz_url(data: bytes) -> None:
    """A URL is cleaned once and for all, or refused by a ValueError."""
    try:
        cleaned = clean(data.decode("utf-8", "surrogateescape"))
    except ValueError:
        return
    assert clean(cleaned) == cleaned
    cleaned.encode("ascii")
    assert cleaned.startswith(("http://", "https://"))


def fuzz_date(data: bytes) -> None:
    """A date lies between 1990 and tomorrow, in UTC, or is None."""
    found = parse_date(data.decode("utf-8", "replace"), NOW)
    assert found is None or (datetime(1990, 1, 1, tzinfo=UTC) <= found <= datetime(2026, 11, 25, 12, tzinfo=UTC))


def fuzz_robots(data: bytes) -> None:
    """Any bytes are a robots.txt, which never closes itself."""
    text = decode_robots(data)
    rules = read_rules(text, "newsbeam")
    assert allows(rules, "https://valley.example/robots.txt")
    assert allows(rules, _URL) is allows(read_rules(text, "newsbeam"), _URL)
    delay = crawl_delay_seconds(rules)
    assert delay is None or delay > 0
    assert all(clean(url) for url in sitemap_urls(text, "https://valley.example/robots.txt"))


def fuzz_config(data: bytes) -> None:
    """YAML is read as a tree or as a list, or refused by a Problem that names the file."""
    text = data.decode("utf-8", "replace")
    for read in (read_tree, read_items):
        try:
            read(text, "f.yaml", {"NAME": "x"}, Problems())
        except Problem as problem:
            assert str(problem).startswith("f.yaml")


def fuzz_list(data: bytes) -> None:
    """A list of feeds (OPML, CSV, plain) is read, or refused by a ListError."""
    for name in ("feeds.opml", "feeds.csv", "feeds.txt"):
        try:
            text = list_text(data)
            written_in = format_of(text, name)
            if written_in != "yaml":
                msgspec.json.encode(read_list(text, written_in))
        except ListError as error:
            assert str(error)


def fuzz_log(data: bytes) -> None:
    """A document of the state is a record that reads the same once written, or a StateError names it with its cure."""
    for kind in (Commit, FeedDocument):
        try:
            first = decode(_STORE, "log/1/0000000001.json", data, kind, "restore it")
        except StateError as error:
            assert "log/1/0000000001.json" in str(error)
            assert str(error).endswith("restore it")
            continue
        assert msgspec.json.decode(msgspec.json.encode(first), type=kind) == first


def fuzz_charset(data: bytes) -> None:
    """Any bytes are text: as UTF-8 can write it, in an encoding that is named."""
    declared = (None, "utf-8", "iso-8859-1", "utf-16", "gb18030")[len(data) % 5]
    text, name = decode_page(data, declared)
    text.encode("utf-8")
    assert name


TARGETS: dict[str, Callable[[bytes], None]] = {
    name.removeprefix("fuzz_"): target for name, target in list(globals().items()) if name.startswith("fuzz_")
}
