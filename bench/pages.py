"""Pages read from their files, without a server, and the articles that the pipeline makes of them.

The newsroom lies beside the repository, in ../shared/newsroom: pages of publishers.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from transforms.errors import ExtractError
from transforms.pure.article import extract_article
from transforms.pure.normalisation import normalise_article
from transforms.records import Article, Entry, Page

NEWSROOM = Path(__file__).resolve().parents[2] / "shared" / "newsroom"
GOLDEN = Path(__file__).parents[1] / "tests" / "data" / "golden"
FETCHED_AT = datetime(2026, 11, 1, tzinfo=UTC)
MIN_TEXT_CHARACTERS = 100


def has_newsroom() -> bool:
    """Tells whether the pages of the newsroom are on this machine."""
    return (NEWSROOM / "corpus" / "pages").is_dir()


@cache
def newsroom_articles() -> dict[str, Article]:
    """Gives the articles of the newsroom by the id of their page, in normal form and not enriched; none where it is not there."""
    articles = {page.fetched_url.rpartition("/")[2].removesuffix(".html"): read_article(page) for page in read_pages()}
    return {id_: article for id_, article in articles.items() if article is not None}


def read_pages(corpus: Path = NEWSROOM, folder: str = "pages") -> Iterator[Page]:
    """Gives the pages as the fetch step would, each with an entry that tells nothing but its URL."""
    for path in sorted((corpus / "corpus" / folder).glob("*.html.gz")):
        url = f"http://127.0.1.1/a/{path.name.removesuffix('.gz')}"
        yield _page(url, gzip.decompress(path.read_bytes()), "utf-8")


def read_golden_pages() -> Iterator[Page]:
    """Gives the pages that were written for tests/test_golden.py."""
    for path in sorted(GOLDEN.glob("*.html")):
        expected = json.loads(path.with_suffix(".expected.json").read_text(encoding="utf-8"))
        yield _page(expected["url"], path.read_bytes(), expected["http_charset"])


def _page(url: str, body: bytes, charset: str | None) -> Page:
    entry = Entry(id=url, url=url, link=url, feed_url="http://127.0.1.1/feed.xml", parked_at=FETCHED_AT)
    return Page(
        entry=entry,
        fetched_url=url,
        status=200,
        body=body,
        fetched_at=FETCHED_AT,
        size=len(body),
        charset=charset,
    )


def read_article(page: Page) -> Article | None:
    """Gives the article of a page as the pipeline would; None where it is refused."""
    try:
        return normalise_article(extract_article(page, MIN_TEXT_CHARACTERS).article)
    except ExtractError:
        return None
