"""Records as they are written."""

from datetime import UTC, datetime

import msgspec
import pytest
from asked_again import recheck, retracted, revised
from bare_articles import bare_article
from msgspec.structs import replace

from transforms.records import Article, Entry, Evidence, Failure, FeedRef, Fetched, Hop
from transforms.written import as_written, line_as_written, written

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


OLD_FAILURE = replace(
    FAILURE,
    message=f"{SECRET_FEED}: gone",
    feed_url=SECRET_FEED,
    entry=replace(ENTRY, link=f"https://anna:{TOKEN}@valley.example/news/dam", feed_url=SECRET_FEED),
)
OLD_ARTICLES = {
    "feed.url": replace(ARTICLE, feed=FeedRef(url=SECRET_FEED)),
    "feed.entry_id": replace(ARTICLE, feed=FeedRef(url="https://a.example/", entry_id=f"https://a:{TOKEN}@b.example/")),
    "fetched_url": replace(ARTICLE, fetched_url=f"https://anna:{TOKEN}@valley.example/a"),
}


@pytest.mark.parametrize("article", OLD_ARTICLES.values(), ids=OLD_ARTICLES)
def test_an_article_of_an_earlier_version_is_read_and_copied_without_its_secrets(article: Article) -> None:
    line = line_as_written("articles", msgspec.json.encode(article))
    assert TOKEN not in line.decode() and TOKEN not in f"{as_written(article)}"
    assert msgspec.json.decode(line, type=Article).text == article.text


def test_so_is_a_failure() -> None:
    line = line_as_written("failures", msgspec.json.encode(OLD_FAILURE))
    assert TOKEN not in line.decode() and TOKEN not in f"{as_written(OLD_FAILURE)}"


def test_what_this_version_has_written_is_copied_byte_for_byte() -> None:
    known = recheck("a")
    later = {"revisions": written(revised(known).revision), "retractions": written(retracted(known).retraction)}
    for folder, record in {"articles": written(ARTICLE), "failures": written(FAILURE), **later}.items():
        line = msgspec.json.encode(record)
        assert line_as_written(folder, line) == line
        assert as_written(record) is record


def test_so_are_a_later_version_and_a_retraction() -> None:
    revision = replace(revised(recheck("a")).revision, feed=FeedRef(url=SECRET_FEED))
    retraction = replace(retracted(recheck("a")).retraction, feed_url=SECRET_FEED)
    for folder, record in (("revisions", revision), ("retractions", retraction)):
        line = line_as_written(folder, msgspec.json.encode(record))
        assert TOKEN not in line.decode() and b"https://valley.example/rss" in line


def test_a_row_that_is_no_record_of_this_version_has_no_secret_either() -> None:
    line = b'{"title":7,"feed":{"url":"%b"}}' % SECRET_FEED.encode()
    assert line_as_written("articles", line) == b'{"title":7,"feed":{"url":"https://valley.example/rss?format=full"}}'
