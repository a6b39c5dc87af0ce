"""Joining: chains do not grow, stories that an article brings together are one, one that has two halves is split."""

from story_articles import DAM, DAM_AGAIN, FIRE, FIRE_AGAIN, live, members, profile

from transforms.pure.stories.joining import score
from transforms.pure.stories.options import StoryOptions

# Two reports of one event are not alike enough for these.
APART = StoryOptions(similarity=0.94)
FLOOD = (
    "Flood in Hollin",
    "The river flooded the lower streets of Hollin on Monday; cellars filled with water and the school closed.",
)
DAM_AND_FLOOD = (
    "Dam opened, Hollin flooded",
    "After the water board opened the Tarn dam, the river flooded the lower streets of Hollin on Monday. Engineers had opened "
    "the dam as the reservoir above Hollin rose to a record level; cellars filled and the school closed.",
)
# Two reports of one event are not alike enough for these.
APART = StoryOptions(similarity=0.94)


def test_the_nearest_alone_does_not_decide() -> None:
    assert score([0.5]) == 0.5
    assert score([0.5, 0.0, 0.0, 0.0]) < 0.36 < score([0.5, 0.4, 0.3, 0.3])


def test_a_new_article_brings_lone_ones_together() -> None:
    dam, flood = profile("a", DAM), profile("b", FLOOD[1], title=FLOOD[0])
    assert live(dam, flood).stories() == []
    both = profile("c", DAM_AND_FLOOD[1], hours=1, title=DAM_AND_FLOOD[0])
    (story,) = members(live(dam, flood, both).stories())
    assert set(story) > {"c"}


def test_two_stories_that_turn_out_to_be_one_are_merged() -> None:
    stories = live(profile("a0", DAM), profile("a1", DAM, hours=1), options=APART)
    stories.add(profile("b0", DAM_AGAIN, hours=1))
    stories.add(profile("b1", DAM_AGAIN, hours=2))
    first, second = stories.changed()
    assert members([first, second]) == [["a0", "a1"], ["b0", "b1"]]
    # Half a copy of each.
    stories.add(profile("c", f"{DAM} {DAM_AGAIN}", hours=3))
    told = {view.state: view for view in stories.changed()}
    assert members([told["grown"]]) == [["a0", "a1", "b0", "b1", "c"]]
    assert (told["merged"].story_id, told["merged"].merged_into) == (second.story_id, first.story_id)
    assert told["merged"].articles == ()


def test_a_story_of_two_halves_is_split() -> None:
    """Six articles tell one thing, two another; the last one fills the story up to a size at which it is looked at."""
    stories = live(*(profile(f"a{n}", DAM, hours=n) for n in range(5)))
    for n, text in enumerate((FIRE, FIRE_AGAIN)):
        stories.add(profile(f"b{n}", text, hours=5 + n))
    (dam, fire) = stories.changed()
    kept, _ = stories.groups.merge(*(stories.groups.stories[number] for number in (0, 1)))
    stories.rows.put(kept.members, kept.number)
    stories.changed()
    stories.add(profile("a9", DAM, hours=9))
    told = {view.state: view for view in stories.changed()}
    assert members([told["split"], told["grown"]]) == [["b0", "b1"], ["a0", "a1", "a2", "a3", "a4", "a9"]]
    assert (told["split"].split_from, told["grown"].story_id) == (dam.story_id, dam.story_id)
    assert told["split"].story_id not in (dam.story_id, fire.story_id)
    assert sum(hour.articles for hour in told["grown"].growth) == 6
