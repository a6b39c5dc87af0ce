"""`newsbeam stories`: what was published since the last run is added, whatever the runs were."""

import shutil
from pathlib import Path

import pytest
from told_stories import CHESS, DAM, DAM_AGAIN, StoryWorld, report

from pipelines.run import telling
from transforms.errors import OutputError, StateError
from transforms.state.story_states import read_position, story_stores

FIRST = report("dam-opens", DAM)
COPY = report("gates-open", DAM, hours=1, site="second.example")
SECOND = report("hundreds-leave", DAM_AGAIN, hours=2, site="third.example")
OTHER = report("chess", CHESS, hours=3)
GERMAN = report(
    "staudamm",
    "Der Staudamm über Sollerbach hat am Montag alle Tore geöffnet. Vierhundert Menschen verließen bis Mittag ihre Häuser.",
    hours=4,
    language="de",
)


@pytest.fixture
def world(tmp_path: Path) -> StoryWorld:
    return StoryWorld(tmp_path)


def test_reports_of_one_event_are_a_story_and_one_text_is_a_copy(world: StoryWorld) -> None:
    world.publish(FIRST, COPY, SECOND, OTHER, GERMAN)
    told = world.tell()
    (row,) = world.rows()
    assert [article.id for article in row.articles] == [FIRST.id, COPY.id, SECOND.id]
    (original,) = row.copies
    assert (original.original, [copy.id for copy in original.copies]) == (FIRST.id, [COPY.id])
    assert (original.copies[0].kind, original.copies[0].delay_seconds) == ("identical", 3600)
    assert (told.counts["stories/articles"], told.counts["stories/new"]) == (5, 1)
    assert told.manifest is not None and [file.rows for file in told.manifest.files] == [1]


def test_the_order_of_arrival_decides_and_not_the_runs(tmp_path: Path) -> None:
    at_once, one_by_one = StoryWorld(tmp_path / "a"), StoryWorld(tmp_path / "b")
    for article in (FIRST, COPY, SECOND, OTHER, GERMAN):
        at_once.publish(article)
        one_by_one.publish(article)
        one_by_one.tell()
    at_once.tell()
    assert len(at_once.current()) == 1
    assert at_once.current() == one_by_one.current()
    assert len(one_by_one.rows()) > len(at_once.rows()) == 1


def test_a_run_reads_what_is_new_only(world: StoryWorld) -> None:
    world.publish(FIRST)
    assert world.tell().counts["stories/articles"] == 1
    assert world.tell().counts["stories/articles"] == 0
    world.publish(SECOND)
    assert world.tell().counts["stories/articles"] == 1
    assert read_position(story_stores(world.config.roots)[0]) == 2


def test_what_is_read_again_changes_nothing(world: StoryWorld) -> None:
    world.publish(FIRST, SECOND)
    world.tell()
    before = world.current()
    world.tell(since_days=7)
    assert world.current() == before and len(world.rows()) == 1


def test_the_first_run_reads_the_look_back(world: StoryWorld) -> None:
    world.publish(FIRST)
    world.publish(report("later", CHESS, hours=24 * 9))
    assert world.tell().counts["stories/articles"] == 1


def test_large_outputs_are_read_by_several_jobs(world: StoryWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "JOB_ROWS", 2)
    for article in (FIRST, COPY, SECOND, OTHER):
        world.publish(article)
    assert world.tell().counts["stories/articles"] == 4
    (story,) = world.current().values()
    assert [article.id for article in story.articles] == [FIRST.id, COPY.id, SECOND.id]


def test_without_a_state_there_are_no_stories(world: StoryWorld) -> None:
    shutil.rmtree(Path(world.config.state_root))
    with pytest.raises(StateError, match="is gone from"):
        world.tell()


def test_a_file_that_is_gone_is_named(world: StoryWorld) -> None:
    world.publish(FIRST)
    (path,) = Path(world.config.output).glob("articles/**/*.gz")
    path.unlink()
    with pytest.raises((OutputError, RuntimeError), match="this file is gone, or not the one that its manifest names"):
        world.tell()
