"""The card of a dataset: front matter that Hugging Face reads, and what a stranger asks first."""

from __future__ import annotations

import gzip
from datetime import UTC, date, datetime

import msgspec
import pytest
import yaml
from one_shard import article, failure

from pipelines.export.card import CardFigures, card, size_category
from pipelines.export.choice import ExportChoice
from transforms.parquet import table_of
from transforms.records import Article, Failure
from transforms.written import written

NOW = datetime(2026, 11, 29, tzinfo=UTC)


def figures_of(*records: Article | Failure) -> CardFigures:
    figures = CardFigures()
    kind = "articles" if isinstance(records[0], Article) else "failures"
    for record in records:
        data = gzip.compress(msgspec.json.encode(written(record)) + b"\n")
        figures.add(kind, table_of(kind, data))  # type: ignore[arg-type]
    return figures


def dated(name: str, language: str | None, year: int) -> Article:
    at = datetime(year, 3, 4, tzinfo=UTC)
    return msgspec.structs.replace(article(name), language=language, published_at=at)


ARTICLES = figures_of(
    dated("a", "de", 2025), dated("b", "pt-BR", 2026), dated("c", "de", 2024), dated("d", "und", 2025)
)


def parts(text: str) -> tuple[dict[str, object], str]:
    _, front, page = text.split("---\n", 2)
    return yaml.safe_load(front), page


def test_the_front_matter_names_languages_size_and_files() -> None:
    front, _ = parts(card(ExportChoice(to="x"), ARTICLES, "1.2", NOW))
    assert front == {
        "pretty_name": "News articles",
        "language": ["de", "pt"],
        "license": "unknown",
        "size_categories": ["n<1K"],
        "tags": ["news", "newsbeam"],
        "configs": [{"config_name": "default", "data_files": [{"split": "train", "path": "data/*.parquet"}]}],
    }


def test_the_page_says_what_is_in_it_how_it_was_collected_and_whose_it_is() -> None:
    choice = ExportChoice(to="x", where="language = 'de'", since=date(2026, 11, 1))
    page = parts(card(choice, ARTICLES, "1.2", NOW))[1]
    assert "4 articles from 1 sites. Published from 2024-03-04 to 2026-03-04 (UTC)" in page
    assert "| `de` | 2 |" in page and "| `pt-BR` | 1 |" in page and "| unknown | 1 |" in page
    assert "newsbeam 1.2 polled" in page and "made on 2026-11-29" in page
    assert "the rows with: `language = 'de'` and fetched on 2026-11-01 or later." in page
    assert "Unknown: rights stay with the publishers." in page
    assert "| `images[].caption` | text or null | Caption. |" in page
    assert "| `authors` | list of text |" in page and "| `images` | list of objects |" in page


def test_a_card_of_failures() -> None:
    front, page = parts(
        card(ExportChoice(to="x", kind="failures", since=date(2026, 1, 1)), figures_of(failure("a")), "1", NOW)
    )
    assert "language" not in front and front["pretty_name"] == "News failures"
    assert "1 failures. Failed from 2026-11-22 to 2026-11-22" in page
    assert "failed on 2026-01-01 or later" in page and "| `reason` | text |" in page


def test_nothing_known_of_days() -> None:
    assert "Published" not in card(ExportChoice(to="x"), figures_of(article("a")), "1", NOW)


@pytest.mark.parametrize(
    ("rows", "name"),
    [(0, "n<1K"), (1000, "1K<n<10K"), (99_999, "10K<n<100K"), (10**6, "1M<n<10M"), (10**9, "100M<n<1B")],
    ids=str,
)
def test_sizes_have_the_names_of_hugging_face(rows: int, name: str) -> None:
    assert size_category(rows) == name
