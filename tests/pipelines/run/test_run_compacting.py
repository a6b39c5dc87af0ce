"""`newsbeam compact` on what ingests wrote: fewer files, the same rows, and the next ingest goes on as before."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from small_newsroom import Newsroom, url
from told_stories import CHESS, DAM, DAM_AGAIN, MONDAY, StoryWorld, report

import newsbeam
from pipelines.cli import main
from pipelines.run import compacting
from pipelines.run.compacting import NOTHING, compact_dataset
from pipelines.run.passes import ingest
from transforms.clock import utc_now
from transforms.pure.net.urls import url_id as row_id
from transforms.state.manifests import read_newest
from transforms.state.past import Past
from transforms.state.retention import RetentionOptions
from transforms.state.story_states import story_stores
from transforms.state.story_verification import verify_stories


def later() -> datetime:
    return utc_now() + timedelta(days=3)


def files(newsroom: Newsroom, kind: str = "articles") -> list[Path]:
    return sorted(newsroom.output.glob(f"{kind}/*/*.jsonl.*"))


@pytest.fixture
def written(newsroom: Newsroom) -> Newsroom:
    """Three articles in three files."""
    for n in range(1, 4):
        newsroom.publish(*(f"/{k}" for k in range(1, n + 1)))
        ingest(newsroom.config(), poll_all=True)
    assert len(files(newsroom)) == 3
    return newsroom


def test_the_files_of_today_are_left_alone(written: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compact", written.file()]) == 0
    assert capsys.readouterr().out == NOTHING + "\n"
    assert len(files(written)) == 3


@pytest.mark.parametrize("with_zstd", [False, True], ids=["gzip", "zstd"])
def test_small_files_become_one_and_nothing_is_written_twice(written: Newsroom, with_zstd: bool) -> None:
    said = compact_dataset(written.config(), 64, with_zstd, later)
    assert said == "3 files put together into 1; 3 files deleted whose rows stand elsewhere or are gone."
    assert [path.suffix for path in files(written)] == [".zst" if with_zstd else ".gz"]
    assert [row.url for row in newsbeam.read(str(written.output))] == [url("/1"), url("/2"), url("/3")]
    written.publish("/1", "/2", "/3", "/4")
    ingest(written.config(), poll_all=True, clock=later)
    assert [row.url for row in newsbeam.read(str(written.output))] == [url(f"/{n}") for n in range(1, 5)]
    assert main(["verify", written.file()]) == 0
    assert compact_dataset(written.config(), 64, with_zstd, later) == NOTHING


def test_a_clock_that_is_ahead_is_told_where_rows_would_be_dropped(written: Newsroom) -> None:
    config = msgspec.structs.replace(written.config(), retention=RetentionOptions(articles_days=30))
    compact_dataset(config, 64, False, later)
    said = compact_dataset(config, 64, False, lambda: utc_now() + timedelta(days=400))
    assert said.startswith("The clock is 397 days ahead of the last day of work, so `retention` counts from")
    assert len(list(newsbeam.read(str(written.output)))) == 3


def test_parquet_that_was_switched_on_later_comes_with_the_new_file(written: Newsroom) -> None:
    pytest.importorskip("pyarrow")
    config = written.config(write={"formats": ["jsonl", "parquet"]})
    compact_dataset(config, 64, False, later)
    (path,) = newsbeam.files(str(written.output), format="parquet")
    assert Path(path).is_file()
    assert main(["verify", written.file()]) == 0


def test_retention_drops_rows_and_feeds_that_are_gone(written: Newsroom) -> None:
    config = written.config(retention={"articles_days": 2, "state_days": "2d"}, feeds=[url("/other.xml")])
    assert compact_dataset(config, 64, False, later) == (
        "0 files put together into 0; 3 files deleted whose rows stand elsewhere or are gone.\n"
        "3 rows in 3 files dropped, older than `retention` keeps.\n"
        "1 feed forgotten that the configuration does not have any more."
    )
    assert files(written) == []
    assert list(newsbeam.read(str(written.output))) == []
    assert main(["verify", written.file()]) == 0


@pytest.mark.parametrize(
    ("retention", "memory_days", "said"),
    [
        ({"articles_days": 2, "failures_days": 2}, 0, True),
        ({"articles_days": 2, "failures_days": 2}, 120, False),
        ({"articles_days": 2}, 0, False),
        ({"articles_days": 2, "failures_days": 100}, 0, False),
    ],
    ids=["both are older", "the log remembers", "failures are kept for ever", "failures are kept for longer"],
)
def test_the_index_of_rows_that_are_gone_goes_as_well(
    written: Newsroom, monkeypatch: pytest.MonkeyPatch, retention: dict[str, int], memory_days: int, said: bool
) -> None:
    monkeypatch.setattr(compacting, "MEMORY_DAYS", memory_days)
    found = compact_dataset(written.config(retention=retention), 64, False, later)
    assert ("3 files deleted from state/past/: they name rows older than `retention` keeps." in found) is said
    config = written.config()
    newest = read_newest(config.roots.open()[0])
    past = Past([config.roots.open()[0]])
    assert newest is not None and past.covers(newest.sequence)
    # What has happened since, here that rows went, is known still.
    assert bool(past.find([row_id(url("/1"))])) is not said


@pytest.mark.parametrize("megabytes", ["0", "-1", "many", "1e9"])
def test_a_size_that_cannot_be_is_refused(
    newsroom: Newsroom, capsys: pytest.CaptureFixture[str], megabytes: str
) -> None:
    with pytest.raises(SystemExit) as left:
        main(["compact", newsroom.file(), f"--megabytes={megabytes}"])
    assert left.value.code == 2
    assert f"expected a number from 0.001 to 1000, got {megabytes}" in capsys.readouterr().err


@pytest.fixture
def world(tmp_path: Path) -> StoryWorld:
    """A story in the rows of three runs, with another one."""
    made = StoryWorld(tmp_path)
    made.publish(report("dam-opens", DAM), report("chess", CHESS))
    made.tell()
    made.publish(
        report("gates-open", DAM, hours=1, site="second.example"), report("won", CHESS, hours=1, site="second.example")
    )
    made.tell()
    made.publish(report("hundreds-leave", DAM_AGAIN, hours=2, site="third.example"))
    made.tell()
    return made


def story_files(world: StoryWorld) -> list[Path]:
    return sorted(Path(world.config.output).glob("stories/date=*/*.jsonl.*"))


@pytest.mark.parametrize("with_zstd", [False, True], ids=["gzip", "zstd"])
def test_the_files_of_stories_become_one_with_the_same_rows(world: StoryWorld, with_zstd: bool) -> None:
    rows, told = world.rows(), newsbeam.stories(world.config.output)
    assert len(story_files(world)) > 1 and len(told) == 2
    clock = lambda: MONDAY + timedelta(days=3)  # noqa: E731
    said = compact_dataset(world.config, 64, with_zstd, clock)
    assert "Of the stories 2 files put together into 1; 2 files deleted" in said
    assert len(story_files(world)) == 1 and world.rows() == rows
    assert newsbeam.stories(world.config.output) == told
    found = verify_stories(*story_stores(world.config.roots))
    assert found is not None and found.findings == ()
    assert compact_dataset(world.config, 64, with_zstd, clock) == NOTHING


def test_a_story_grows_on_behind_a_compaction(world: StoryWorld) -> None:
    compact_dataset(world.config, 64, False, lambda: MONDAY + timedelta(days=3))
    world.publish(report("trains-run", DAM_AGAIN, hours=72, site="fourth.example"))
    world.tell()
    grown = max(newsbeam.stories(world.config.output), key=lambda story: len(story.articles))
    assert [one.site for one in grown.articles][-1] == "fourth.example" and len(grown.articles) == 4


def test_stories_go_with_the_articles_that_are_kept_no_longer(world: StoryWorld) -> None:
    rows = len(world.rows())
    config = msgspec.structs.replace(world.config, retention=RetentionOptions(articles_days=30))
    said = compact_dataset(config, 64, False, lambda: MONDAY + timedelta(days=40))
    assert f"Of the stories {rows} rows in 2 files dropped, older than `retention` keeps." in said
    assert story_files(world) == [] and newsbeam.stories(world.config.output) == []
