"""The language of an article."""

import pytest
from articles_to_enrich import ENGLISH, GERMAN, enriched
from bare_articles import source_of

LANGUAGES = {
    "declared and detected agree": (ENGLISH, "en-GB", "en-GB", "html", ()),
    "a template's language": (GERMAN, "en-US", "de", "detected", ("language_mismatch",)),
    "nothing declared": (GERMAN, None, "de", "detected", ()),
    "nothing to detect": ("12:30", "it", "it", "html", ()),
    "text in no language": ("Kvrmt zzq plo wxy brrt hjk qpf vnm tsd", None, "und", "detected", ()),
}


@pytest.mark.parametrize(("text", "declared", "language", "source", "flags"), LANGUAGES.values(), ids=LANGUAGES.keys())
def test_language(text: str, declared: str | None, language: str, source: str, flags: tuple[str, ...]) -> None:
    done = enriched("language", text=text, title=None, language=declared)
    assert (done.language, source_of(done, "language"), done.quality.flags) == (language, source, flags)


def test_confidence() -> None:
    sure = enriched("language", text=GERMAN, language=None)
    assert sure.language_confidence is not None and sure.language_confidence > 0.99
    guess = enriched("language", text=LANGUAGES["text in no language"][0], title=None, language=None)
    assert guess.language_confidence is not None and guess.language_confidence < 0.5
    assert enriched("language", text="12:30", title=None).language_confidence is None


def test_what_is_too_short_and_undeclared_has_no_language() -> None:
    done = enriched("language", text="12:30", title=None, language=None)
    assert (done.language, done.language_confidence) == (None, None)


def test_a_text_in_two_languages_is_in_that_of_the_longer_part() -> None:
    done = enriched("language", text=f"{ENGLISH}\n\n{GERMAN}\n\n{GERMAN}", title=None, language="de")
    assert (done.language, done.quality.flags) == ("de", ("mixed_language",))
    assert enriched("language", text=f"{ENGLISH}\n\n{ENGLISH}\n\n{ENGLISH}").quality.flags == ()
