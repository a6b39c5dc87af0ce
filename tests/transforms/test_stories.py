"""Which articles are compared, and from which files they come."""

import hashlib
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from apache_beam import Create
from apache_beam.testing import test_pipeline
from apache_beam.testing.util import assert_that, equal_to
from told_stories import CHESS, DAM, MONDAY, report

from transforms.errors import OutputError
from transforms.pure.stories.profiles import make_profile
from transforms.records import Article
from transforms.row_files import pack
from transforms.state.changes import RowPlace
from transforms.state.storage import open_store
from transforms.state.story_states import story_shard
from transforms.stories import Arrival, ReadProfiles, StoryFile, language_of, rows_of

PATH = "articles/date=2026-11-23/part-1.jsonl.gz"
FIRST, SECOND = report("dam", DAM), report("chess", CHESS, hours=30)


def publish(folder: Path, *articles: Article) -> StoryFile:
    data = pack(PATH, map(msgspec.json.encode, articles))
    open_store(str(folder)).put(PATH, data)
    return StoryFile(
        place=RowPlace(PATH, tuple(range(len(articles)))), sha256=hashlib.sha256(data).hexdigest(), manifest=4
    )


LANGUAGES = {"en-GB": "en", "de": "de", "zh-Hant-TW": "zh", None: "und"}


@pytest.mark.parametrize(("tag", "language"), LANGUAGES.items())
def test_an_article_stands_among_those_of_its_language(tag: str | None, language: str) -> None:
    assert language_of(make_profile(report("dam", DAM, language=tag))) == language


def arrival(article: Article) -> tuple[str, bytes]:
    shard = str(story_shard(article.language or "und"))
    return shard, msgspec.msgpack.encode(Arrival(manifest=4, profile=make_profile(article)))


@pytest.mark.parametrize(
    ("articles", "since", "expected"),
    [
        pytest.param((FIRST, SECOND), None, (FIRST, SECOND), id="all"),
        pytest.param((FIRST, SECOND), MONDAY + timedelta(hours=1), (SECOND,), id="those of the look-back"),
        pytest.param((FIRST, report("shop", CHESS, page_kind="product")), None, (FIRST,), id="no products"),
    ],
)
def test_profiles_are_those_of_reports(
    tmp_path: Path, articles: tuple[Article, ...], since: object, expected: tuple[Article, ...]
) -> None:
    file = publish(tmp_path, *articles)
    with test_pipeline.TestPipeline(runner="FnApiRunner") as pipeline:
        read = pipeline | Create([file]) | ReadProfiles(str(tmp_path), since)  # type: ignore[arg-type]
        assert_that(read, equal_to([arrival(article) for article in expected]))


def test_only_the_rows_of_a_place_are_read(tmp_path: Path) -> None:
    file = msgspec.structs.replace(publish(tmp_path, FIRST, SECOND), place=RowPlace(PATH, (1,)))
    assert [msgspec.json.decode(line, type=Article).id for line in rows_of(open_store(str(tmp_path)), file)] == [
        SECOND.id
    ]


@pytest.mark.parametrize("data", [None, b"other"])
def test_a_file_that_is_not_what_its_manifest_names_is_refused(tmp_path: Path, data: bytes | None) -> None:
    file, store = publish(tmp_path, FIRST), open_store(str(tmp_path))
    store.delete(PATH) if data is None else store.put(PATH, data)
    with pytest.raises(OutputError, match="gone, or not the one that its manifest names; if `newsbeam compact`"):
        list(rows_of(store, file))
