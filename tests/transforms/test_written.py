"""Records as they are written."""

from datetime import UTC, datetime

import msgspec
from bare_articles import bare_article
from msgspec.structs import replace

from transforms.records import Entry, Evidence, Failure, FeedRef, Fetched, Hop
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


TOKEN = "CANARY-9f3a77"
SECRET_FEED = f"https://valley.example/rss?format=full&token={TOKEN}"


def test_a_feeds_token_is_not_in_its_rows() -> None:
    feed = FeedRef(url=SECRET_FEED, entry_id=f"{URL}?reader={TOKEN}", entry_title="Dam")
    page = f"https://valley.example/a?reader={TOKEN}"
    article = written(replace(ARTICLE, feed=feed, url=page, fetched_url=page, id="article-id"))
    assert TOKEN not in msgspec.json.encode(article).decode()
    assert (article.feed.url, article.id) == ("https://valley.example/rss?format=full", "article-id")
    assert article.url == "https://valley.example/a?reader=hidden"


def test_the_addresses_of_pages_stay_as_they_are_shown() -> None:
    page = "https://valley.example/a?key=20417&sid=9f3a77c2b1"
    article = written(replace(ARTICLE, url=page, fetched_url=page))
    assert (article.url, article.fetched_url) == (page, page)
    failure = written(replace(FAILURE, subject=page, entry=replace(ENTRY, url=page, link=page)))
    assert failure.entry is not None and {failure.subject, failure.entry.url, failure.entry.link} == {page}


def test_a_failure_has_no_secret_in_what_it_says() -> None:
    hop = Hop(status=302, url=SECRET_FEED, location=f"https://anna:{TOKEN}@valley.example/b?sig={TOKEN}")
    evidence = Evidence(
        title=TOKEN, first_characters=f"Log in as {TOKEN}", requested=SECRET_FEED, redirects=(hop,), status=403
    )
    entry = replace(ENTRY, link=f"https://anna:{TOKEN}@valley.example/a", feed_url=SECRET_FEED)
    entry = replace(entry, content=f'<p>See <a href="/b?t={TOKEN}">it</a>.</p>', came_from=(f"{URL}?t={TOKEN}",))
    of_entry = replace(FAILURE, message=f"{SECRET_FEED}: no", evidence=evidence, entry=entry, feed_url=SECRET_FEED)
    of_poll = replace(of_entry, entry=None, subject=f"https://other.example/rss?key={TOKEN}2", stage="poll")
    for row in (written(of_entry), written(of_poll)):
        assert TOKEN not in msgspec.json.encode(row).decode()
        assert (row.feed_url, row.message) == ("https://valley.example/rss?format=full", f"{row.feed_url}: no")
        assert row.evidence.redirects[0].location == "https://valley.example/b"
    assert written(of_poll).subject == "https://other.example/rss"


def test_what_has_no_secret_is_written_as_it_is() -> None:
    failure = replace(FAILURE, feed_url=ENTRY.feed_url, evidence=Evidence(status=404, title="Not found"))
    assert msgspec.json.decode(msgspec.json.encode(written(failure)), type=Failure) == failure
