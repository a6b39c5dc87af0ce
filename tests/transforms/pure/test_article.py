"""Pages to records: pairs of files, refusals and their messages, arbitrary bytes."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.errors import ExtractError
from transforms.pure.article import extract_article
from transforms.pure.body.site_repeats import block_key
from transforms.pure.enrichment.enriching import EnrichOptions, enrich_article
from transforms.pure.normalisation import normalise_article
from transforms.records import Article, Entry, Page

PAGES = Path(__file__).parents[2] / "data" / "pages"
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
FEED_DATE = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
MIN_TEXT_CHARS = 100
URL = "https://www.paper.example/news/story-84211?utm_source=rss"

# What no page file sets otherwise: the feed names an author only for the page that names none itself.
FEED_AUTHORS = {"body_in_jsonld_only": ("Feed Author",)}


def page(body: bytes, *, url: str = URL, authors: tuple[str, ...] = (), charset: str | None = None) -> Page:
    entry = Entry(
        id="e" * 24,
        url="https://www.paper.example/news/story-84211",
        link=url,
        feed_url="https://www.paper.example/feed.xml",
        feed_title="The Paper",
        guid="tag:paper.example,84211",
        title="A story in the feed",
        categories=("News",),
        authors=authors,
        published_at=FEED_DATE,
        parked_at=NOW,
    )
    return Page(
        entry=entry, fetched_url=url, status=200, body=body, fetched_at=NOW, size=len(body), charset=charset, etag='"1"'
    )


def record(name: str) -> dict[str, Any]:
    body = (PAGES / f"{name}.html").read_bytes()
    article = extract_article(
        page(body, url="https://paper.example/n/1", authors=FEED_AUTHORS.get(name, ())), MIN_TEXT_CHARS
    ).article
    done = enrich_article(normalise_article(article), EnrichOptions())
    found: dict[str, Any] = json.loads(msgspec.json.encode(done))
    return found


@pytest.mark.parametrize("name", sorted(path.stem for path in PAGES.glob("*.html")))
def test_page_gives_record(name: str) -> None:
    expected = json.loads((PAGES / f"{name}.json").read_text(encoding="utf-8"))
    found = record(name)
    provenance = expected.pop("provenance")
    sources = {known["field"]: known["source"] for known in found["provenance"]}
    assert {field: found[field] for field in expected} == expected
    assert {field: sources.get(field) for field in provenance} == provenance


def test_what_the_feed_and_the_fetch_said_is_kept() -> None:
    article = extract_article(page((PAGES / "japanese.html").read_bytes()), MIN_TEXT_CHARS).article
    assert article.url == "https://www.paper.example/news/story-84211"
    assert article.fetched_url == URL
    assert article.feed.entry_id == "tag:paper.example,84211"
    assert article.feed.categories == ("News",)
    assert article.fetched.etag == '"1"'
    assert article.source.site == "paper.example"


def test_id_is_the_same_over_mobile_host_and_tracking_with_one_canonical() -> None:
    body = (PAGES / "english_three_captions.html").read_bytes()
    here = extract_article(page(body, url="https://paper.example/news/84211"), MIN_TEXT_CHARS).article
    there = extract_article(page(body, url="http://paper.example/news/84211?utm_medium=x"), MIN_TEXT_CHARS).article
    assert here.id == there.id


def test_header_charset_decides_where_the_page_is_silent() -> None:
    text = (
        "<html><body><h1>Река вышла из берегов</h1>" + "<p>Вода поднялась на два метра за ночь, мосты закрыты.</p>" * 1
    )
    text += "".join(f"<p>Посёлок номер {n} остался без света до самого вечера среды.</p>" for n in range(4))
    article = extract_article(page(text.encode("koi8-r"), charset="koi8-r"), MIN_TEXT_CHARS).article
    assert "Вода поднялась на два метра" in article.text


NOTE = "Write to the desk of the paper at any hour, and we will answer."
FLOOD = [
    f"In village number {n} the water stood knee deep in the cellars, and the pumps ran all night." for n in range(9)
]
REPEATING = (
    f"<html><body><article><h1>Flood</h1>{''.join(f'<p>{text}</p>' for text in [*FLOOD, NOTE])}</article></body></html>"
)


def test_what_the_site_repeats_is_left_out_and_remembered_all_the_same() -> None:
    plain = extract_article(page(REPEATING.encode()), MIN_TEXT_CHARS)
    assert (plain.article.text.split("\n\n"), plain.outline) == ([*FLOOD, NOTE], None)
    first = extract_article(page(REPEATING.encode()), MIN_TEXT_CHARS, {})
    known = extract_article(page(REPEATING.encode()), MIN_TEXT_CHARS, {block_key(NOTE): 2})
    assert first.article == plain.article
    assert known.article.text.split("\n\n") == FLOOD
    assert known.article.quality.flags == (*plain.article.quality.flags, "site_repeats")
    assert first.outline is not None and known.outline is not None
    assert block_key(NOTE) in known.outline.blocks
    assert first.outline == known.outline


REFUSED = {
    "not HTML": (
        b"%PDF-1.7 " + b"x" * 300,
        "not_html",
        "expected an HTML page, found no HTML element in its 309 bytes",
    ),
    "empty": (b"", "not_html", "expected an HTML page, found no HTML element in its 0 bytes"),
    "no text": (
        b"<html><head><title>Empty</title></head><body></body></html>",
        "no_text",
        "found 0 characters of article text, expected at least 100",
    ),
    "bot check": (
        b"<html><head><title>Just a moment...</title></head><body><p>Checking your browser before you go on.</p></body>",
        "bot_check",
        "the server answered with a check for robots in the article's place",
    ),
    "consent": (
        b"<html><head><title>Before you continue</title></head><body><p>We and our 412 partners store cookies on your device "
        b"to measure what you read. You may accept all cookies or manage your consent below.</p></body></html>",
        "consent_page",
        "the server answered with a request for consent in the article's place",
    ),
}


@pytest.mark.parametrize(("body", "reason", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_page_without_article_is_refused(body: bytes, reason: str, message: str) -> None:
    with pytest.raises(ExtractError) as caught:
        extract_article(page(body), MIN_TEXT_CHARS)
    assert caught.value.reason == reason
    assert str(caught.value) == f"{URL}: {message}"
    assert caught.value.retry is False
    assert caught.value.evidence.bytes == len(body)


def test_article_about_robots_is_no_bot_check() -> None:
    story = (
        "<p>The new gate asks each visitor: are you a robot? Most laugh, some sigh, and one goat walked through it.</p>"
    )
    body = f"<html><body><article><h1>A gate asks strange questions</h1>{story}{story}</article></body></html>"
    assert "are you a robot" in extract_article(page(body.encode()), MIN_TEXT_CHARS).article.text


@pytest.mark.parametrize("depth", [300, 5_000, 200_000])
def test_deep_nesting_ends_as_article_or_failure(depth: int) -> None:
    body = b"<html><body>" + b"<div>" * depth + b"<p>deep</p>" * 50 + b"</body></html>"
    with pytest.raises(ExtractError):
        extract_article(page(body), MIN_TEXT_CHARS)


PIECES = (
    *(
        "<p>",
        "</p>",
        "<h1>",
        "<article>",
        "<figure><img src='a.png'>",
        "<figcaption>",
        "</figure>",
        "<table><tr><td>",
        "\x00",
    ),
    *(
        '<script type=\'application/ld+json\'>{"@type":"Article","headline":',
        '"\\ud800"}',
        "</script>",
        "<svg>",
        "&#xd800;",
    ),
    *(
        "<meta property='og:title' content='",
        "'>",
        "<link rel=canonical href='http://[",
        "<title>",
        "]]>",
        "<!--",
        "-->",
        "<br>",
    ),
    *(
        "<time datetime='9999-12-31T23:59:59-14:00'",
        "word " * 60,
        "<li>",
        "é",
        "\u200d",
        "<html lang='x-",
        "<base href='//'>",
    ),
)
MARKUP = st.lists(st.sampled_from(PIECES) | st.text(max_size=20), max_size=40)


@settings(max_examples=120, deadline=None)
@given(st.binary(max_size=400) | MARKUP.map(lambda parts: ("<html>" + "".join(parts)).encode("utf-8", "replace")))
def test_arbitrary_bytes_give_an_article_or_a_failure(body: bytes) -> None:
    try:
        article = extract_article(page(body), 1).article
    except ExtractError as error:
        assert error.reason in ("not_html", "no_text", "bot_check", "consent_page")
    else:
        done = enrich_article(normalise_article(article), EnrichOptions())
        assert msgspec.json.decode(msgspec.json.encode(done), type=Article) == done
