"""Content-Usage and Content-Signal: the rest of what tests/data/rights has of them: values that are long or none at all."""

import pytest

from transforms.pure.rights.usage import read_content_signal, read_content_usage


@pytest.mark.parametrize(
    "value", ["", " ", ",", "=", "train-ai=n\x00", "(train-ai)=n", "train-ai=(n)", "train-ai=n" * 1_000]
)
def test_what_is_no_dictionary_says_nothing(value: str) -> None:
    assert read_content_usage(value) == {}


@pytest.mark.parametrize("value", ["", "yes", "search", "search=", "search=y", "=no", "ai train=no"])
def test_what_is_no_signal_says_nothing(value: str) -> None:
    assert read_content_signal(value) == {}


def test_a_long_line_is_cut() -> None:
    assert read_content_signal("x=yes," * 10_000 + "ai-train=no") == {}
