"""Names of numbered documents: they sort as their numbers do, and the number can be read from the name."""

import pytest

from transforms.state.numbering import number_of, numbered, padded

NAMES = {0: "0000000000.json", 7: "0000000007.json", 1234567890: "1234567890.json"}


@pytest.mark.parametrize(("number", "name"), NAMES.items(), ids=str)
def test_a_number_has_a_name_and_a_name_its_number(number: int, name: str) -> None:
    assert (numbered(number), number_of(name)) == (name, number)
    assert padded(number) == name.removesuffix(".json")


def test_names_sort_as_their_numbers_do() -> None:
    assert sorted(map(numbered, (100, 9, 10, 2))) == list(map(numbered, (2, 9, 10, 100)))
