"""The page that follows one story through a day says what newsbeam says, and its picture shows it."""

from __future__ import annotations

import pytest

from bench.figures import with_table
from bench.stories import day


@pytest.fixture(scope="module")
def runs() -> list[day.Run]:
    return list(day.follow(day.read_day()))


def test_the_page_and_the_picture_are_those_of_today(runs: list[day.Run]) -> None:
    page, last = day.PAGE.read_text(encoding="utf-8"), runs[-1].story
    assert last is not None
    assert page == with_table(page, day.runs_table(runs), day.BEGIN, day.END), "run python -m bench.stories.day"
    assert day.PICTURE.read_text(encoding="utf-8") == day.draw(day.read_day(), last), "run python -m bench.stories.day"


def test_the_story_grows_under_one_id_without_strangers(runs: list[day.Run]) -> None:
    stories = [run.story for run in runs if run.story is not None]
    assert len({story.story_id for story in stories}) == 1
    sizes = [len(story.articles) for story in stories]
    assert sizes == sorted(sizes)
    titles = {article.id: article.title or "" for article in day.read_day()}
    named = [titles[one.id] for one in stories[-1].articles]
    assert not [title for title in named if "Weather" in title or "chess" in title] and len(named) >= 13


def test_each_kind_of_copy_is_told(runs: list[day.Run]) -> None:
    last = runs[-1].story
    assert last is not None
    assert [[copy.kind for copy in group.copies] for group in last.copies] == [
        ["identical", "edited", "excerpt"],
        ["identical"],
        ["edited"],
    ]
