"""The user's own steps: imported apart, their options read by the type that they declare."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipelines.config.config import Config
from pipelines.config.errors import ConfigError
from pipelines.config.loading import load_config
from pipelines.config.own_steps import examine_step, extra_column, ready_steps
from transforms.pure.enrichment.own_step import OwnStep


def config_of(tmp_path: Path, enrich: str) -> Config:
    path = tmp_path / "news.yaml"
    path.write_text(f"output: out\nfeeds: [https://news.example/rss]\nenrich: {enrich}\n")
    return load_config(str(path), environ={"KEY": "secret-7"})


def own_of(tmp_path: Path, item: str) -> OwnStep:
    (own,) = config_of(tmp_path, f"[{item}]").enrich.own
    return own


@pytest.mark.parametrize(
    ("item", "options"),
    [
        ("mood_steps:Sentiment", {"model": "small", "depth": 1, "noted": None}),
        ("{'mood_steps:Sentiment': {model: large, depth: 3}}", {"model": "large", "depth": 3, "noted": None}),
        ("{'mood_steps:Sentiment': {model: '${KEY}'}}", {"model": "secret-7", "depth": 1, "noted": None}),
        ("mood_steps:add_length", None),
        (
            "{'mood_steps:add_by_mapping': {words: 3, share: 0.5, on: true, off: null, text: '007', list: [a, 1]}}",
            {"words": 3, "share": 0.5, "on": True, "off": None, "text": 7, "list": ["a", 1]},
        ),
    ],
)
def test_options_are_those_of_the_declared_type(item: str, options: Any, tmp_path: Path) -> None:
    found = examine_step(own_of(tmp_path, item))
    assert (found.options, found.problems) == (options, ())


WRONG = {
    "another type": (
        "{'mood_steps:Sentiment': {depth: much}}",
        '3: enrich[1].mood_steps:Sentiment.depth: expected a whole number, got "much"',
    ),
    "a secret of another type": (
        "{'mood_steps:Sentiment': {depth: '${KEY}'}}",
        '3: enrich[1].mood_steps:Sentiment.depth: expected a whole number, got "${KEY}"',
    ),
    "an unknown option": (
        "{'mood_steps:Sentiment': {modell: x}}",
        '3: enrich[1].mood_steps:Sentiment.modell: there is no key "modell"; did you mean "model"?',
    ),
    "options where none are taken": (
        "{'mood_steps:add_length': {x: 1}}",
        "3: enrich[1].mood_steps:add_length: this step takes no options; leave them out",
    ),
    "no keys": (
        "{'mood_steps:add_by_mapping': [1]}",
        "3: enrich[1].mood_steps:add_by_mapping: expected keys and values, got a list",
    ),
    "no function": (
        "mood_steps:add_lenght",
        "3: enrich[1]: mood_steps:add_lenght: mood_steps.py has no add_lenght; did you mean add_length?",
    ),
    "no columns": (
        "mood_steps:add_loose",
        "3: enrich[1]: mood_steps:add_loose: Loose.counts makes no column: a field may hold text, whole and other numbers,"
        " true or false, times, lists of those, and objects with fields of their own",
    ),
}


@pytest.mark.parametrize(("item", "message"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said_with_its_place(item: str, message: str, tmp_path: Path) -> None:
    problems = examine_step(own_of(tmp_path, item)).problems
    assert [problem.rpartition("news.yaml:")[2] for problem in problems] == [message]


def test_a_step_is_imported_in_a_process_of_its_own(tmp_path: Path) -> None:
    """Beside the configuration it is found; a module that ends its process is a problem, and no end of ours."""
    text = "from typing import TypedDict\nclass N(TypedDict):\n    n: int\ndef add_n(articles) -> list[N]: ...\n"
    (tmp_path / "apart_steps.py").write_text(text)
    (tmp_path / "deadly_steps.py").write_text("import os\nos._exit(9)\n")
    import sys

    config = config_of(tmp_path, "[apart_steps:add_n, deadly_steps:add_x]")
    with pytest.raises(ConfigError) as caught:
        _ = config.own_steps
    (problem,) = caught.value.problems
    assert "deadly_steps:add_x cannot be imported: the child process died with exit code 9" in problem
    assert not {"apart_steps", "deadly_steps"} & sys.modules.keys()
    (ready,) = ready_steps(config.enrich.own[:1])
    assert (ready.field, [column.name for column in ready.columns]) == ("n", ["n"])
    assert ready.call.folders[0] == str(tmp_path)


def test_the_column_of_all_own_steps(tmp_path: Path) -> None:
    config = config_of(
        tmp_path, "[{'mood_steps:add_length': , name: a, processes: 0}, {'mood_steps:Sentiment': , processes: 0}]"
    )
    column = extra_column(config)
    assert column is not None and column.nullable
    assert [(part.name, part.nullable) for part in column.parts] == [("a", True), ("sentiment", True)]
    assert [part.name for part in column.parts[0].parts] == ["words", "letters"]
    assert extra_column(config_of(tmp_path, "[language]")) is None
