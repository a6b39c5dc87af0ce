"""How much of a text is in another language."""

import pytest

from transforms.pure.text.languages import Detection, detect_language
from transforms.pure.text.paragraph_languages import Spread, spread_languages

EN = "The river rose by two metres overnight and the old bridge was closed to all traffic, the council said."
DE = "Der Fluss stieg über Nacht um zwei Meter, und die alte Brücke wurde für den Verkehr gesperrt, sagte der Rat."
JA = "川の水位は一晩で二メートル上昇し、古い橋はすべての交通に対して通行止めになったと市が発表した。"
LOREM = "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore et dolore."
TEXTS = {
    "one language": ([EN] * 4, "en", False),
    "half and half": ([EN, EN, DE, DE], "en", True),
    "a translation below": ([DE, DE, DE, EN, EN], "de", True),
    "another script": ([EN, EN, JA, JA], "en", True),
    "Latin letters in another script's text": ([JA, JA, EN, EN], "ja", True),
    "one sentence of twelve": ([EN] * 11 + [DE], "en", False),
    "a quote": ([EN, EN, f"„{DE}“", f"„{DE}“"], "en", False),
    "short phrases": ([EN, "Liberté, égalité, fraternité", EN, "¡No pasarán!"], "en", False),
    "a text not written yet": ([EN, LOREM, LOREM], "en", False),
    "relatives": (["Detta är inte bra för staden och alla som bor här i närheten av bron."] * 2, "sv", False),
    "nothing": ([], "en", False),
}


@pytest.mark.parametrize(("paragraphs", "language", "is_mixed"), TEXTS.values(), ids=TEXTS.keys())
def test_mixed(paragraphs: list[str], language: str, is_mixed: bool) -> None:
    assert spread_languages(paragraphs, language, detect_language).is_mixed is is_mixed


def test_the_other_language_is_told() -> None:
    spread = spread_languages([EN, DE, DE], "en", detect_language)
    assert spread.other > spread.own
    assert spread.detection is not None and spread.detection.language == "de"


def test_a_long_text_is_looked_at_here_and_there() -> None:
    asked: list[str] = []

    def detect(text: str) -> Detection | None:
        asked.append(text)
        return Detection("xx", 1.0)

    spread = spread_languages([DE] * 500, "en", detect)
    assert 0 < len(asked) <= 12
    assert spread.own == 0


def test_an_unsure_answer_counts_for_nothing() -> None:
    assert spread_languages([EN, DE], "en", lambda text: Detection("fr", 0.5)) == Spread(len(EN))
