"""The step `keywords`: the words and pairs of words that an article uses far more often than its language does."""

from __future__ import annotations

from msgspec.structs import replace

from transforms.annotations import Keyword
from transforms.pure.enrichment.keyword_sources import source_names, squash
from transforms.pure.enrichment.keyword_terms import FoundTerm, find_terms
from transforms.pure.text.frequencies import NATS_PER_CENTIBEL, list_name
from transforms.pure.text.languages import primary
from transforms.records import Article

MOST = 10
# Of a short text there is one keyword for so many characters, but at least three.
_CHARACTERS_EACH = 60
_LEAST = 3
# How often a word counts that stands in the title, beside its uses in the text.
_TITLE_USES = 2.0
_NAME_WEIGHT = 1.3
# The information of a pair is less than that of its words together: they are not independent.
_PAIR_WEIGHT = 0.62
# What a word tells that is used once in 150 words, in nats.
_NO_INFORMATION = 5.0
# Below this share of the best score nothing is a keyword.
_LEAST_SHARE = 0.1
# Their words cannot be told by the lists of words: see docs/enrichment.md.
_NOT_ATTEMPTED = frozenset(("vi",))


def add_keywords(article: Article) -> Article:
    """Give the article its keywords, the best first; null where its language has no list of words.

    The score of a term is its uses, those in the title counting more, times what one use tells: the rarer the word in its
    language, the more.
    """
    language = article.language
    name = list_name(language)
    if language is None or name is None or primary(language) in _NOT_ATTEMPTED:
        return replace(article, keywords=None)
    terms = find_terms(article.title or "", _without_captions(article), language, name)
    ranked = sorted(((_score(term), term) for term in terms), key=lambda pair: (-pair[0], pair[1].place))
    kept = _choose(ranked, source_names(article), _most(article.text))
    return replace(article, keywords=tuple(Keyword(term=term.text, score=round(score, 1)) for score, term in kept))


def _score(term: FoundTerm) -> float:
    uses = term.uses + (_TITLE_USES if term.is_titled else 0.0)
    weight = _PAIR_WEIGHT if len(term.rarities) > 1 else 1.0
    told = sum(term.rarities) * NATS_PER_CENTIBEL * weight - _NO_INFORMATION
    return uses * max(told, 0.0) * (_NAME_WEIGHT if term.is_name else 1.0)


def _choose(ranked: list[tuple[float, FoundTerm]], sources: frozenset[str], most: int) -> list[tuple[float, FoundTerm]]:
    kept: list[tuple[float, FoundTerm]] = []
    seen: set[str] = set()
    for score, term in ranked:
        if len(kept) == most or (kept and score < _LEAST_SHARE * kept[0][0]):
            break
        name = squash(term.text)
        if name not in sources and name not in seen:
            seen.add(name)
            kept.append((score, term))
    return kept


def _most(text: str) -> int:
    return max(_LEAST, min(MOST, len(text) // _CHARACTERS_EACH))


def _without_captions(article: Article) -> str:
    text = article.text
    for image in article.images:
        if image.caption and image.caption in text:
            text = text.replace(image.caption, "\n")
    return text
