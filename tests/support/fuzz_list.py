"""Made-up bytes as a list of feeds."""

from __future__ import annotations

import msgspec
from fuzz_checks import NOW, check_line

from transforms.pure.lists.editing import append_feeds, list_items, remove_items, set_enabled
from transforms.pure.lists.formats import format_of, list_text, read_list
from transforms.pure.lists.listed import MAX_FAULTS, FeedList, ListedFeed, ListError, clean_name
from transforms.pure.lists.writing import to_csv, to_opml, to_yaml
from transforms.pure.net.urls import clean
from transforms.records import Feed

_NAMES = ("feeds.opml", "feeds.csv", "feeds.txt", "feeds.yaml")
_NEW = Feed(url="https://sea.example/rss", name="Sea: ports", tags=("sea", "no"))


def run(data: bytes) -> None:
    """A list (OPML, CSV, plain, YAML) is read or edited, or refused by a ListError; what is written is read as the same."""
    try:
        text = list_text(data)
    except ListError as error:
        check_line(str(error))
        return
    for name in _NAMES:
        try:
            written_in = format_of(text, name)
            if written_in == "yaml":
                _check_edits(text)
            else:
                _check_list(read_list(text, written_in))
        except ListError as error:
            check_line(str(error))


def _check_list(found: FeedList) -> None:
    msgspec.json.encode(found)
    assert len(found.faults) <= MAX_FAULTS and len(found.skipped) <= MAX_FAULTS and found.more_faults >= 0
    assert all(
        fault.line > 0 and fault.sentence and "\n" not in fault.sentence for fault in (*found.faults, *found.skipped)
    )
    # Each address once: OPML joins what is said of one.
    feeds = list({feed.url: _feed(feed) for feed in found.feeds if _is_url(feed.url)}.values())
    if feeds:
        assert _plain(read_list(to_csv(feeds), "csv")) == feeds
        # Names that were escaped twice are read as what they mean.
        plain = [feed for feed in feeds if "&" not in "".join((feed.name or "", feed.section or "", *feed.tags))]
        assert not plain or _plain(read_list(to_opml(plain, "Mine", NOW), "opml")) == _by_folder(plain)
    assert [item.url for item in list_items(to_yaml(feeds))] == [feed.url for feed in feeds]


def _feed(listed: ListedFeed) -> Feed:
    # OPML writes the address where there is no name.
    name = None if listed.name in (listed.url, clean_name(listed.url)) else listed.name
    return Feed(url=listed.url, name=name, language=listed.language, section=listed.section, tags=listed.tags)


def _plain(found: FeedList) -> list[Feed]:
    assert not found.faults and not found.skipped
    return [_feed(feed) for feed in found.feeds]


def _by_folder(feeds: list[Feed]) -> list[Feed]:
    first = [feed.tags[0] if feed.tags else None for feed in feeds]
    return sorted(feeds, key=lambda feed: first.index(feed.tags[0] if feed.tags else None))


def _is_url(url: str) -> bool:
    try:
        return bool(clean(url))
    except ValueError:
        return False


def _check_edits(text: str) -> None:
    items = list_items(text)
    assert all(item.line > 0 for item in items)
    grown = list_items(append_feeds(text, [_NEW]))
    assert [item.url for item in grown] == [*(item.url for item in items), _NEW.url]
    if items:
        last = len(items) - 1
        left = list_items(remove_items(text, {last}))
        assert [item.url for item in left] == [item.url for item in items[:last]]
        switched = set_enabled(text, last, enabled=not items[last].enabled)
        assert [item.url for item in list_items(switched)] == [item.url for item in items]
        assert list_items(switched)[last].enabled is not items[last].enabled
