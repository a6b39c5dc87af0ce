"""Terms: stems, pairs of letters, names and numbers."""

import pytest

from transforms.pure.stories.terms import hashed, names_and_numbers, stem, terms_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("government", "governments"),
        ("министра", "министру"),
        ("regierung", "regierungen"),
        ("ещё", "еще"),
        ("الحكومة", "والحكومة"),
    ],
)
def test_forms_of_a_word_have_one_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("A 5-day strike", ["5", "day", "strike"]),
        ("東京で地震", ["東京", "京で", "で地", "地震"]),
        ("น้ำท่วม", ["น้", "้ํ", "ํา", "าท", "ท่", "่ว", "วม"]),
        ("서울에서 화재", ["서울", "울에", "에서", "화재"]),
        ("दिल्ली में बारिश", ["दिल्ली", "में", "बारिश"]),
        ("", []),
    ],
)
def test_terms(text: str, terms: list[str]) -> None:
    assert terms_of(text) == terms


def test_names_begin_no_sentence() -> None:
    names, numbers = names_and_numbers("Yesterday Ann Vale left. She took 1,200 euros and 3 dogs to Élan.")
    assert sorted(names) == ["ann", "vale", "élan"]
    assert sorted(numbers) == ["1,200", "3"]


def test_a_hash_is_the_same_everywhere_and_never_zero() -> None:
    assert hashed("dam") == 0xFF7AFDED
    assert hashed("") == 1
