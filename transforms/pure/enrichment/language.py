"""The step `language`: the language of an article, as detected or as declared, and how sure it is."""

from __future__ import annotations

from msgspec.structs import replace

from transforms.pure.enrichment.flagging import flagged
from transforms.pure.text.languages import (
    DETECT_CHARACTERS,
    UNDETERMINED,
    Detection,
    choose_language,
    contradicts,
    detect_language,
    rate_language,
)
from transforms.pure.text.paragraph_languages import spread_languages
from transforms.records import Article, Provenance


def add_language(article: Article) -> Article:
    """Give the article its language, from its title and first 450 characters, or as declared: see `choose_language`.

    Where there is text, but neither says the language for certain, it is `und`; where there is too little text and nothing is
    declared, it stays null. A text of which a part is in another language is flagged `mixed_language`, and is said to be in the
    one of the longer part.
    """
    detected = detect_language(f"{article.title or ''}\n{article.text[:DETECT_CHARACTERS]}")
    if detected is None:
        return article
    detected, is_mixed = _look_through(article, detected)
    language, witness = choose_language(article.language, detected)
    confidence = rate_language(language, witness, detected)
    provenance = article.provenance
    if witness != "declared":
        others = (known for known in provenance if known.field != "language")
        provenance = (*others, Provenance(field="language", source="detected"))
    holds = {
        "language_mismatch": article.language is not None and contradicts(detected, article.language),
        "mixed_language": is_mixed,
    }
    named = replace(article, language=language or UNDETERMINED, language_confidence=confidence, provenance=provenance)
    return flagged(named, [name for name, true in holds.items() if true])


def _look_through(article: Article, detected: Detection) -> tuple[Detection, bool]:
    """Give the language of most of the text, and whether much of it is in another one."""
    spread = spread_languages(article.text.split("\n"), detected.language, detect_language)
    if spread.detection is not None and spread.other > spread.own:
        return spread.detection, spread.is_mixed
    return detected, spread.is_mixed
