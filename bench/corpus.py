"""What is measured over the pages of the corpora without a server: CPU a page, the scores of articles."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import msgspec
import trafilatura
from pages import read_article
from scorers import Scores, read_scores, score, score_wcxb, why_no_wcxb

from transforms.records import Article, Page

# The first pages pay for what both load once: tables, models, compiled expressions.
WARM_UP = 10


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
