"""Groups: stories begin, grow, merge and end; an id lives as long as its story."""

from transforms.pure.stories.groups import EndedStory, Groups


def test_a_story_is_named_for_its_founder() -> None:
    groups = Groups()
    first, second = groups.begin("a", [(0, 10, 10)]), groups.begin("b", [(1, 10, 10)])
    assert first.id == Groups().begin("a", [(5, 99, 99)]).id != second.id


def test_a_story_grows_by_the_hour() -> None:
    groups = Groups()
    story = groups.begin("a", [(0, 100, 50)])
    groups.grow(story, 2, 7300, 7250)
    groups.grow(story, 1, 7200, 3599)
    assert (story.members, story.first_seen, story.last_seen, story.growth) == ([0, 1, 2], 100, 7300, {0: 2, 2: 1})


def test_the_larger_story_lives_on() -> None:
    groups = Groups()
    small, large = groups.begin("a", [(0, 10, 10)]), groups.begin("b", [(1, 20, 20), (2, 30, 30)])
    small.is_told = True
    kept, gone = groups.merge(small, large)
    assert (kept, gone, list(groups.stories)) == (large, small, [large.number])
    assert (kept.members, kept.first_seen, kept.growth) == ([0, 1, 2], 10, {0: 3})
    assert groups.ended == [EndedStory(small.id, 10, 10, large.id)]


def test_a_story_that_was_never_told_ends_in_silence() -> None:
    groups = Groups()
    groups.merge(groups.begin("a", [(0, 1, 1)]), groups.begin("b", [(1, 2, 2)]))
    assert groups.ended == []


def test_a_story_ends_with_its_last_article() -> None:
    groups = Groups()
    story = groups.begin("a", [(0, 10, 10), (1, 20, 20)])
    story.is_told = True
    groups.leave(0, story.number)
    assert groups.ended == []
    groups.leave(1, story.number)
    assert groups.ended == [EndedStory(story.id, 10, 20)]
    assert groups.stories == {}
