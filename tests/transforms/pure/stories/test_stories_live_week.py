"""A written week in four languages, and other scripts: stories are found, templates and lone articles stay out of them."""

import json
from itertools import combinations

import pytest
from story_articles import report

from bench.stories.pairs import measure_pairs, measure_week
from bench.stories.sets import WEEK, has_pairs, live_stories, read_week, story_of, week_profiles
from transforms.pure.stories.profiles import make_profile

SCRIPTS = WEEK.with_name("scripts.jsonl")
# Of one site each: pages that differ in a town, a day, a league's match, a name.
TEMPLATES = (
    {"Weather for", "Northern League:", "Alderney shares", "Obituary:", "Vote:"},
    {"Das Wetter in", "Dax schließt"},
    {"El tiempo en", "Horóscopo:"},
    {"Погода в", "Курс доллара"},
)


def test_the_set_is_what_it_says() -> None:
    rows = read_week()
    assert len(rows) >= 100
    assert len({row["story"] for row in rows} - {None}) >= 20
    assert {row["language"] for row in rows} == {"en", "de", "es", "ru"}
    assert max(row["hours"] for row in rows) < 7 * 24


def test_stories_are_found_as_well_as_ever() -> None:
    assert [figure for figure in measure_week() if figure.floor is not None and figure.value < figure.floor] == []


@pytest.mark.skipif(not has_pairs(), reason="the labelled pairs are not on this machine")
def test_real_pairs_are_judged_as_well_as_ever() -> None:
    assert [figure for figure in measure_pairs() if figure.floor is not None and figure.value < figure.floor] == []


@pytest.mark.parametrize("language", ["en", "de", "es", "ru"])
def test_no_two_pages_of_one_template_are_in_one_story(language: str) -> None:
    found = story_of(live_stories(week_profiles(language), language))
    rows = [row for row in read_week() if row["language"] == language]
    frames = [frame for some in TEMPLATES for frame in some]
    pages = {frame: [row["id"] for row in rows if row["title"].startswith(frame)] for frame in frames}
    together = [
        (a, b) for some in pages.values() for a, b in combinations(some, 2) if a in found and found[a] == found.get(b)
    ]
    assert any(pages.values())
    assert together == []


@pytest.mark.parametrize("language", ["ar", "hi", "ja", "th", "zh"])
def test_scripts_without_capitals_or_spaces_have_stories(language: str) -> None:
    rows = [
        row for line in SCRIPTS.read_text("utf-8").splitlines() if (row := json.loads(line))["language"] == language
    ]
    profiles = [
        make_profile(report(row["id"], row["text"], hours=n, title=row["title"], language=language))
        for n, row in enumerate(rows)
    ]
    views = live_stories(profiles, language).stories()
    assert [[article.id for article in view.articles] for view in views] == [
        [row["id"] for row in rows if row["story"]]
    ]
