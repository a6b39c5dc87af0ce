"""TDMRep: what is odd in its values. The rest is in tests/data/rights."""

import pytest

from transforms.pure.rights.tdmrep import say_values

PAGE = "https://valley.example/news/dam"


@pytest.mark.parametrize("values", [{}, {"tdm-reservation": []}, {"tdm-reservation": [" "], "tdm-policy": [""]}])
def test_nothing_is_said_where_there_is_no_value(values: dict[str, list[str]]) -> None:
    assert say_values("meta", values, PAGE) == []


def test_the_first_of_several_values_counts() -> None:
    (said,) = say_values("meta", {"tdm-reservation": ["", "0", "1"]}, PAGE)
    assert said.signal.allows == ("tdm",)


def test_the_words_are_kept() -> None:
    (said,) = say_values("header", {"tdm-reservation": ["1"], "tdm-policy": ["/p"]}, PAGE)
    assert said.signal.value == "tdm-reservation: 1; tdm-policy: /p"
    assert said.policy_url == "https://valley.example/p"


def test_a_policy_that_is_no_address_is_none() -> None:
    (said,) = say_values("header", {"tdm-reservation": ["1"], "tdm-policy": ["mailto:rights@valley.example"]}, PAGE)
    assert (said.signal.reserves, said.policy_url) == (("tdm",), None)
