"""What of a text is compared: words or letters as numbers, names and figures among them, and runs."""

import pytest

from transforms.pure.stories.grams import FIGURE, IDEOGRAPHIC, LETTERED, NAME, SPACED, number_words, runs


@pytest.mark.parametrize(
    ("text", "language", "names", "figures"),
    [
        ("The dam opens early, says Ann Vale of Tarn. It holds 300 litres.", "en", 3, 1),
        ("Early on Monday in March it opened, and so I think. Then it closed.", "en", 0, 0),
        ("В среду плотину откроет Анна Вейл. Она видит 12,5 метра.", "ru", 2, 1),
        ("Am Montag stieg das Wasser in Weidenau, sagte Ann Vale mit Blick auf die Mauer.", "de", 4, 0),
        ("Die Temperaturen erreichen am Nachmittag nach Angaben der Behörde 12 Grad.", "de", 1, 1),
        ("السد يفتح يوم ٣ مايو", "ar", 0, 1),
        ("no capitals at all", "en", 0, 0),
        ("“Open it,” she said. “We will.”", "en", 0, 0),
    ],
)
def test_names_are_capitalised_within_sentences(text: str, language: str, names: int, figures: int) -> None:
    kinds = number_words(text, language).kinds.tolist()
    assert (kinds.count(NAME), kinds.count(FIGURE)) == (names, figures)


def test_figures_are_the_same_with_other_separators_and_digits() -> None:
    def figure(text: str) -> list[int]:
        words = number_words(text)
        return words.hashes[words.kinds == FIGURE].tolist()

    assert figure("It costs 1,200 now") == figure("It costs 1.200 now") == figure("It costs １２００ now")
    assert figure("يوم ٣") == figure("day 3")


@pytest.mark.parametrize(
    ("text", "script", "count"),
    [
        ("one two three", SPACED, 3),
        ("水位が25メートル上昇した", IDEOGRAPHIC, 12),
        ("เขื่อนเปิดเร็ว", LETTERED, 10),
        ("हिंदी में समाचार", SPACED, 3),
        ("", SPACED, 0),
    ],
)
def test_words_or_letters_are_counted_by_script(text: str, script: object, count: int) -> None:
    words = number_words(text)
    assert (words.script, len(words.hashes)) == (script, count)


def test_runs_are_as_many_as_there_are_places() -> None:
    words = number_words("one two three four one two")
    assert len(runs(words.hashes, 2)) == 5
    assert runs(words.hashes, 2)[0] == runs(words.hashes, 2)[4] != runs(words.hashes, 2)[1]
    assert len(runs(words.hashes, 7)) == 0


def test_numbers_are_the_same_everywhere() -> None:
    assert number_words("dam").hashes.tolist() == [4286250477]
    assert runs(number_words("the dam opens").hashes, 2).tolist() == [2071087447, 936908439]
