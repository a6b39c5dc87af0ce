"""What each step adds to an article, and how steps are chosen."""

import hashlib

import pytest
from articles_to_enrich import ENGLISH, article, enriched

from transforms.pure.enrichment.enriching import EnrichOptions, enrich_article, what_is_missing
from transforms.pure.enrichment.entities import EntitiesOptions
from transforms.pure.enrichment.steps import STEPS, Step
from transforms.records import Article


def test_all_steps_run_in_order_by_default() -> None:
    assert EnrichOptions().steps == (
        "language",
        "word_count",
        "reading_minutes",
        "content_hash",
        "fingerprint",
        "keywords",
        "quotes",
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


def test_a_step_that_fails_costs_its_own_fields_only(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(article: Article) -> Article:
        raise MemoryError("the model does not fit")

    monkeypatch.setitem(STEPS, "fingerprint", Step(broken, ("fingerprint",)))  # type: ignore[arg-type]
    done = enriched("word_count", "fingerprint", "content_hash")
    assert (done.word_count, done.fingerprint, done.quality.flags) == (80, None, ("failed_fingerprint",))
    assert done.content_hash is not None


def test_what_is_missing_is_said_of_chosen_steps_only() -> None:
    entities = EntitiesOptions(models={"de": "de_no_such_model"})
    assert what_is_missing(EnrichOptions(entities=entities)) == []
    assert "de_no_such_model" in what_is_missing(EnrichOptions(steps=("entities",), entities=entities))[0]
