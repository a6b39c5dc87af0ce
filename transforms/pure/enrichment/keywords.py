"""The step `keywords`: the words and pairs of words that an article uses far more often than its language does."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec.structs import replace

from transforms.annotations import Keyword
from transforms.pure.keywords.keyword_sources import source_names, squash
from transforms.pure.keywords.keyword_terms import FoundTerm, find_terms
from transforms.pure.text.frequencies import NATS_PER_CENTIBEL, UNLISTED_CENTIBELS, list_name
from transforms.pure.text.languages import primary
from transforms.records import Article

MOST = 10
_ADDRESS = re.compile(r"(?<!\S)\S*(?:://|www\.)\S*")
# Of a short text there is one keyword for so many characters, but at least three.
_CHARACTERS_EACH = 50
_LEAST = 3
# A word of the title counts twice, but no more than so many uses more.
_MOST_TITLE_USES = 2
_NAME_WEIGHT = 1.2
# The information of a pair is less than that of its words together: they are not independent.
_PAIR_WEIGHT = 0.65
# What a word tells that is used once in 30 words, in nats.
_NO_INFORMATION = 3.5
# What is used once may be there by chance.
_ONCE_WEIGHT = 0.5
# Words of use (in centibels) that stand alone, and not in the title.
_IN_USE, _IN_USE_WEIGHT = 400, 0.8
# Below this share of the best score nothing is a keyword; half of it is enough for the first ones.
_LEAST_SHARE = 0.13
_SURE = 5
# No single word that is used once, outside the title, has a higher score.
_MOST_ONCE = (UNLISTED_CENTIBELS * NATS_PER_CENTIBEL - _NO_INFORMATION) * _NAME_WEIGHT * _ONCE_WEIGHT
# What comes later seldom says what an article is about, and costs as much.
_READ_CHARACTERS = 6000
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
    terms, once = find_terms(article.title or "", _beginning(article), language, name)
    sources, most = source_names(article), _most(article.text)
    kept = _choose(_rank(terms), sources, most)
    if _least(kept, most) <= _MOST_ONCE:
        kept = _choose(_rank([*terms, *once]), sources, most)
    return replace(article, keywords=tuple(Keyword(term=term.text, score=round(score, 1)) for score, term in kept))


def _rank(terms: Iterable[FoundTerm]) -> list[tuple[float, FoundTerm]]:
    return sorted(((_score(term), term) for term in terms), key=lambda pair: (-pair[0], pair[1].place))


def _score(term: FoundTerm) -> float:
    uses = term.uses + (min(_MOST_TITLE_USES, term.uses) if term.is_titled else 0)
    is_pair = len(term.rarities) > 1
    told = sum(term.rarities) * NATS_PER_CENTIBEL * (_PAIR_WEIGHT if is_pair else 1.0) - _NO_INFORMATION
    score = uses * max(told, 0.0)
    if term.is_name:
        score *= _NAME_WEIGHT
    if term.uses == 1:
        score *= _ONCE_WEIGHT
    if not is_pair and not term.is_titled and term.rarities[0] < _IN_USE:
        score *= _IN_USE_WEIGHT
    return score


def _choose(ranked: list[tuple[float, FoundTerm]], sources: frozenset[str], most: int) -> list[tuple[float, FoundTerm]]:
    kept: list[tuple[float, FoundTerm]] = []
    seen: set[str] = set()
    for score, term in ranked:
        if len(kept) == most or score < _least(kept, most):
            break
        name = squash(term.text)
        if name not in sources and name not in seen:
            seen.add(name)
            kept.append((score, term))
    return kept


def _least(kept: list[tuple[float, FoundTerm]], most: int) -> float:
    """Give the score below which no further term is kept."""
    if not kept:
        return 0.0
    if len(kept) == most:
        return kept[-1][0]
    return (_LEAST_SHARE if len(kept) >= _SURE else _LEAST_SHARE / 2) * kept[0][0]


def _most(text: str) -> int:
    return max(_LEAST, min(MOST, len(text) // _CHARACTERS_EACH))


def _beginning(article: Article) -> str:
    """Give as much of the text as is read, to the end of a word, without captions and addresses."""
    text = article.text
    if len(text) > _READ_CHARACTERS:
        text = text[:_READ_CHARACTERS].rpartition(" ")[0] or text[:_READ_CHARACTERS]
    if "://" in text or "www." in text:
        text = _ADDRESS.sub("\n", text)
    for image in article.images:
        if image.caption and image.caption in text:
            text = text.replace(image.caption, "\n")
    return text
