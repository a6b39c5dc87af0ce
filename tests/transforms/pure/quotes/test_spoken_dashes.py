"""Dialogues by dashes, and words of saying within quotes."""

import pytest

from transforms.pure.quotes.speech_words import words_of
from transforms.pure.quotes.spoken_dashes import attribution_within, spoken_behind_dash

LINES = {
    "spanish": ("es", "—No lo sé —dijo Ana—. Ya veremos.", ["No lo sé", "Ya veremos."]),
    "russian": ("ru", "— Воды нет, — говорит Нина. — Обещали.", ["Воды нет", "Обещали."]),
    "swedish": ("sv", "– Vi har väntat, säger Lena Ek.", ["Vi har väntat"]),
    "french": ("fr", "— On verra bien ! soupire Jean Petit.", ["On verra bien !"]),
    "polish, within a line": ("pl", "Trener był zły. – Oddaliśmy mecz – stwierdził Adam Sowa.", ["Oddaliśmy mecz"]),
    "an aside between dashes": ("es", "—La casa —la vieja— ya no está —dijo Ana.", ["La casa —la vieja— ya no está"]),
    "a list": ("es", "— Tres huevos — harina", []),
    "nobody says it": ("ru", "— Один — два", []),
}


@pytest.mark.parametrize(("language", "line", "expected"), LINES.values(), ids=LINES.keys())
def test_lines(language: str, line: str, expected: list[str]) -> None:
    words = words_of(language)
    assert words is not None
    assert [line[one.start : one.end] for one in spoken_behind_dash(line, 0, len(line), words)] == expected


def test_who_speaks_within_a_quote() -> None:
    words = words_of("fr")
    assert words is not None
    text = "Il faut agir, a insisté le député Michel Tavernier, et vite."
    found = attribution_within(text, 0, len(text), words)
    assert found is not None and text[found.start : found.end] == "Michel Tavernier"
    assert attribution_within("Il faut agir, et vite.", 0, 22, words) is None
