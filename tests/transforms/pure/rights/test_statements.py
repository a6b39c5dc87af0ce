"""Statements put together: the most restrictive counts for each use, and TDMRep by its own order."""

import pytest

from transforms.pure.rights.statements import combine, first_licence, last_of_tdmrep, policy_of, stated
from transforms.rights import Answer, Place, Statement

PLACES: tuple[tuple[Place, Answer], ...] = (("tdmrep_file", "reserved"), ("header", "allowed"), ("meta", "reserved"))
FILE, HEADER, META = (
    stated("tdmrep", place, place, {"tdm": answer}, policy_url=f"https://valley.example/{place}")
    for place, answer in PLACES
)
EMPTY = stated("tdmrep", "meta", "tdm-reservation: 7")


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ([FILE], "tdmrep_file"),
        ([HEADER, FILE], "header"),
        ([META, HEADER, FILE], "meta"),
        ([FILE, EMPTY], "tdmrep_file"),
        ([HEADER, EMPTY], "header"),
    ],
)
def test_of_tdmrep_the_last_in_its_order_counts(said: list[Statement], place: Place) -> None:
    last = last_of_tdmrep(said)
    assert last is not None and last.signal.place == place
    assert combine(said) == {"tdm": "allowed" if last.signal.allows else "reserved"}
    assert policy_of(said) == f"https://valley.example/{place}"


def test_of_others_the_most_restrictive_counts() -> None:
    yes, no = (stated("aipref", "header", "", {"train_ai": answer}) for answer in ("allowed", "reserved"))
    assert combine([yes]) == {"train_ai": "allowed"}
    assert combine([yes, no]) == combine([no, yes]) == {"train_ai": "reserved"}
    assert combine([]) == {}


def test_the_first_licence_and_the_first_policy_are_named() -> None:
    first, second = (
        stated("jsonld", "jsonld", name, licence_url=f"https://{name}.example/", policy_url=f"https://{name}.example/p")
        for name in ("a", "b")
    )
    assert first_licence([EMPTY, first, second]) == "https://a.example/"
    assert policy_of([EMPTY, first, second]) == "https://a.example/p"
    assert first_licence([]) is policy_of([]) is None


def test_words_stand_on_one_line_and_are_cut() -> None:
    assert stated("rsl", "script", " a\r\nb\x1b[2J ").signal.value == "a b[2J"
    assert len(stated("rsl", "script", "x" * 9_000).signal.value) == 500
