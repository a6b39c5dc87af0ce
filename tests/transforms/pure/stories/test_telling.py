"""What is told of a story."""

from datetime import timedelta

from story_articles import BEGIN, DAM, DAM_AGAIN, live, profile, report

from transforms.annotations import Entity
from transforms.pure.stories.profiles import make_profile
from transforms.story_records import StoryHour

VALE, BORG = (Entity(name=name, type="person", count=1, position=0) for name in ("Ann Vale", "Per Borg"))
LONG = (
    f"{DAM} The mayor of Hollin, Ann Vale, said that 300 people had to leave their homes near the river. Water ran over the "
    "fields of Upper Tarn, where farmers had brought their cattle to safety the day before. The board expects the level to "
    "fall by Wednesday, and will close the gates at night."
)


def test_a_story_is_told() -> None:
    one = make_profile(report("a", DAM, entities=(VALE,)))
    other = make_profile(report("b", DAM_AGAIN, hours=2, entities=(BORG, VALE), language="en-GB"))
    (view,) = live(one, other).changed()
    assert view.state == "new"
    assert view.title in (one.title, other.title)
    assert [(article.id, article.site) for article in view.articles] == [("a", "a.example"), ("b", "b.example")]
    assert view.articles[0].similarity is None
    assert 0.3 < (view.articles[1].similarity or 0) < 1
    assert view.languages == ("en", "en-GB")
    assert view.entities == ("Ann Vale", "Per Borg")
    assert (view.first_seen, view.last_seen) == (BEGIN, BEGIN + timedelta(hours=2))
    assert view.growth == (
        StoryHour(hour=BEGIN, articles=1),
        StoryHour(hour=BEGIN + timedelta(hours=2), articles=1),
    )
    assert view.copies == ()


def test_copies_are_told_with_their_original() -> None:
    agency = make_profile(report("a", LONG))
    paper = make_profile(report("b", LONG, hours=1, title="Water over the fields of Tarn"))
    (view,) = live(agency, paper, profile("c", DAM_AGAIN, hours=2)).changed()
    assert len(view.articles) == 3
    (group,) = view.copies
    assert (group.original, group.evidence) == ("a", "time")
    assert [(copy.id, copy.kind, copy.delay_seconds) for copy in group.copies] == [("b", "identical", 3600)]
