"""Which words two texts have in common: the diff leads from one text to the other, and its cost stays in bounds."""

import random
from collections.abc import Sequence

import pytest

from transforms.pure.revisions import word_diff
from transforms.pure.revisions.word_diff import WordRun, diff_words


def follow(before: Sequence[str], after: Sequence[str], runs: Sequence[WordRun]) -> list[str]:
    """Gives what comes of the earlier text by the runs."""
    made: list[str] = []
    at = 0
    for run in runs:
        assert run.first >= at and (run.first < run.last or run.start < run.end)
        made += [*before[at : run.first], *after[run.start : run.end]]
        at = run.last
    return made + list(before[at:])


@pytest.mark.parametrize(
    ("before", "after", "runs"),
    [
        ("", "", []),
        ("the dam opens", "the dam opens", []),
        ("", "the dam", [WordRun(0, 0, 0, 2)]),
        ("the dam", "", [WordRun(0, 2, 0, 0)]),
        ("the dam opens", "the sluice opens", [WordRun(1, 2, 1, 2)]),
        ("a b c d", "a c b d", [WordRun(1, 2, 1, 1), WordRun(3, 3, 2, 3)]),
        ("a b", "c d", [WordRun(0, 2, 0, 2)]),
        ("a a b", "a b", [WordRun(1, 2, 1, 1)]),
    ],
)
def test_runs(before: str, after: str, runs: list[WordRun]) -> None:
    assert diff_words(before.split(), after.split()) == runs


@pytest.mark.parametrize("letters", ["ab", "abcdefgh", "abcdefghijklmnopqrstuvwxyz"])
@pytest.mark.parametrize("most_pairs", [word_diff.MOST_PAIRS, 9])
def test_the_runs_lead_from_one_text_to_the_other(
    letters: str, most_pairs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(word_diff, "MOST_PAIRS", most_pairs)
    rng = random.Random(17)
    for _ in range(300):
        before, after = ([rng.choice(letters) for _ in range(rng.randint(0, 40))] for _ in range(2))
        assert follow(before, after, diff_words(before, after)) == after


def test_one_changed_word_among_many_is_found_alone() -> None:
    before = [f"word{number % 700}" for number in range(30_000)]
    after = [*before[:15_000], "another", *before[15_001:]]
    assert diff_words(before, after) == [WordRun(15_000, 15_001, 15_000, 15_001)]


class CountedWord(str):
    """A word that counts how often it is compared or looked up."""

    looks = 0

    def __eq__(self, other: object) -> bool:
        CountedWord.looks += 1
        return str.__eq__(self, other)

    def __hash__(self) -> int:
        CountedWord.looks += 1
        return str.__hash__(self)


def texts(kind: str, words: int) -> tuple[list[CountedWord], list[CountedWord]]:
    """Gives two texts of a kind that costs a diff much."""
    rng = random.Random(kind)
    made = {
        "rewritten": [[f"w{int(rng.paretovariate(0.7))}" for _ in range(words)] for _ in range(2)],
        "two words": [[rng.choice("ab") for _ in range(words)] for _ in range(2)],
        "reversed": [[str(number) for number in range(words)], [str(number) for number in range(words, 0, -1)]],
        "one word": [["a"] * words, ["b", *["a"] * words, "b"]],
        "islands": [[str(at) if at % 140 == 0 else rng.choice("ab") for at in range(words)] for _ in range(2)],
        "pairs": [[str(at // 2) for at in range(words)], [str(at // 2) for at in range(1, words + 1)]],
    }[kind]
    before, after = made
    return list(map(CountedWord, before)), list(map(CountedWord, after))


@pytest.mark.parametrize("kind", ["rewritten", "two words", "reversed", "one word", "islands", "pairs"])
def test_the_cost_grows_with_the_length_and_not_with_its_square(kind: str) -> None:
    before, after = texts(kind, 20_000)
    CountedWord.looks = 0
    runs = diff_words(before, after)
    assert CountedWord.looks <= 400 * len(before)
    assert follow(before, after, runs) == after
