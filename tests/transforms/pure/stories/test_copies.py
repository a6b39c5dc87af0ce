"""Copies: what is one text edited or cut, and what only looks like it."""

from collections.abc import Iterable
from random import Random

import pytest

from bench.figures import Figure
from bench.stories.copies import ROUNDS, SHARED, measure_edits, measure_pairs, measure_templates
from bench.stories.edits import EDITS, LANGUAGES, OTHER_SCRIPTS, edit_words, read_bases, sentences
from bench.stories.templates import fill_pair, read_templates
from bench.stories_report import reaches
from transforms.pure.stories.copies import copy_kind, copy_text

REPORT = (
    "The council of Tarn voted on Tuesday to open the upper dam two weeks early after a winter with far more snow than in "
    "any of the past 30 years. Mayor Ann Vale said that the decision by 14 votes to 3 would spare the lower town a flood "
    "such as that of 1987. Engineers from Brook University will watch the wall by day and night, and the road to Hollin "
    "stays closed until further notice. Farmers below the dam have been told to bring their cattle to the higher fields "
    "before the weekend, when more rain is expected. The power station at Fell Bridge runs at its limit of 45 megawatts. "
    "Opponents in the council called the plan hasty and asked for a second opinion, which Vale refused to wait for."
)
PARAGRAPHS = REPORT.split(". ")


def kind(a: str, b: str) -> str | None:
    found = copy_kind(copy_text(None, a, "en"), copy_text(None, b, "en"))
    assert found == copy_kind(copy_text(None, b, "en"), copy_text(None, a, "en"))
    return found.kind if found else None


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (REPORT, "identical"),
        (REPORT.upper(), "identical"),
        (REPORT.replace("dam", "weir").replace("said", "told reporters"), "edited"),
        (". ".join(reversed(PARAGRAPHS)), "edited"),
        (f"TARN (Valley Press) - {REPORT} © Valley Press. All rights reserved.", "edited"),
        (". ".join(PARAGRAPHS[:3]), "excerpt"),
        (PARAGRAPHS[0], "excerpt"),
        (PARAGRAPHS[1], None),
        (
            "A dam above Tarn will be opened early because of much snow, its council decided on Tuesday with 14 votes to 3. "
            "Ann Vale, the mayor, hopes that this prevents what happened in 1987, when the lower town stood under water. The "
            "road to Hollin is closed; researchers of Brook University keep an eye on the wall.",
            None,
        ),
    ],
)
def test_copies_are_told_from_other_reports(other: str, expected: str | None) -> None:
    assert kind(REPORT, other) == expected


def test_pages_of_one_template_are_no_copies() -> None:
    page = (
        "Weather for {town}. On {day} the forecast for {town} shows clouds in the morning with a high of {high} degrees and a "
        "low of {low} degrees. Winds blow from the {wind} at up to {speed} kilometres an hour, and the chance of rain is put at "
        "{rain} per cent by the office in {town}. The sun rises at {rise} and sets at {set}."
    )
    names = ["town", "day", "high", "low", "wind", "speed", "rain", "rise", "set"]
    one = dict(zip(names, ["Tarn", "Monday", "12", "4", "north", "30", "60", "7.40", "16.12"], strict=True))
    other = dict(zip(names, ["Hollin", "Friday", "8", "1", "west", "45", "20", "7.52", "16.04"], strict=True))
    assert kind(page.format(**one), page.format(**other)) is None


def low(figures: Iterable[Figure]) -> list[Figure]:
    return [figure for figure in figures if not reaches(figure)]


def test_edited_copies_are_found_as_well_as_ever() -> None:
    figures = list(measure_edits(ROUNDS))
    assert len(figures) > 2 * len(EDITS)
    assert low(figures) == []


def test_pages_of_templates_are_no_copies() -> None:
    figures = list(measure_templates(3_000))
    assert [figure.n for figure in figures] == [3_000, 2_700, 1_000]
    assert low(figures) == []


@pytest.mark.skipif(not (SHARED / "stories").exists(), reason="the labelled pairs are not on this machine")
def test_labelled_pairs_are_judged_as_well_as_ever() -> None:
    assert low(measure_pairs()) == []


def test_the_written_texts_are_what_is_said_of_them() -> None:
    for language in LANGUAGES:
        bases = read_bases(language)
        assert len(bases) >= 6
        assert all(200 <= len(base.text.split()) <= 600 for base in bases)
        assert len(read_templates(language)) == 10
    assert all(len(read_bases(language)) == 2 for language in OTHER_SCRIPTS)


def test_edits_change_what_they_say() -> None:
    base = read_bases("en")[0]
    changed = edit_words(base, 0.3, Random(1)).split()
    kept = set(changed) & set(base.text.split())
    assert 0.6 < len(kept) / len(set(base.text.split())) < 0.85
    assert len(sentences(base.text)) > 12
    assert base.text in EDITS["agency's header and footer"](base, Random(1))
    assert EDITS["20% of words"](base, Random(1)) == EDITS["20% of words"](base, Random(1))
    page, other = fill_pair(read_templates("en")[0], Random(1), kept_share=0.5)
    assert page != other and "{" not in page + other
