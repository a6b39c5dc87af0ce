"""Directives to robots: whose they are, and which forbid to keep a copy. The rest is in tests/data/rights."""

import pytest

from transforms.pure.rights.directives import say_header, say_metas


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("", []),
        ("index, follow", []),
        ("noarchive", ["noarchive"]),
        ("otherbot: noarchive", []),
        ("otherbot: noindex, newsbeam: noarchive", ["newsbeam: noarchive"]),
        ("CCBot: noai", ["ccbot: noai"]),
        ("noindex\nnoarchive", ["noindex", "noarchive"]),
        (":noindex", []),
    ],
)
def test_a_header_speaks_to_the_agents_that_it_names(value: str, kept: list[str]) -> None:
    assert [one.signal.value for one in say_header(value, "newsbeam")] == kept


def test_what_is_said_to_an_ai_agent_is_noted_and_decides_nothing() -> None:
    (said,) = say_metas([("gptbot", ["noindex, noai"])], "newsbeam")
    assert said.signal.value == "gptbot: noindex, noai" and said.signal.reserves == ()


def test_the_agent_may_have_another_name() -> None:
    metas = [("archive", ["noai"]), ("newsbeam", ["noindex"])]
    assert [one.signal.value for one in say_metas(metas, "archive")] == ["archive: noai"]
