"""The model that tells languages: it is loaded where it is needed, and there alone."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from py3langid.langid import MODEL_FILE, LanguageIdentifier

if TYPE_CHECKING:
    from transforms.pure.text.language_model import FastIdentifier

TEXTS = Path(__file__).parents[3] / "data" / "enrichment" / "language" / "texts.jsonl"
LOADED = "import sys; print('transforms.pure.text.language_model' in sys.modules)"
USES = {
    "a tag": ("canonical_tag('EN_gb')", "False"),
    "too few letters": ("detect_language('12:30')", "False"),
    "a text": ("detect_language('Der Fluss stieg in der Nacht um zwei Meter.')", "True"),
}


@pytest.mark.parametrize(("use", "is_loaded"), USES.values(), ids=USES)
def test_it_is_loaded_at_the_first_text(use: str, is_loaded: str) -> None:
    code = f"from transforms.pure.text.languages import *; {use}; {LOADED}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == is_loaded


def test_it_gives_probabilities() -> None:
    from transforms.pure.text.language_model import IDENTIFIER

    language, confidence = IDENTIFIER.classify("Der Fluss stieg in der Nacht um zwei Meter.")
    assert language == "de"
    assert 0.9 < confidence <= 1.0


@pytest.fixture(scope="module")
def library() -> LanguageIdentifier:
    """The library's own identifier."""
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@pytest.fixture(scope="module")
def fast(library: LanguageIdentifier) -> FastIdentifier:
    from transforms.pure.text.language_model import FastIdentifier

    return FastIdentifier(library)


def assert_same(fast: FastIdentifier, library: LanguageIdentifier, text: str) -> None:
    ranked = fast.rank(text)
    assert dict(ranked) == pytest.approx(dict(library.rank(text)), abs=1e-5)
    assert [chance for _, chance in ranked] == sorted((chance for _, chance in ranked), reverse=True)
    assert fast.classify(text) == ranked[0]


def test_it_answers_as_the_library_does_in_every_language(fast: FastIdentifier, library: LanguageIdentifier) -> None:
    texts = [json.loads(line)["text"] for line in TEXTS.read_text(encoding="utf-8").splitlines()]
    for text in [*texts, "\n".join(texts), "", "a", "???", "\0" * 40, "DAM OPENS", "Zu\u0308rich", "\ud83d"]:
        assert_same(fast, library, text)


@given(st.text(max_size=120))
def test_it_answers_as_the_library_does_to_any_text(
    fast: FastIdentifier, library: LanguageIdentifier, text: str
) -> None:
    assert_same(fast, library, text)


def test_it_walks_as_the_library_does(fast: FastIdentifier, library: LanguageIdentifier) -> None:
    text = "Der Fluss stieg, 水位が上昇した.".encode()
    state, states = 0, []
    for byte in text:
        state = library.tk_nextmove[(library.tk_row[state] << 8) + byte]
        states.append(state)
    assert fast.walk(text).tolist() == states
    assert fast.walk(b"").tolist() == []
