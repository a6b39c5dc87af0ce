"""Each broken site comes to what docs/reliability.md says of it; `make torture` also measures what they cost the healthy ones."""

import random

from bench.torture.behaviours import BEHAVIOURS
from bench.torture.fault_world import lay_out
from bench.torture.faults import BAD, draw_sites, prove
from bench.torture_report import PAGE


def test_each_broken_site_comes_to_what_it_has_to() -> None:
    proof = prove(short=True, seed=1)
    assert proof.problems == ()
    assert proof.figures.count("1 of 1") == len(BEHAVIOURS)


def test_there_are_forty_behaviours_and_the_page_has_each() -> None:
    names = [behaviour.name for behaviour in BEHAVIOURS]
    assert len(set(names)) == len(names) >= 40
    page = PAGE.read_text(encoding="utf-8")
    assert [name for name in names if f"| {name} |" not in page] == []


def test_a_seed_draws_each_behaviour_and_some_several_times() -> None:
    drawn = [site.behaviour.name for site in draw_sites(BAD, random.Random(1))]
    assert len(drawn) == BAD and set(drawn) == {behaviour.name for behaviour in BEHAVIOURS}
    assert drawn != [site.behaviour.name for site in draw_sites(BAD, random.Random(2))]


def test_healthy_sites_publish_the_same_beside_broken_ones() -> None:
    stories = lay_out(5, 2, 3.0, 10.0, random.Random(1))
    assert stories == lay_out(5, 2, 3.0, 10.0, random.Random(1))
    assert len(stories) == 5 * 2 + 30 and len({story.url for story in stories}) == len(stories)
