"""Users' steps as they are imported and opened, and what is said of those that cannot be."""

import sys
from pathlib import Path

import pytest

from transforms.own_steps.loading import StepError, load_step, open_step


def test_a_function_with_options_gets_them_as_they_are() -> None:
    loaded = load_step("mood_steps:add_by_mapping")
    assert open_step(loaded, {"words": 7}).add([None]) == [{"words": 7, "letters": 0}]


def test_a_class_is_opened_with_options_of_its_type(tmp_path: Path) -> None:
    loaded = load_step("mood_steps:Sentiment")
    notes = tmp_path / "notes"
    opened = open_step(loaded, {"model": "large", "noted": str(notes)})
    opened.close()
    assert [line.split()[0] for line in notes.read_text().splitlines()] == ["opened", "closed"]
    assert [column.name for column in loaded.columns][:2] == ["label", "score"]


def test_a_module_beside_the_configuration_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", list(sys.path))
    text = "from typing import TypedDict\nclass N(TypedDict):\n    n: int\ndef add_n(articles) -> list[N]: ...\n"
    (tmp_path / "steps_beside.py").write_text(text)
    assert load_step("steps_beside:add_n", [str(tmp_path)]).columns[0].name == "n"
    assert sys.path[-1] == str(tmp_path), "what is installed goes ahead of it"


BROKEN = {
    "no module": ("no_such_module:add_x", "there is no module no_such_module; install it"),
    "no module inside": ("transforms.no_such:add_x", "there is no module transforms.no_such; install it"),
    "no name": ("mood_steps:add_lenght", "mood_steps.py has no add_lenght; did you mean add_length?"),
    "no function": ("mood_steps:CONSTANT", "it is int, and no function or class"),
    "no method": ("mood_steps:WithoutAdd", "it is a class without a method `add`"),
    "no fields": ("mood_steps:add_undeclared", "it does not say what it fills: its return type is to be a list of"),
    "no annotation": ("mood_steps:add_unannotated", "it does not say what it fills"),
    "no columns": ("mood_steps:add_loose", "Loose.counts makes no column"),
    "options of no type": ("mood_steps:add_untyped_options", r"its options \(options\) have no type of their own"),
}


@pytest.mark.parametrize(("place", "message"), BROKEN.values(), ids=BROKEN)
def test_what_is_wrong_is_said(place: str, message: str) -> None:
    with pytest.raises(StepError, match=message):
        load_step(place)


IMPORTS = {
    "an error": ("1 / 0", "the import of {} failed: ZeroDivisionError: division by zero"),
    "a missing package": ("import no_such_package", "No module named 'no_such_package'; install what it needs"),
    "types that are only checked": (
        "from __future__ import annotations\ndef add_x(articles: Sequence) -> list: ...",
        "its annotations cannot be read: name 'Sequence' is not defined; what they name must be imported",
    ),
}


@pytest.mark.parametrize(("text", "message"), IMPORTS.values(), ids=IMPORTS)
def test_a_module_that_cannot_be_imported_is_named(
    text: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setattr(sys, "path", list(sys.path))
    name = f"broken_steps_{list(IMPORTS).index(request.node.callspec.id)}"
    (tmp_path / f"{name}.py").write_text(text)
    with pytest.raises(StepError, match=message.format(name)):
        load_step(f"{name}:add_x", [str(tmp_path)])
