"""What can be told from an article alone, as a list of named steps."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable

from msgspec import Struct
from msgspec.structs import replace

from transforms.pure.text.fingerprints import content_hash, fingerprint
from transforms.pure.text.languages import DETECT_CHARACTERS, SURE, are_close, choose_language, detect_language
from transforms.pure.text.normal import count_words, looks_misread
from transforms.records import Article, Provenance

# Silent reading of non-fiction (Brysbaert 2019, "How many words do we read per minute?").
WORDS_PER_MINUTE = 238
# Characters of Chinese or Japanese a minute, the figure that publishing platforms use.
IDEOGRAPHS_PER_MINUTE = 500
SHORT_WORDS = 50


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
    return _flagged(replace(article, language=language, provenance=provenance), flags)


def add_word_count(article: Article) -> Article:
    """Gives the article the number of its words, an ideograph counting as one: see `texts.count_words`."""
    return replace(article, word_count=count_words(article.text)[0])


def add_reading_minutes(article: Article) -> Article:
    """Gives the article the minutes that reading it takes, rounded, at least 1."""
    words, ideographs = count_words(article.text)
    minutes = (words - ideographs) / WORDS_PER_MINUTE + ideographs / IDEOGRAPHS_PER_MINUTE
    return replace(article, reading_minutes=max(1, int(minutes + 0.5)))


def add_content_hash(article: Article) -> Article:
    """Gives the article the hash of its text: see `fingerprints.content_hash`."""
    return replace(article, content_hash=content_hash(article.text))


def add_fingerprint(article: Article) -> Article:
    """Gives the article the MinHash of its text: see `fingerprints.fingerprint`."""
    return replace(article, fingerprint=fingerprint(article.text))


def add_quality_flags(article: Article) -> Article:
    """Gives the article the flags that hold: short, no_title, no_date, no_author, misread (wrong character encoding)."""
    holds = {
        "short": (article.word_count or count_words(article.text)[0]) < SHORT_WORDS,
        "no_title": article.title is None,
        "no_date": article.published_at is None,
        "no_author": not article.authors,
        "misread": looks_misread(f"{article.title or ''}\n{article.text}"),
    }
    return _flagged(article, [name for name, true in holds.items() if true])


STEPS: dict[str, Callable[[Article], Article]] = {
    "language": add_language,
    "word_count": add_word_count,
    "reading_minutes": add_reading_minutes,
    "content_hash": add_content_hash,
    "fingerprint": add_fingerprint,
    "quality": add_quality_flags,
}


class EnrichOptions(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is added to each article.

    steps: names of steps, in the order in which they run.
    """

    steps: tuple[str, ...] = tuple(STEPS)


def enrich_article(article: Article, options: EnrichOptions) -> Article:
    """Gives the article after each of the chosen steps. Raises ValueError for a step that does not exist."""
    check_steps(options.steps)
    for name in options.steps:
        article = STEPS[name](article)
    return article


def check_steps(names: Iterable[str]) -> None:
    """Raises ValueError for the first name that is no step, naming the nearest one."""
    for name in names:
        if name not in STEPS:
            near = difflib.get_close_matches(name, STEPS, n=1)
            hint = f"did you mean {near[0]}?" if near else f"the steps are {', '.join(STEPS)}"
            raise ValueError(f"there is no enrichment step {name!r}: {hint}")


def _flagged(article: Article, flags: Iterable[str]) -> Article:
    known = dict.fromkeys([*article.quality.flags, *flags])
    return replace(article, quality=replace(article.quality, flags=tuple(known)))
