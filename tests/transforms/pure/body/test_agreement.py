"""How far two texts agree: shared runs of words, and the outsider among several."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.pure.body.agreement import agreement, held_share, most_agreed, word_grams

GRAMS = {
    "runs of four": (
        "the dam opens on monday",
        {("the", "dam", "opens", "on"): 1, ("dam", "opens", "on", "monday"): 1},
    ),
    "a run twice": ("a a a a a", {("a", "a", "a", "a"): 2}),
    "fewer words than a run": ("Dam opens!", {("dam", "opens"): 1}),
    "no spaces between words": ("水位、上昇", {("水", "位", "上", "昇"): 1}),
    "over the end of a line": ("The dam\n\nopens early", {("the", "dam", "opens", "early"): 1}),
    "nothing": ("", {}),
}


@pytest.mark.parametrize(("text", "runs"), GRAMS.values(), ids=GRAMS)
def test_the_runs_of_a_text(text: str, runs: dict[tuple[str, ...], int]) -> None:
    assert Counter(word_grams(text).runs()) == runs


def test_agreement_is_shared_runs_of_words() -> None:
    assert agreement(word_grams("a b c d e"), word_grams("a b c d e")) == 1.0
    assert agreement(word_grams("a b c d e"), word_grams("v w x y z")) == 0.0
    assert agreement(word_grams(""), word_grams("")) == 0.0


some_lines = st.lists(st.lists(st.sampled_from("abcd"), max_size=9).map(" ".join), max_size=8).map("\n".join)


@given(some_lines, some_lines)
def test_agreement_is_that_of_all_runs_counted_one_by_one(one: str, other: str) -> None:
    ours, theirs = (_runs(text.split()) for text in (one, other))
    total = ours.total() + theirs.total()
    expected = 2 * (ours & theirs).total() / total if total else 0.0
    assert agreement(word_grams(one), word_grams(other)) == expected


@given(some_lines, some_lines)
def test_the_held_share_is_that_of_one_texts_runs_in_the_other(one: str, other: str) -> None:
    ours, theirs = (_runs(text.split()) for text in (one, other))
    expected = (ours & theirs).total() / ours.total() if ours else 0.0
    assert held_share(word_grams(one), word_grams(other)) == expected


def _runs(words: list[str]) -> Counter[tuple[str, ...]]:
    places = range(max(len(words) - 3, 1)) if words else ()
    return Counter(tuple(words[at : at + 4]) for at in places)


def test_the_outsider_is_not_chosen() -> None:
    texts = {
        name: word_grams(text) for name, text in {"odd": "p q r s t", "one": "a b c d e", "two": "a b c d"}.items()
    }
    assert most_agreed(texts, texts) == "one"


def test_agreement_is_the_same_in_both_directions() -> None:
    one, other = word_grams("a b c d e f g"), word_grams("a b c d x")
    assert agreement(one, other) == agreement(other, one) == pytest.approx(2 * 1 / (4 + 2))


def test_the_first_of_equals_is_chosen() -> None:
    texts = {"one": word_grams("a b c d"), "two": word_grams("a b c d")}
    assert most_agreed(texts, texts) == "one"


def test_a_text_does_not_vote_for_itself() -> None:
    texts = {"one": word_grams("a b c d"), "two": word_grams("p q r s")}
    assert most_agreed(texts, {**texts, "three": word_grams("p q r s")}) == "two"
