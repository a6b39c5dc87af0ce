"""`newsbeam.stories`: each story once, as it was told last."""

from datetime import date
from pathlib import Path

import pytest
from told_stories import CHESS, DAM, DAM_AGAIN, StoryWorld, report

import newsbeam


@pytest.fixture
def world(tmp_path: Path) -> StoryWorld:
    made = StoryWorld(tmp_path)
    made.publish(report("dam-opens", DAM), report("chess", CHESS, hours=1))
    made.tell()
    made.publish(report("gates-open", DAM, hours=2, site="second.example"))
    made.tell()
    made.publish(
        report("chess-prize", CHESS, hours=26), report("hundreds-leave", DAM_AGAIN, hours=27, site="third.example")
    )
    made.tell()
    return made


def test_each_story_is_given_as_it_was_told_last(world: StoryWorld) -> None:
    found = newsbeam.stories(world.config.output)
    assert [len(story.articles) for story in found] == [3, 2]
    assert [story.version for story in found] == [3, 3]
    assert len(world.rows()) == 3


def test_since_leaves_out_what_was_told_before(world: StoryWorld) -> None:
    assert len(newsbeam.stories(world.config.output, since=date(2026, 11, 24))) == 2
    assert newsbeam.stories(world.config.output, since=date(2026, 11, 25)) == []


def test_what_was_taken_down_is_not_given(world: StoryWorld) -> None:
    from pipelines.run.forgetting import forget

    forget(world.config, None, site="third.example", reason=None, dry_run=False)
    assert [len(story.articles) for story in newsbeam.stories(world.config.output)] == [2, 2]
