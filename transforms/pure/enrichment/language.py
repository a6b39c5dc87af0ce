"""The step `language`: the language of an article, as detected or as declared."""

from __future__ import annotations

from msgspec.structs import replace

from transforms.pure.enrichment.flagging import flagged
from transforms.pure.text.languages import DETECT_CHARACTERS, SURE, are_close, choose_language, detect_language
from transforms.records import Article, Provenance


def add_language(article: Article) -> Article:
    """Give the article its language, from its title and first 600 characters, or as declared: see `choose_language`."""
    detected = detect_language(f"{article.title or ''}\n{article.text[:DETECT_CHARACTERS]}")
    language, witness = choose_language(article.language, detected)
    provenance = article.provenance
    if witness == "detected":
        others = (known for known in provenance if known.field != "language")
        provenance = (*others, Provenance(field="language", source="detected"))
    at_odds = detected is not None and article.language is not None and not are_close(article.language, detected[0])
    flags = ["language_mismatch"] if at_odds and detected is not None and detected[1] >= SURE else []
    return flagged(replace(article, language=language, provenance=provenance), flags)
