"""The model that tells languages: it is loaded where it is needed, and there alone."""

from __future__ import annotations

import subprocess
import sys

import pytest

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
