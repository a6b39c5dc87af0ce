"""What of a text is compared: runs of words or letters, names and figures."""

import pytest

from transforms.pure.stories.grams import read_grams


@pytest.mark.parametrize(
    ("text", "names", "figures"),
    [
        ("The dam opens early, says Ann Vale of Tarn. It holds 300 litres.", 3, 1),
        ("Early on Monday it opened. Then it closed.", 1, 0),
        ("В среду плотину откроет Анна Вейл. Она видит 12,5 метра.", 2, 1),
        ("السد يفتح يوم ٣ مايو", 0, 1),
        ("no capitals at all", 0, 0),
    ],
)
def test_names_are_capitalised_within_sentences(text: str, names: int, figures: int) -> None:
    grams = read_grams(text)
    assert (len(grams.names), len(grams.figures)) == (names, figures)


def test_figures_are_the_same_with_other_separators_and_digits() -> None:
    assert read_grams("It costs 1,200 now").figures == read_grams("It costs 1.200 now").figures
    assert read_grams("يوم ٣").figures == read_grams("day 3").figures


def test_runs_are_of_words_or_of_letters() -> None:
    assert len(read_grams("one two three four five six").long) == 2
    assert len(read_grams("水位が上昇した").short) == 6
    assert len(read_grams("one").short) == 0
