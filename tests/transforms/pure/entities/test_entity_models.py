"""Which model reads a language, and what it finds; what needs a model is skipped where the extra is not installed."""

from pathlib import Path

import pytest

from transforms.pure.entities.entity_models import (
    MAX_CHARACTERS,
    Mention,
    describe_model,
    model_for,
    models_missing,
    read_mentions,
)

MODEL = model_for("en", {})
needs_model = pytest.mark.skipif(MODEL is None, reason="no model: `make test-entities` installs newsbeam[entities]")


def test_a_language_without_a_model_has_none() -> None:
    assert model_for("de", {}) is None
    assert model_for("de", {"de": "de_no_such_model"}) is None
    assert model_for("de", {"de": "not a name; import os"}) is None


def test_what_is_missing_is_said_with_the_cure() -> None:
    notes = models_missing({"de": "de_no_such_model"})
    assert "de_no_such_model for 'de' is not installed" in notes[0]
    if MODEL is None:
        assert "pip install 'newsbeam[entities]'" in notes[1]
    else:
        assert len(notes) == 1 and models_missing({}) == []


@needs_model
def test_a_configured_model_comes_first(tmp_path: Path) -> None:
    assert model_for("en", {"en": str(tmp_path)}) == str(tmp_path)
    assert model_for("en", {"en": "en_no_such_model"}) == MODEL


@needs_model
def test_mentions_stand_where_they_say_and_not_over_a_line_s_end() -> None:
    assert MODEL is not None
    text = (
        "Angela Merkel met Emmanuel Macron in Paris on Monday.\n\nThe European Union said nothing.\nBarack Obama wrote."
    )
    found, empty = read_mentions([text, ""], MODEL)
    assert all(text[mention.start : mention.end] == mention.name and "\n" not in mention.name for mention in found)
    assert Mention("Angela Merkel", "person", 0, 13) in found
    assert {("Emmanuel Macron", "person"), ("Paris", "place"), ("Barack Obama", "person")} <= {
        (mention.name, mention.kind) for mention in found
    }
    assert empty == []


@needs_model
def test_a_long_text_is_read_to_a_bound() -> None:
    assert MODEL is not None
    long = "word " * (MAX_CHARACTERS // 5) + "Then Angela Merkel met Emmanuel Macron in Berlin."
    assert read_mentions([long], MODEL)[0] == []


def test_a_model_that_is_not_there_is_described_without_a_version() -> None:
    assert describe_model("no_such_model") == "spacy:no_such_model"


@needs_model
def test_names_round_a_word_longer_than_any_name_stand_where_they_say() -> None:
    assert MODEL is not None
    text = (
        f"Angela Merkel met Emmanuel Macron.\n{'(' * 1000}Paris{')' * 1000} On Monday Barack Obama wrote from Berlin."
    )
    (found,) = read_mentions([text], MODEL)
    assert all(text[mention.start : mention.end] == mention.name for mention in found)
    assert {"Angela Merkel", "Emmanuel Macron", "Barack Obama"} <= {mention.name for mention in found}
