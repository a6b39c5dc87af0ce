"""What each step adds to an article, and how steps are chosen."""

import hashlib

import pytest
from bare_articles import NOW, bare_article, source_of
from msgspec.structs import replace

from transforms.pure.enrichment import STEPS, EnrichOptions, enrich_article
from transforms.records import Article, Provenance, Quality

ENGLISH = "The river rose by two metres overnight and the old bridge was closed to all traffic. " * 5
GERMAN = "Der Fluss stieg über Nacht um zwei Meter, und die alte Brücke wurde für den Verkehr gesperrt. " * 5


def article(**fields: object) -> Article:
    full = bare_article(
        title="The river rose",
        text=ENGLISH,
        authors=("Ana Sample",),
        published_at=NOW,
        language="en-GB",
        provenance=(Provenance(field="language", source="html"),),
    )
    return replace(full, **fields)


def enriched(*steps: str, **fields: object) -> Article:
    return enrich_article(article(**fields), EnrichOptions(steps=steps))


def test_all_steps_run_in_order_by_default() -> None:
    assert EnrichOptions().steps == (
        "language",
        "word_count",
        "reading_minutes",
        "content_hash",
        "fingerprint",
        "quality",
    )
    done = enrich_article(article(), EnrichOptions())
    assert (done.language, done.word_count, done.reading_minutes, done.quality.flags) == ("en-GB", 80, 1, ())
    assert done.content_hash == hashlib.sha256(ENGLISH.strip().encode()).hexdigest()
    assert done.fingerprint is not None


def test_only_the_chosen_steps_run() -> None:
    done = enriched("word_count")
    assert done.word_count == 80
    assert done.content_hash is None


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


MINUTES = {
    "at least one": ("One word.", 1),
    "238 words a minute": ("word " * 714, 3),
    "500 ideographs a minute": ("水" * 1000, 2),
    "both": ("word " * 238 + "水" * 500, 2),
}


@pytest.mark.parametrize(("text", "minutes"), MINUTES.values(), ids=MINUTES.keys())
def test_reading_minutes(text: str, minutes: int) -> None:
    assert enriched("reading_minutes", text=text).reading_minutes == minutes


FLAGS: dict[str, tuple[dict[str, object], tuple[str, ...]]] = {
    "none": ({}, ()),
    "short": ({"text": "One line of text."}, ("short",)),
    "no title": ({"title": None}, ("no_title",)),
    "no date": ({"published_at": None}, ("no_date",)),
    "no author": ({"authors": ()}, ("no_author",)),
    "misread": ({"text": GERMAN.encode().decode("windows-1252")}, ("misread",)),
    "earlier ones stay": ({"quality": Quality(flags=("date_day_only",)), "title": None}, ("date_day_only", "no_title")),
}


@pytest.mark.parametrize(("fields", "flags"), FLAGS.values(), ids=FLAGS.keys())
def test_quality_flags(fields: dict[str, object], flags: tuple[str, ...]) -> None:
    assert enriched("quality", **fields).quality.flags == flags


def test_enriching_twice_is_enriching_once() -> None:
    once = enrich_article(article(title=None), EnrichOptions())
    assert enrich_article(once, EnrichOptions()) == once


UNKNOWN = {
    "near": ("word_cuont", "there is no enrichment step 'word_cuont': did you mean word_count?"),
    "far": ("zzz", f"there is no enrichment step 'zzz': the steps are {', '.join(STEPS)}"),
}


@pytest.mark.parametrize(("name", "message"), UNKNOWN.values(), ids=UNKNOWN.keys())
def test_unknown_step(name: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        enriched(name)
    assert str(caught.value) == message
