"""The language of an article."""

import pytest
from articles_to_enrich import ENGLISH, GERMAN, enriched
from bare_articles import source_of

LANGUAGES = {
    "declared and detected agree": (ENGLISH, "en-GB", "en-GB", "html", ()),
    "a template's language": (GERMAN, "en-US", "de", "detected", ("language_mismatch",)),
    "nothing declared": (GERMAN, None, "de", "detected", ()),
    "nothing to detect": ("12:30", "it", "it", "html", ()),
}


@pytest.mark.parametrize(("text", "declared", "language", "source", "flags"), LANGUAGES.values(), ids=LANGUAGES.keys())
def test_language(text: str, declared: str | None, language: str, source: str, flags: tuple[str, ...]) -> None:
    done = enriched("language", text=text, title=None, language=declared)
    assert (done.language, source_of(done, "language"), done.quality.flags) == (language, source, flags)
