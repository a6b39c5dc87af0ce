"""Pages of the corpora read from their files, for what is measured without a server: CPU a page, what a step is worth."""

from __future__ import annotations

import gzip
import json
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import msgspec
import trafilatura
from scorers import NEWSROOM, Scores, read_scores, score, score_wcxb, why_no_wcxb

from transforms.errors import ExtractError
from transforms.pure.article import extract_article
from transforms.pure.normalisation import normalise_article
from transforms.records import Article, Entry, Page

GOLDEN = Path(__file__).parents[1] / "tests" / "data" / "golden"
FETCHED_AT = datetime(2026, 11, 1, tzinfo=UTC)
MIN_TEXT_CHARACTERS = 100
# The first pages pay for what both load once: tables, models, compiled expressions.
WARM_UP = 10


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


def score_articles(articles: Iterable[Article | None]) -> Scores:
    """Gives the scores of articles that no pipeline wrote, by set and name; those of wcxb where it is there."""
    with tempfile.TemporaryDirectory(prefix="newsbeam-score-") as name:
        folder = Path(name) / "articles"
        folder.mkdir()
        lines = b"".join(msgspec.json.encode(article) + b"\n" for article in articles if article is not None)
        (folder / "part.jsonl").write_bytes(lines)
        scores = read_scores(score(Path(name)))
        return scores if why_no_wcxb() is not None else {**scores, "wcxb": score_wcxb(Path(name))}


def cpu_ratios(pages: Iterable[Page]) -> list[tuple[float, float]]:
    """Gives the CPU seconds of each page: newsbeam's extraction, and trafilatura's with metadata, one after the other."""
    costs = [(_cpu(partial(read_article, page)), _cpu(partial(_by_trafilatura, page))) for page in pages]
    return costs[WARM_UP:]


def _by_trafilatura(page: Page) -> None:
    html = page.body.decode("utf-8", "replace")
    trafilatura.bare_extraction(html, url=page.fetched_url, with_metadata=True, include_comments=False)


def _cpu(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def as_row(line: str) -> str:
    """Gives a line of bench/plain.py under the names that score.py reads."""
    found = json.loads(line)
    authors = [name.strip() for name in (found["author"] or "").split(";") if name.strip()]
    return json.dumps({**found, "authors": authors, "published_at": found["date"]})
