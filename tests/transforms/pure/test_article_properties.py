"""What holds for the extraction of any page whatever, tried on pages that are made up.

NEWSBEAM_PROFILE=long tries many more of them (`make simulate` does), see tests/conftest.py.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from odd_pages import (
    Element,
    any_bytes,
    broken_pages,
    charsets,
    markup,
    page_of,
    trees,
    words_of,
)

from transforms.errors import ExtractError
from transforms.pure.article import extract_article, make_record, read_page
from transforms.pure.enrichment.enriching import EnrichOptions, enrich_article
from transforms.pure.normalisation import normalise_article
from transforms.records import Article

GOLDEN = [
    path
    for path in sorted((Path(__file__).parents[2] / "data" / "golden").glob("*.html"))
    if b"<p" in path.read_bytes()
]
REASONS = frozenset(("not_html", "no_text", "bot_check", "consent_page", "not_article", "too_many_tags"))


def record(body: bytes, charset: str | None = None) -> Article | str:
    """The whole record of a page, as an ingest makes it, or the reason why there is none."""
    try:
        article = extract_article(page_of(body, charset), 1).article
    except ExtractError as error:
        return error.reason
    return enrich_article(normalise_article(article), EnrichOptions())


@given(broken_pages() | any_bytes, charsets)
def test_any_bytes_give_a_record_or_a_reason(body: bytes, charset: str | None) -> None:
    found = record(body, charset)
    if isinstance(found, str):
        assert found in REASONS
    else:
        assert msgspec.json.decode(msgspec.json.encode(found), type=Article) == found


def letters(text: str) -> str:
    """Letters and digits in one case, without what stands between words: where one ends is the layout's to say."""
    return "".join(filter(_counts, unicodedata.normalize("NFKC", text).casefold()))


def _counts(character: str) -> bool:
    return unicodedata.category(character)[0] in "LNM"


@given(trees())
def test_nothing_is_said_that_the_page_does_not_say(tree: Element) -> None:
    page = page_of(markup(tree).encode())
    # Whether or not it is an article: what is refused must not be made up, either.
    found = normalise_article(make_record(page, read_page(page)))
    said = [found.text, found.title, found.standfirst, found.section, *found.authors, *found.tags]
    said += [text for image in found.images for text in (image.caption, image.credit)]
    known = letters(words_of(tree))
    for text in filter(None, said):
        assert [word for word in re.split(r"[\s.,;:“”’]+", text) if letters(word) not in known] == []


@given(trees())
def test_the_order_of_attributes_means_nothing(tree: Element) -> None:
    told, again = record(markup(tree).encode()), record(markup(tree, backwards=True).encode())
    assert told == again


BEFORE_BLOCKS = re.compile(rb"\s*<(?=(?:p|div|h[1-6]|section|article|main|ul|ol|figure|blockquote|header|footer)[\s>])")


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_white_space_between_blocks_means_nothing(path: Path) -> None:
    charset = json.loads(path.with_suffix(".expected.json").read_text(encoding="utf-8"))["http_charset"]
    body = path.read_bytes()
    wide, narrow = BEFORE_BLOCKS.sub(b"\n\n\t  <", body), BEFORE_BLOCKS.sub(b"\n<", body)
    assert len(wide) > len(narrow)
    assert without_size(record(wide, charset)) == without_size(record(narrow, charset))


def without_size(found: Article | str) -> Article | str:
    """The record but for the number of the page's bytes."""
    if isinstance(found, str):
        return found
    return msgspec.structs.replace(found, fetched=msgspec.structs.replace(found.fetched, bytes=0))


def rewrapped(article: Article) -> bytes:
    """The least page that says what a record says."""
    paragraphs = "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in article.text.split("\n\n"))
    head = f"<title>{html.escape(article.title or '')}</title>"
    top = f"<!doctype html><html lang='{article.language or ''}'><head>{head}</head>"
    return (
        f"{top}<body><h1>{html.escape(article.title or '')}</h1><article>{paragraphs}</article></body></html>".encode()
    )


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_record_wrapped_in_a_page_again_gives_the_same_text(path: Path) -> None:
    known = json.loads(path.with_suffix(".expected.json").read_text(encoding="utf-8"))
    first = record(path.read_bytes(), known["http_charset"])
    if isinstance(first, Article):
        again = record(rewrapped(first))
        assert isinstance(again, Article)
        assert again.text.split("\n\n") == first.text.split("\n\n")
