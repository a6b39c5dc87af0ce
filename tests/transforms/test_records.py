"""The records: they cannot be changed, come back from their bytes as they were, and are strict where a reader relies on it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, get_args

import msgspec
import pytest
from msgspec import Struct

from transforms import annotations, captures, feed_items, records, rights
from transforms.feed_items import FeedItem, ParsedFeed
from transforms.reasons import FailureStage, http_status
from transforms.records import (
    SCHEMA_VERSION,
    Article,
    Entry,
    Evidence,
    Failure,
    Feed,
    FeedRef,
    Fetched,
    Hop,
    Image,
    Page,
    PageKind,
    Provenance,
    Quality,
    Run,
    Source,
)

NOON = datetime(2026, 11, 22, 12, 5, 7, tzinfo=UTC)
URL = "https://valley.example/news/dam"
FEED = "https://valley.example/rss"
ENTRY = Entry(id="e1", url=URL, link=URL + "?utm_source=rss", feed_url=FEED, parked_at=NOON, authors=("Ana Sample",))
ALL = {
    "Feed": Feed(url=FEED, tags=("local",), interval=900.0, headers={"Authorization": "Bearer x"}),
    "FeedItem": FeedItem(link=URL, title="Dam opens", published_at=NOON),
    "ParsedFeed": ParsedFeed(title="Valley", items=(FeedItem(link=URL),), skip_days=(5, 6), repaired=True),
    "Entry": ENTRY,
    "Page": Page(entry=ENTRY, fetched_url=URL, status=200, body=b"\x00\xff<html>", fetched_at=NOON, size=8),
    "Source": Source(site="valley.example", name="The Valley"),
    "FeedRef": FeedRef(url=FEED, entry_id="tag:1", categories=("Dams", "Rivers")),
    "Image": Image(url=URL + ".jpg", caption="A gate", position=0),
    "Quality": Quality(agreement=0.5, flags=("short",)),
    "Fetched": Fetched(fetched_at=NOON, status=203, bytes=812, etag='"a"'),
    "Provenance": Provenance(field="source.name", source="jsonld"),
    "Hop": Hop(status=301, url=URL, location=URL + "/"),
    "Evidence": Evidence(status=404, redirects=(Hop(status=301, url=URL, location=URL + "/"),)),
    "Run": Run(id="p1", newsbeam_version="0.1.0"),
    "Article": Article(
        id="a1",
        url=URL,
        fetched_url=URL,
        source=Source(site="valley.example"),
        feed=FeedRef(url=FEED),
        fetched=Fetched(fetched_at=NOON, status=200, bytes=812),
        text="The river rose.\n\nIt fell again. 水位",
        published_at=NOON,
        images=(Image(url=URL + ".jpg"),),
        is_free=False,
        provenance=(Provenance(field="title", source="h1"),),
        run=Run(id="p1", newsbeam_version="0.1.0"),
    ),
    "Failure": Failure(
        stage="fetch",
        reason=http_status(404),
        message=f"{URL}: the server answered 404: there is no such page",
        retryable=False,
        subject=URL,
        failed_at=NOON,
        evidence=Evidence(status=404),
        entry=ENTRY,
    ),
}


def test_each_record_is_tried_here() -> None:
    named = vars(records) | vars(feed_items)
    made = {name for name, kind in named.items() if isinstance(kind, type) and issubclass(kind, Struct)}
    elsewhere = vars(annotations).keys() | vars(captures).keys() | vars(rights).keys()
    assert made - {"Struct"} - elsewhere == set(ALL)


@pytest.mark.parametrize("record", ALL.values(), ids=ALL)
def test_a_record_cannot_be_changed(record: Struct) -> None:
    for name in record.__struct_fields__:
        with pytest.raises(AttributeError, match="immutable"):
            setattr(record, name, None)


@pytest.mark.parametrize("record", ALL.values(), ids=ALL)
def test_a_record_comes_back_from_its_bytes(record: Struct) -> None:
    data = msgspec.json.encode(record)
    back = msgspec.json.decode(data, type=type(record))
    assert back == record and msgspec.json.encode(back) == data


@pytest.mark.parametrize("record", ALL.values(), ids=ALL)
def test_fields_have_names_and_no_places(record: Struct) -> None:
    with pytest.raises(TypeError, match="positional"):
        type(record)("x")


@pytest.mark.parametrize("name", ["Article", "Failure"])
def test_what_is_not_known_is_written_as_null(name: str) -> None:
    row = json.loads(msgspec.json.encode(ALL[name]))
    # What steps of the user's own add is there where there are such steps.
    assert list(row) == [field for field in type(ALL[name]).__struct_fields__ if field != "extra"]
    assert row["schema_version"] == SCHEMA_VERSION == "v1.1"
    assert "" not in row.values()


def test_evidence_joins_and_the_later_counts() -> None:
    one, other = Evidence(status=200, bytes=5), Evidence(status=503, came_from=(URL,))
    assert one | other == Evidence(status=503, bytes=5, came_from=(URL,)) and one | Evidence() == one


def test_an_entry_leaves_out_what_its_feed_did_not_give() -> None:
    assert json.loads(msgspec.json.encode(ENTRY)) == {
        "id": "e1",
        "url": URL,
        "link": URL + "?utm_source=rss",
        "feed_url": FEED,
        "parked_at": "2026-11-22T12:05:07Z",
        "authors": ["Ana Sample"],
    }


BAD: dict[str, tuple[str, dict[str, Any], str]] = {
    "another stage": ("Failure", {"stage": "write"}, r"Invalid enum value 'write'"),
    "a reason that is a number": ("Failure", {"reason": 404}, r"Expected `str`, got `int` - at `\$\.reason`"),
    "a kind of page that there is not": ("Article", {"page_kind": "poem"}, r"Invalid enum value 'poem'"),
    "a null where a text must be": ("Article", {"text": None}, r"Expected `str`, got `null` - at `\$\.text`"),
    "a text for a list": ("Entry", {"authors": "Ana Sample"}, r"Expected `array`, got `str` - at `\$\.authors`"),
    "no time": ("Entry", {"parked_at": "yesterday"}, r"Invalid RFC3339 encoded datetime"),
}


@pytest.mark.parametrize(("name", "change", "message"), BAD.values(), ids=BAD)
def test_a_damaged_row_is_refused(name: str, change: dict[str, Any], message: str) -> None:
    row = json.loads(msgspec.json.encode(ALL[name])) | change
    with pytest.raises(msgspec.ValidationError, match=message):
        msgspec.json.decode(json.dumps(row).encode(), type=type(ALL[name]))


def test_a_row_of_a_later_version_is_read() -> None:
    row = json.loads(msgspec.json.encode(ALL["Failure"])) | {"reason": "too_blue", "schema_version": "v1.7", "hue": 240}
    back = msgspec.json.decode(json.dumps(row).encode(), type=Failure)
    assert (back.reason, back.schema_version) == ("too_blue", "v1.7")


def test_the_words_that_a_reader_may_meet() -> None:
    assert get_args(PageKind) == (
        "article",
        "liveblog",
        "gallery",
        "video",
        "stub",
        "forum",
        "product",
        "listing",
        "manual",
        "page",
    )
    assert get_args(FailureStage) == ("poll", "fetch", "extract", "expire")
