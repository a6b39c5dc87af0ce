"""What a text is about, told by its words."""

from importlib.resources import files

import pytest

from transforms.pure.topics.topic_words import TopicWords, words_for

WORDS = """# A comment.
[06 environment]
+ dam, river bank*
beaver*
[04 economy]
+ bank
*market
- price of fish*
"""
ENVIRONMENT, ECONOMY = "medtop:06000000", "medtop:04000000"


def topics_of(text: str, title: str = "") -> set[str]:
    return set(TopicWords(WORDS).score(title, text))


def test_whole_words_beginnings_ends_and_phrases_are_found() -> None:
    assert topics_of("The dam") == {ENVIRONMENT}
    assert topics_of("The dame") == set()
    assert topics_of("Beavers!") == {ENVIRONMENT}
    assert topics_of("Der Supermarket") == {ECONOMY}
    assert topics_of("on river banks") == {ENVIRONMENT}
    assert topics_of("the river") == set()
    assert topics_of("the price of fishing") == {ECONOMY}


def test_scores_grow_with_what_is_found_and_add_up_to_less_than_one() -> None:
    words = TopicWords(WORDS)
    little, much = words.score("", "A dam."), words.score("Dam", "A dam, beavers and a river bank.")
    assert 0 < little[ENVIRONMENT] < much[ENVIRONMENT] < 1
    assert sum(words.score("Dam", "The bank, the dam and the market.").values()) < 1


def test_the_title_counts_more_than_the_text() -> None:
    scores = TopicWords(WORDS).score("The dam", "The bank")
    assert scores[ENVIRONMENT] > scores[ECONOMY]


def test_the_russian_yo_is_read_as_ye() -> None:
    words = words_for("ru")
    assert words is not None
    assert words.score("Актёр", "") == words.score("Актер", "") != {}


def test_a_language_without_a_file_has_no_words() -> None:
    assert words_for("eu") is words_for(None) is words_for("../en") is None


def test_a_phrase_without_letters_is_refused() -> None:
    with pytest.raises(ValueError, match="a phrase without letters"):
        TopicWords("[06 environment]\ndam, +")


def test_every_file_is_read_and_has_words_for_all_17_topics() -> None:
    for file in files("transforms.pure").joinpath("data", "topic_words").iterdir():
        text = file.read_text(encoding="utf-8")
        assert words_for(file.name.removesuffix(".txt")) is not None
        headings = [line[1:3] for line in text.splitlines() if line.startswith("[")]
        assert headings == [f"{number:02}" for number in range(1, 18)], file.name
