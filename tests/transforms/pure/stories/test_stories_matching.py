"""How like two articles are: reports of one event, copies, pages of one template."""

from datetime import timedelta

import numpy
import pytest
from msgspec.structs import replace
from story_articles import BEGIN, DAM, DAM_AGAIN, FIRE, PRIOR, report

from transforms.pure.stories.matching import Match, match
from transforms.pure.stories.profiles import make_profile
from transforms.pure.stories.rarity import Rarity
from transforms.pure.stories.rows import LiveRows
from transforms.pure.stories.vectors import make_vector
from transforms.records import Article, Source

PAPER, LETTER = Source(site="paper.example"), Source(site="letter.example")
WEATHER = (
    "{day} in {town} begins with {sky}. It turns brighter from the west in the afternoon. Highest temperature {high} degrees, "
    "lowest {low}. Wind: south-west, {wind} miles an hour. Sunrise 7.02, sunset 16.28."
)
ONE_TOWN = WEATHER.format(day="Monday", town="Hollin", sky="showers", high=12, low=6, wind=25)
OTHER_TOWN = WEATHER.format(day="Monday", town="Stradbrook", sky="cloud and drizzle", high=11, low=7, wind=20)


def compared(one: Article, *others: Article) -> Match:
    rows, rarity = LiveRows(), Rarity(PRIOR)
    for article in (*others, one):
        profile = make_profile(article)
        rows.add(profile, make_vector(profile, rarity))
    return match(len(others), numpy.arange(len(others), dtype=numpy.uint32), rows, rarity, 0.3, 7 * 86_400)


def test_reports_of_one_event_are_more_alike_than_others() -> None:
    found = compared(report("a", DAM), report("b", DAM_AGAIN), report("c", FIRE))
    again, other = found.alike.tolist()
    assert again > 0.5 > 0.2 > other
    assert not found.copied.any()


def test_two_reports_of_one_site_are_less_alike() -> None:
    later = f"{DAM_AGAIN} Farmers brought their cattle to safety; nobody slept, says a miller whose yard lies below."
    reports = (
        report(name, later, title="Hollin fears its dam", source=source)
        for name, source in (("b", PAPER), ("c", LETTER))
    )
    here, elsewhere = compared(report("a", DAM, source=PAPER), *reports).alike.tolist()
    assert here == pytest.approx(0.7 * elsewhere)


def test_a_title_with_the_name_of_another_place_counts_less() -> None:
    """The words of the titles are the same otherwise, and so are the texts."""
    found = compared(
        report("a", DAM, title="Dam above Hollin is opened"),
        report("b", DAM_AGAIN, title="Dam above Hollin is opened again"),
        report("c", DAM_AGAIN, title="Dam above Quarnby is opened again"),
    )
    here, there = found.alike.tolist()
    assert here > 1.1 * there


def test_the_weather_of_two_towns_is_a_template() -> None:
    one = report("a", ONE_TOWN, title="Weather for Hollin: showers", source=PAPER)
    found = compared(one, report("b", OTHER_TOWN, title="Weather for Stradbrook: cloud", source=PAPER))
    assert (found.alike.tolist(), found.framed.tolist(), found.copied.tolist()) == ([0], [True], [False])


def test_photo_votes_are_no_copies() -> None:
    frame = (
        "Here are the twelve finalists of our {} contest. Click on your favourite and press the button. You can vote once a day "
        "until Sunday at midnight. The winner gets a hundred pounds. Good luck to all who sent us their pictures, and thank you!"
    )
    dogs, gardens = (
        report(name, frame.format(name), title=f"Vote: which is the best {name} in the valley?", source=PAPER)
        for name in ("dog", "garden")
    )
    found = compared(dogs, gardens)
    assert (found.alike.tolist(), found.copied.tolist()) == ([0], [False])


def test_other_numbers_in_the_title_tell_another_day() -> None:
    first = report("a", DAM, title="Tarn reservoir at 98 per cent")
    (same,) = compared(report("b", DAM_AGAIN, title="Tarn reservoir at 98 per cent: gates open"), first).alike.tolist()
    (other,) = compared(report("b", DAM_AGAIN, title="Tarn reservoir at 81 per cent: gates open"), first).alike.tolist()
    assert other < 0.75 * same


def test_a_copy_is_as_near_as_its_words() -> None:
    text = f"{DAM} {FIRE} {DAM_AGAIN}"
    found = compared(report("a", text), replace(report("b", text), title="Another head for it"))
    assert found.copied.tolist() == [True]
    assert found.alike[0] > 0.7


def test_articles_without_a_title_are_compared_by_their_texts() -> None:
    (alike,) = compared(report("a", DAM, title=None), report("b", DAM_AGAIN, title=None)).alike.tolist()
    assert alike > 0.3


def test_reports_of_other_weeks_tell_something_else_even_if_they_are_fetched_together() -> None:
    now, old = report("a", DAM), report("b", DAM_AGAIN, published_at=BEGIN - timedelta(days=8))
    assert compared(now, old).alike.tolist() == [0]
