"""Languages: tags, detection, and which of the two is believed."""

import pytest

from transforms.pure.text.languages import (
    DETECT_CHARACTERS,
    Detection,
    are_close,
    canonical_tag,
    choose_language,
    contradicts,
    detect_language,
    rate_language,
)

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
    "an encoding": ("utf-8", None),
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
    assert detected.language == language
    assert 0.5 < detected.confidence <= 1


@pytest.mark.parametrize("text", ["", "12:30 – 14:00", "Hi"])
def test_too_little_text_has_no_language(text: str) -> None:
    assert detect_language(text) is None


class _Recorder:
    def __init__(self) -> None:
        self.seen = ""

    def rank(self, text: str) -> list[tuple[str, float]]:
        self.seen = text
        return [("und", 1.0)]


def test_detection_reads_a_bounded_beginning_and_believes_no_undetermined() -> None:
    recorder = _Recorder()
    assert detect_language("word " * 5000, recorder) is None
    assert 0 < len(recorder.seen) <= 2 * DETECT_CHARACTERS


CHOICES = {
    "both agree: the declaration knows the region": ("en-GB", Detection("en", 0.99), ("en-GB", "declared")),
    "template in the wrong language": ("en-US", Detection("de", 0.99), ("de", "detected")),
    "unsure detection": ("uk", Detection("ru", 0.8), ("uk", "declared")),
    "close languages, and a very sure detection": ("ru", Detection("uk", 0.98), ("uk", "detected")),
    "close languages, less sure": ("ru", Detection("uk", 0.97), ("ru", "declared")),
    "close languages": ("nn", Detection("no", 0.99), ("nn", "declared")),
    "Bokmål is Norwegian": ("nb-NO", Detection("no", 0.99), ("nb-NO", "declared")),
    "close languages, the other way": ("hr", Detection("sr", 0.99), ("hr", "declared")),
    "nothing declared": (None, Detection("fr", 0.99), ("fr", "detected")),
    "nothing declared, half sure": (None, Detection("fr", 0.75), ("fr", "detected")),
    "nothing declared, a guess": (None, Detection("fr", 0.65), (None, "none")),
    "nothing detected": ("it", None, ("it", "declared")),
    "nothing at all": (None, None, (None, "none")),
}


@pytest.mark.parametrize(("declared", "detected", "expected"), CHOICES.values(), ids=CHOICES.keys())
def test_choose(declared: str | None, detected: Detection | None, expected: tuple[str | None, str]) -> None:
    assert choose_language(declared, detected) == expected


def test_closeness_is_symmetric() -> None:
    assert are_close("pt", "gl") and are_close("gl", "pt")
    assert not are_close("fi", "sv")


RATINGS = {
    "detected": ("de", "detected", Detection("de", 0.8, {"de": 0.8}), 0.8),
    "a guess": (None, "none", Detection("de", 0.3, {"de": 0.3}), 0.3),
    "declared as detected": ("de-AT", "declared", Detection("de", 0.8, {"de": 0.64}), 0.973),
    "declared, and half of what is likely": ("hr", "declared", Detection("sr", 0.5, {"sr": 0.25, "hr": 0.25}), 0.9),
    "declared, and not what the text looks like": (
        "de",
        "declared",
        Detection("fr", 0.7, {"fr": 0.7, "de": 0.01}),
        0.5,
    ),
    "declared by another name": ("nb-NO", "declared", Detection("no", 0.8, {"no": 0.64}), 0.973),
    "declared, and unknown to the model": ("gsw", "declared", Detection("de", 0.7, {"de": 0.7}), 0.0),
}


@pytest.mark.parametrize(("language", "witness", "detected", "expected"), RATINGS.values(), ids=RATINGS.keys())
def test_rating(language: str | None, witness: str, detected: Detection, expected: float) -> None:
    assert rate_language(language, witness, detected) == expected


CONTRADICTIONS = {
    "sure": ("en", Detection("de", 0.9), True),
    "not sure": ("en", Detection("de", 0.89), False),
    "close and very sure": ("cs", Detection("sk", 0.98), True),
    "close and sure": ("cs", Detection("sk", 0.97), False),
    "what the model cannot tell": ("bs", Detection("hr", 1.0), False),
    "another script": ("zh-TW", Detection("zh-Hans", 1.0), False),
}


@pytest.mark.parametrize(("declared", "detected", "expected"), CONTRADICTIONS.values(), ids=CONTRADICTIONS.keys())
def test_contradiction(declared: str, detected: Detection, expected: bool) -> None:
    assert contradicts(detected, declared) is expected


class _Fixed:
    def __init__(self, *ranked: tuple[str, float]) -> None:
        self.ranked = ranked

    def rank(self, text: str) -> tuple[tuple[str, float], ...]:
        return self.ranked


def test_other_names_of_a_language_count_together() -> None:
    detected = detect_language("台風將於今晚登陸，學校停課一天", _Fixed(("yue", 0.4), ("zh", 0.35), ("wuu", 0.2)))
    assert detected is not None
    assert (detected.language, round(detected.confidence, 3)) == ("zh-Hant", 0.975)


def test_a_text_in_no_language_is_detected_as_none_for_certain() -> None:
    detected = detect_language("ALPHA-BETA-GAMMA-DELTA 3321 4410", _Fixed(("zxx", 0.75), ("en", 0.25)))
    assert detected == Detection("en", 0.5, {"en": 0.25})
