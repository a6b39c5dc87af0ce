"""What was taken down stands in no story any more, and comes back in none."""

from pathlib import Path

import pytest
from told_stories import CHESS, DAM, DAM_AGAIN, StoryWorld, report

from pipelines.run.forgetting import forget
from transforms.state.forgetting import Target
from transforms.state.story_states import story_stores
from transforms.story_records import Story
from transforms.story_takedowns import take_down_stories, without_articles

FIRST = report("dam-opens", DAM)
COPY = report("gates-open", DAM, hours=1, site="second.example")
SECOND = report("hundreds-leave", DAM_AGAIN, hours=2, site="third.example")
CHESS_WON = report("chess", CHESS, hours=3)
CHESS_COPY = report("chess-prize", CHESS, hours=4, site="second.example")
ALL = (FIRST, COPY, SECOND, CHESS_WON, CHESS_COPY)


@pytest.fixture
def world(tmp_path: Path) -> StoryWorld:
    made = StoryWorld(tmp_path)
    for article in ALL:
        made.publish(article)
        made.tell()
    return made


def take_down(world: StoryWorld, target: Target) -> int:
    return take_down_stories(*story_stores(world.config.roots), target, "0", lambda: world.now)


def articles(story: Story) -> list[str]:
    return [one.id for one in story.articles]


TARGETS = {
    "an article": (Target(ids=frozenset((COPY.id,))), [[FIRST.id, SECOND.id], [CHESS_WON.id, CHESS_COPY.id]]),
    "an original": (Target(ids=frozenset((FIRST.id,))), [[COPY.id, SECOND.id], [CHESS_WON.id, CHESS_COPY.id]]),
    "a site": (Target(site="second.example"), [[FIRST.id, SECOND.id], [CHESS_WON.id]]),
}


@pytest.mark.parametrize(("target", "expected"), TARGETS.values(), ids=TARGETS)
def test_no_row_names_it(world: StoryWorld, target: Target, expected: list[list[str]]) -> None:
    gone = {one.id for one in ALL if target.takes([one.id], [one.url])}
    titles = {one.title for one in ALL if one.id in gone}
    assert take_down(world, target) > 0
    for row in world.rows():
        assert gone.isdisjoint(articles(row)) and row.title not in titles
        assert gone.isdisjoint(
            id_ for group in row.copies for id_ in (group.original, *(copy.id for copy in group.copies))
        )
    assert sorted(map(articles, world.current().values())) == sorted(expected)
    assert take_down(world, target) == 0


def test_it_does_not_come_back(world: StoryWorld) -> None:
    take_down(world, Target(ids=frozenset((FIRST.id,))))
    world.tell(since_days=7)
    world.publish(report("dam-again", DAM, hours=5, site="fourth.example"))
    world.tell()
    assert all(FIRST.id not in articles(row) for row in world.rows())
    assert len(world.current()) == 2


def test_growth_counts_those_that_are_left(world: StoryWorld) -> None:
    take_down(world, Target(ids=frozenset((COPY.id,))))
    story = next(row for row in world.current().values() if FIRST.id in articles(row))
    assert [(hour.hour.hour, hour.articles) for hour in story.growth] == [(8, 1), (10, 1)]


def test_forget_takes_the_stories_too(world: StoryWorld) -> None:
    code, said = forget(world.config, None, site="second.example", reason=None, dry_run=False)
    assert code == 0 and "of stories" in said
    assert all(one.site != "second.example" for row in world.rows() for one in row.articles)


def test_without_stories_there_is_nothing_to_do(tmp_path: Path) -> None:
    assert take_down(StoryWorld(tmp_path), Target(site="second.example")) == 0


def test_a_story_without_such_an_article_stays(world: StoryWorld) -> None:
    story = next(iter(world.current().values()))
    assert without_articles(story, Target(site="elsewhere.example")) is story
