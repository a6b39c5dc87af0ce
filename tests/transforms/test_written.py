"""Records as they are written."""

from datetime import UTC, datetime

import msgspec
from bare_articles import bare_article
from msgspec.structs import replace

from transforms.records import Entry, Failure, Fetched
from transforms.written import written

NOON = datetime(2026, 11, 22, 12, 5, 7, tzinfo=UTC)
URL = "https://valley.example/news/dam"
ENTRY = Entry(id="e1", url=URL, link=URL, feed_url="https://valley.example/rss", parked_at=NOON)
ARTICLE = bare_article(text="The river rose.")
FAILURE = Failure(
    stage="fetch", reason="http_404", message="gone", retryable=False, subject=URL, failed_at=NOON, entry=ENTRY
)


def test_a_record_is_written_with_whole_seconds() -> None:
    late = NOON.replace(microsecond=999_999)
    fetched = Fetched(fetched_at=late, status=200, bytes=1)
    article = written(replace(ARTICLE, fetched=fetched, published_at=late, modified_at=late))
    assert {article.fetched.fetched_at, article.published_at, article.modified_at} == {NOON}
    entry = replace(ENTRY, parked_at=late, published_at=late, updated_at=late)
    failure = written(replace(FAILURE, failed_at=late, first_seen_at=late, entry=entry))
    assert {failure.failed_at, failure.first_seen_at} == {NOON} and failure.entry is not None
    assert {failure.entry.parked_at, failure.entry.published_at, failure.entry.updated_at} == {NOON}


def test_each_row_has_the_same_fields_down_to_the_last() -> None:
    assert list(msgspec.to_builtins(written(FAILURE).entry)) == list(Entry.__struct_fields__)
    assert written(replace(FAILURE, entry=None)).entry is None
