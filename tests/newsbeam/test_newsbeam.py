"""The public names and signatures: what stands here changes with a major version only."""

import inspect
import subprocess
import sys

import pytest

import newsbeam

SIGNATURES = {
    "extract": "(html: 'str | bytes', *, url: 'str', charset: 'str | None' = None, fetched_at: 'datetime | None' = None,"
    " min_text_chars: 'int' = 100) -> 'Article'",
    "read": "(output: 'str', since: 'int | date | None' = None, *,"
    " kind: \"Literal['articles', 'failures', 'revisions', 'retractions']\" = 'articles')"
    " -> 'Rows[Article] | Rows[Failure] | Rows[ArticleRevision] | Rows[Retraction]'",
    "files": "(output: 'str', since: 'int | date | None' = None, *,"
    " kind: \"Literal['articles', 'failures', 'revisions', 'retractions']\" = 'articles',"
    " format: \"Literal['jsonl', 'parquet']\" = 'jsonl') -> 'list[str]'",
    "read_feed": "(body: 'bytes', *, url: 'str', content_type: 'str | None' = None, read_at: 'datetime | None' = None,"
    " max_items: 'int' = 2000) -> 'ParsedFeed'",
    "schema": "(kind: \"Literal['article', 'failure', 'revision', 'retraction', 'story', 'health']\" = 'article')"
    " -> 'dict[str, Any]'",
    "stories": "(output: 'str', since: 'date | None' = None) -> 'list[Story]'",
}
CLASSES = {"Article", "ArticleRevision", "Failure", "FeedItem", "ParsedFeed", "Retraction", "Rows", "Story"}
CLASSES |= {"ExtractError", "FeedError", "OutputError"}


def test_the_public_names() -> None:
    assert set(newsbeam.__all__) == SIGNATURES.keys() | CLASSES
    assert all(inspect.isclass(getattr(newsbeam, name)) for name in CLASSES)


@pytest.mark.parametrize("name", SIGNATURES)
def test_the_signatures(name: str) -> None:
    assert str(inspect.signature(getattr(newsbeam, name))) == SIGNATURES[name]


@pytest.mark.parametrize("name", sorted([*SIGNATURES, *CLASSES]))
def test_each_name_is_explained(name: str) -> None:
    assert inspect.getdoc(getattr(newsbeam, name))


def test_importing_it_loads_neither_beam_nor_an_extractor() -> None:
    code = "import sys, newsbeam; print(*sorted({'apache_beam', 'trafilatura', 'lxml', 'aiohttp'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
