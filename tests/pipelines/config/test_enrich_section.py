"""The section `enrich` in its forms."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.config.errors import ConfigError
from pipelines.config.loading import load_config
from transforms.pure.enrichment.enriching import EnrichOptions
from transforms.pure.enrichment.steps import DEFAULT_STEPS

HEAD = "output: out\nfeeds: [https://news.example/rss]\n"


def options_of(tmp_path: Path, text: str) -> EnrichOptions:
    path = tmp_path / "news.yaml"
    path.write_text(HEAD + text)
    return load_config(str(path), environ={"KEY": "secret-7"}).enrich


def problems_of(tmp_path: Path, text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        options_of(tmp_path, text)
    return [problem.rpartition("news.yaml:")[2] for problem in caught.value.problems]


@pytest.mark.parametrize(
    "text",
    [
        "enrich: [language, word_count, mypackage.steps:add_sentiment]",
        "enrich: {steps: [language, word_count, mypackage.steps:add_sentiment]}",
        "enrich:\n  - language\n  - word_count\n  - mypackage.steps:add_sentiment:",
        "enrich:\n  - language\n  - word_count\n  - step: mypackage.steps:add_sentiment",
    ],
)
def test_steps_stand_in_a_list_in_short_or_under_their_key(text: str, tmp_path: Path) -> None:
    options = options_of(tmp_path, text)
    assert options.named == ("language", "word_count")
    (own,) = options.own
    assert (own.step, own.field, own.folder) == ("mypackage.steps:add_sentiment", "sentiment", str(tmp_path))


def test_no_section_and_an_empty_one_are_the_defaults(tmp_path: Path) -> None:
    assert options_of(tmp_path, "").steps == DEFAULT_STEPS == options_of(tmp_path, "enrich:").steps


def test_how_a_step_is_run_stands_beside_its_options(tmp_path: Path) -> None:
    text = """
enrich:
  - mypackage.steps:Summary:
      model: small
      limits: {calls: 20}
    name: digest
    batch: 4
    seconds: 2m
    open_seconds: 30
    processes: 2
"""
    (own,) = options_of(tmp_path, text).own
    assert (own.field, own.batch, own.seconds, own.open_seconds, own.processes) == ("digest", 4, 120.0, 30.0, 2)
    assert own.options["pairs"]["limits"]["pairs"]["calls"]["text"] == "20", "what it means the step says"


def test_options_of_own_steps_are_not_shown(tmp_path: Path) -> None:
    path = tmp_path / "news.yaml"
    path.write_text(HEAD + "enrich: [{'a.b:add_x': {key: '${KEY}'}}, a.b:add_y]")
    config = load_config(str(path), environ={"KEY": "secret-7"})
    assert "secret-7" not in str(config.public())
    assert config.enrich.own[0].options["pairs"]["key"]["text"] == "secret-7"


WRONG = {
    "an unknown step": ("[langage]", "3: enrich[1]: there is no enrichment step 'langage': did you mean language?"),
    "no place": (
        "[language, 'my steps:x']",
        "3: enrich[2]: 'my steps:x' does not say where a step is; expected package.module:function, as in"
        " mypackage.steps:add_sentiment",
    ),
    "a bad name": (
        "[{'a.b:add_x': , name: My X}]",
        "3: enrich[1].name: 'My X' cannot be the name of a field; give one of small letters, digits and _, as in"
        " `name: sentiment`",
    ),
    "two of one name": (
        "[a.b:add_x, c.d:add_x, e.f:add_x]",
        "3: enrich[1]: two steps fill extra.x; give one of them another name, as in `name: other`",
    ),
    "the name of a step of ours": (
        "[a.b:add_language]",
        "3: enrich[1]: language is the name of a step of newsbeam; give yours another, as in `name: my_language`",
    ),
    "options of a step of ours": (
        "[{language: {x: 1}}]",
        "3: enrich[1]: the step language takes no options in its place in the list; leave it out",
    ),
    "something else": (
        "[{x: 1}]",
        "3: enrich[1]: expected the name of a step, or one of your own with its options, as in"
        " `mypackage.steps:add_sentiment: {model: small}`",
    ),
    "an unknown key": (
        "[{'a.b:add_x': , bach: 3}]",
        '3: enrich[1].bach: there is no key "bach"; did you mean "batch"?',
    ),
    "a bad value": (
        "[{'a.b:add_x': , batch: 0}]",
        '3: enrich[1].batch: expected a whole number of at least 1, got "0"',
    ),
}


@pytest.mark.parametrize(("text", "message"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said_with_its_place(text: str, message: str, tmp_path: Path) -> None:
    assert problems_of(tmp_path, f"enrich: {text}") == [message]
