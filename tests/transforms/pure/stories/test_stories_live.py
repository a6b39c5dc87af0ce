"""Live stories: who joins whom, what is told, and that it does not matter how often the state was saved."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from story_articles import BEGIN, DAM, DAM_AGAIN, FIRE, FIRE_AGAIN, PRIOR, VOTE, live, members, profile

from transforms.pure.stories.live import LiveStories
from transforms.pure.stories.options import StoryOptions
from transforms.pure.stories.profiles import Profile
from transforms.pure.stories.views import StoryView


def test_reports_of_one_event_make_a_story() -> None:
    stories = live(
        profile("a", DAM), profile("b", FIRE), profile("c", VOTE), profile("d", DAM_AGAIN), profile("e", FIRE_AGAIN)
    )
    assert members(stories.changed()) == [["a", "d"], ["b", "e"]]


def test_only_what_changed_is_told() -> None:
    stories = live(profile("a", DAM), profile("b", DAM_AGAIN, hours=1))
    (first,) = stories.changed()
    stories.add(profile("c", VOTE, hours=2))
    assert stories.changed() == []
    stories.add(profile("d", DAM, hours=3))
    (again,) = stories.changed()
    assert (again.story_id, again.state, first.state) == (first.story_id, "grown", "new")
    assert members([again]) == [["a", "b", "d"]]


def test_an_id_counts_once() -> None:
    stories = live(profile("a", DAM), profile("a", DAM_AGAIN, hours=1))
    assert len(stories) == 1
    assert stories.changed() == []


def test_what_is_older_than_the_look_back_is_forgotten() -> None:
    stories = live(profile("a", DAM), profile("b", DAM_AGAIN, hours=1))
    (view,) = stories.changed()
    stories.add(profile("c", DAM, hours=24 * 7 + 0.5))
    assert members(stories.changed()) == [["b", "c"]]
    stories.add(profile("d", VOTE, hours=24 * 20))
    (closed,) = stories.changed()
    assert (closed.story_id, closed.state, closed.articles) == (view.story_id, "closed", ())
    assert len(stories) == 1


def test_a_late_arrival_still_joins() -> None:
    stories = live(profile("a", DAM, hours=5), profile("b", DAM_AGAIN, hours=1))
    (view,) = stories.changed()
    assert (view.first_seen, view.last_seen) == (BEGIN + timedelta(hours=1), BEGIN + timedelta(hours=5))


TEXTS = (DAM, DAM_AGAIN, FIRE, FIRE_AGAIN, VOTE)


def stream(choices: list[tuple[int, int, int]]) -> list[Profile]:
    """Give articles of mixed texts: which text, of which sentence of another some words, how many hours later."""
    hours, profiles = 0, []
    for n, (text, other, later) in enumerate(choices):
        hours += later
        words = TEXTS[other].split()
        profiles.append(profile(f"n{n}", f"{TEXTS[text]} {' '.join(words[n % 7 : n % 7 + 5])}", hours))
    return profiles


def last_view(stories: LiveStories) -> list[StoryView]:
    return [replace(view, state="grown") for view in stories.stories()]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 40)), min_size=1, max_size=30),
    st.sets(st.integers(0, 29)),
)
def test_many_runs_end_with_what_one_run_ends_with(choices: list[tuple[int, int, int]], saved_after: set[int]) -> None:
    options = StoryOptions(look_back_days=3)
    profiles = stream(choices)
    once = live(*profiles, options=options)
    many = LiveStories(options, PRIOR)
    for at, one in enumerate(profiles):
        many.add(one)
        if at in saved_after:
            many.changed()
            many = LiveStories.load(many.dump(), options, PRIOR)
    assert last_view(many) == last_view(once)
    assert {view.story_id for view in once.stories()} == {view.story_id for view in many.stories()}
