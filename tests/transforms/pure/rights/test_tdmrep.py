"""TDMRep: what is odd or hostile in its file and its values. The rest is in tests/data/rights."""

import json

import pytest

from transforms.pure.rights.tdmrep import MOST_RULES, read_tdm_file, say_file, say_values

PAGE = "https://valley.example/news/dam"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe\x00",
        b"null",
        b'"text"',
        b"[" * 100_000,
        b'[1, null, "a", [], {"location": 3}, {"location": ""}]',
    ],
)
def test_what_is_no_file_has_no_rules(body: bytes) -> None:
    assert read_tdm_file(body) == ()


def test_a_file_has_so_many_rules_at_most() -> None:
    rules = [{"location": f"/{number}", "tdm-reservation": 1} for number in range(3 * MOST_RULES)]
    body = json.dumps(rules, separators=(",", ":")).encode()
    assert len(read_tdm_file(body)) == MOST_RULES


def test_the_rule_is_kept_in_the_words_of_the_file() -> None:
    rules = read_tdm_file(b'[{"location": "/n%65ws/", "tdm-reservation": "1", "tdm-policy": "/p", "more": []}]')
    (said,) = say_file(rules, PAGE)
    assert said.signal.value == '{"location": "/n%65ws/", "tdm-reservation": "1", "tdm-policy": "/p"}'
    assert (said.signal.place, said.policy_url) == ("tdmrep_file", "https://valley.example/p")


@pytest.mark.parametrize("values", [{}, {"tdm-reservation": []}, {"tdm-reservation": [" "], "tdm-policy": [""]}])
def test_nothing_is_said_where_there_is_no_value(values: dict[str, list[str]]) -> None:
    assert say_values("meta", values, PAGE) == []


def test_the_first_of_several_values_counts() -> None:
    (said,) = say_values("meta", {"tdm-reservation": ["", "0", "1"]}, PAGE)
    assert said.signal.allows == ("tdm",)


def test_the_words_are_kept() -> None:
    (said,) = say_values("header", {"tdm-reservation": ["1"], "tdm-policy": ["/p"]}, PAGE)
    assert said.signal.value == "tdm-reservation: 1; tdm-policy: /p"


def test_a_policy_that_is_no_address_is_none() -> None:
    (said,) = say_values("header", {"tdm-reservation": ["1"], "tdm-policy": ["mailto:rights@valley.example"]}, PAGE)
    assert (said.signal.reserves, said.policy_url) == (("tdm",), None)
