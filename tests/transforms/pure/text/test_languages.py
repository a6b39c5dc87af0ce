"""Languages: tags, detection, and which of the two is believed."""

import pytest

from transforms.pure.text.languages import DETECT_CHARACTERS, are_close, canonical_tag, choose_language, detect_language

TAGS = {
    "as it should be": ("en-GB", "en-GB"),
    "lower case": ("en-gb", "en-GB"),
    "underscore": ("pt_BR", "pt-BR"),
    "POSIX": ("de_DE.UTF-8", "de-DE"),
    "script": ("ZH-hant-tw", "zh-Hant-TW"),
    "region by number": ("es-419", "es-419"),
    "deprecated Hebrew": ("iw", "he"),
    "deprecated Indonesian": ("in-ID", "id-ID"),
    "three letters": ("eng", "en"),
    "Bokmål": ("nb-no", "nb-NO"),
    "list": ("en, de", "en"),
    "extension keeps its case": ("de-DE-u-CO-phonebk", "de-DE-u-co-phonebk"),
    "a name": ("english", None),
    "undetermined": ("und", None),
    "empty": ("", None),
    "absent": (None, None),
    "template": ("{{lang}}", None),
}


@pytest.mark.parametrize(("tag", "expected"), TAGS.values(), ids=TAGS.keys())
def test_canonical_tag(tag: str | None, expected: str | None) -> None:
    assert canonical_tag(tag) == expected


@pytest.mark.parametrize("tag", [expected for _, expected in TAGS.values() if expected])
def test_canonical_tag_is_idempotent(tag: str) -> None:
    assert canonical_tag(tag) == tag


SPOKEN = {
    "en": "The river rose by two metres overnight and the bridge was closed.",
    "de": "Der Fluss stieg über Nacht um zwei Meter, und die Brücke wurde gesperrt.",
    "fr": "La rivière est montée de deux mètres pendant la nuit et le pont est fermé.",
    "es": "El río subió dos metros durante la noche y el puente quedó cerrado.",
    "ru": "За ночь река поднялась на два метра, и мост закрыли для движения.",
    "ar": "ارتفع منسوب النهر مترين خلال الليل وأغلق الجسر أمام حركة المرور.",
    "ja": "川の水位は一晩で二メートル上昇し、橋は通行止めになった。",
    "ko": "밤사이 강물이 2미터 불어나 다리가 통제되었다.",
}


@pytest.mark.parametrize(("language", "text"), SPOKEN.items(), ids=SPOKEN.keys())
def test_detect(language: str, text: str) -> None:
    detected = detect_language(text)
    assert detected is not None
    assert detected[0] == language
    assert 0.5 < detected[1] <= 1


@pytest.mark.parametrize("text", ["", "12:30 – 14:00", "Hi"])
def test_too_little_text_has_no_language(text: str) -> None:
    assert detect_language(text) is None


class _Recorder:
    def __init__(self) -> None:
        self.seen = ""

    def classify(self, text: str) -> tuple[str, float]:
        self.seen = text
        return "und", 1.0


def test_detection_reads_a_bounded_beginning_and_believes_no_undetermined() -> None:
    recorder = _Recorder()
    assert detect_language("word " * 5000, recorder) is None
    assert 0 < len(recorder.seen) <= 2 * DETECT_CHARACTERS


CHOICES = {
    "both agree: the declaration knows the region": ("en-GB", ("en", 0.99), ("en-GB", "declared")),
    "template in the wrong language": ("en-US", ("de", 0.99), ("de", "detected")),
    "unsure detection": ("uk", ("ru", 0.6), ("uk", "declared")),
    "close languages": ("nn", ("no", 0.99), ("nn", "declared")),
    "Bokmål is Norwegian": ("nb-NO", ("no", 0.99), ("nb-NO", "declared")),
    "close languages, the other way": ("hr", ("sr", 0.99), ("hr", "declared")),
    "nothing declared": (None, ("fr", 0.99), ("fr", "detected")),
    "nothing declared, half sure": (None, ("fr", 0.55), ("fr", "detected")),
    "nothing declared, a guess": (None, ("fr", 0.2), (None, "none")),
    "nothing detected": ("it", None, ("it", "declared")),
    "nothing at all": (None, None, (None, "none")),
}


@pytest.mark.parametrize(("declared", "detected", "expected"), CHOICES.values(), ids=CHOICES.keys())
def test_choose(declared: str | None, detected: tuple[str, float] | None, expected: tuple[str | None, str]) -> None:
    assert choose_language(declared, detected) == expected


def test_closeness_is_symmetric() -> None:
    assert are_close("pt", "gl") and are_close("gl", "pt")
    assert not are_close("fi", "sv")
