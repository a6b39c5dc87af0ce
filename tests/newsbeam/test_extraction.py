"""`newsbeam.extract`: the same article as an ingest writes, from a page alone."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sample_run import EXPECTED, ROOT

import newsbeam

URL = "https://valley.example/news/dam"
PAGE = (
    "<html lang='en'><head><title>Dam opens</title></head><body><article><h1>Dam opens</h1>"
    "<p>The dam on the Soller opened on Monday, after a year of work on its gates and on both of its walls.</p>"
    "<p>Zoë Ålund, who runs the mill below it, spoke of relief: the water had stood in her cellar since spring.</p>"
    "</article></body></html>"
)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def sample_page(url: str) -> Path:
    path = ROOT / "sample" / "sites" / url.removeprefix("http://")
    return path if path.suffix == ".html" else path.with_name(f"{path.name}.html")


@pytest.mark.parametrize("url", EXPECTED["articles"])
def test_a_page_of_the_sample_gives_the_article_that_was_written_into_it(url: str) -> None:
    expected = EXPECTED["articles"][url]
    found = newsbeam.extract(sample_page(url).read_bytes(), url=url)
    assert found.title == expected["title"]
    paragraphs = found.text.split("\n\n")
    # One page's pull quote is known as one only where the feed's own text is there to compare with.
    assert len(paragraphs) <= len(expected["paragraphs"]) + 1
    assert [text for text in paragraphs if text in expected["paragraphs"]] == expected["paragraphs"]


def test_it_is_enriched_as_in_an_ingest() -> None:
    found = newsbeam.extract(PAGE, url=f"{URL}?utm_source=mail", fetched_at=NOON)
    assert (found.url, found.source.site, found.language) == (URL, "valley.example", "en")
    assert found.word_count == 42
    assert found.content_hash and found.fingerprint
    assert (found.fetched.fetched_at, found.fetched.status, found.run) == (NOON, 200, None)


@pytest.mark.parametrize(
    ("html", "charset"),
    [(PAGE, None), (PAGE.encode(), None), (PAGE.encode("windows-1252"), "windows-1252"), (PAGE.encode("utf-16"), None)],
    ids=["text", "UTF-8", "declared by the header", "byte order mark"],
)
def test_text_or_bytes(html: str | bytes, charset: str | None) -> None:
    assert "Zoë Ålund" in newsbeam.extract(html, url=URL, charset=charset).text


def test_a_text_is_not_read_by_the_encoding_that_it_declares() -> None:
    page = PAGE.replace("<head>", "<head><meta charset='windows-1251'>")
    assert "Zoë Ålund" in newsbeam.extract(page, url=URL).text


def test_a_page_without_an_article_says_why() -> None:
    with pytest.raises(newsbeam.ExtractError) as caught:
        newsbeam.extract("<title>Dam opens</title><p>Soon.", url=URL)
    assert (caught.value.reason, caught.value.subject) == ("no_text", URL)
    assert str(caught.value) == f"{URL}: found 5 characters of article text, expected at least 100"


def test_fewer_characters_may_be_enough() -> None:
    assert newsbeam.extract("<title>Dam opens</title><p>Soon.", url=URL, min_text_chars=5).text == "Soon."


def test_an_address_that_is_none() -> None:
    with pytest.raises(ValueError, match="mailto:desk"):
        newsbeam.extract(PAGE, url="mailto:desk@valley.example")


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="has no time zone; give it one"):
        newsbeam.extract(PAGE, url=URL, fetched_at=NOON.replace(tzinfo=None))


def test_any_zone_is_written_as_utc() -> None:
    east = NOON.astimezone(timezone(timedelta(hours=9)))
    found = newsbeam.extract(PAGE, url=URL, fetched_at=east).fetched.fetched_at
    assert found == NOON and found.utcoffset() == timedelta(0)
