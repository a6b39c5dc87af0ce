"""The steps of enrichment by name: what each fills, and the order in which they run by default."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from transforms.pure.enrichment.entities import add_entities, missing_models
from transforms.pure.enrichment.keywords import add_keywords
from transforms.pure.enrichment.language import add_language
from transforms.pure.enrichment.measures import add_content_hash, add_fingerprint, add_reading_minutes, add_word_count
from transforms.pure.enrichment.quality import add_quality_flags
from transforms.pure.enrichment.quoting import add_quotes
from transforms.pure.enrichment.topics import add_topics
from transforms.records import Article


class Step(NamedTuple):
    """A step: what adds to an article, and the fields that it fills, which stay null where it fails.

    `options` names the field of `EnrichOptions` that `add` takes after the article; empty where it takes none.
    `lacks` gives from them a sentence for each thing that is not installed, and what that means.
    """

    add: Callable[..., Article]
    fields: tuple[str, ...] = ()
    options: str = ""
    lacks: Callable[..., list[str]] | None = None


STEPS: Final[Mapping[str, Step]] = {
    "language": Step(add_language, ("language_confidence",)),
    "word_count": Step(add_word_count, ("word_count",)),
    "reading_minutes": Step(add_reading_minutes, ("reading_minutes",)),
    "content_hash": Step(add_content_hash, ("content_hash",)),
    "fingerprint": Step(add_fingerprint, ("fingerprint",)),
    "keywords": Step(add_keywords, ("keywords",)),
    "quotes": Step(add_quotes, ("quotes",)),
    "quality": Step(add_quality_flags),
    "topics": Step(add_topics, ("topics",), "topics"),
    "entities": Step(add_entities, ("entities",), "entities", missing_models),
}
# The steps that run where nothing is configured.
DEFAULT_STEPS: Final = (
    "language",
    "word_count",
    "reading_minutes",
    "content_hash",
    "fingerprint",
    "keywords",
    "quotes",
    "quality",
)
