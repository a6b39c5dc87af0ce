"""The terms of an article: words and pairs of words that may be keywords, with what tells how good each is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from transforms.pure.keywords.keyword_forms import COMMONEST, NOUNS_WITH_CAPITAL
from transforms.pure.keywords.keyword_words import ArticleWords, CountedWord, WordPair
from transforms.pure.text.frequencies import UNLISTED_CENTIBELS, read_rarities
from transforms.pure.text.segments import grow_han

# Of the uses of the more frequent of its words, a pair that is no name has at least this share.
_PAIR_SHARE = 0.4
# What is used so often is a notion, even if it ends like a verb: machine learning.
_OFTEN = 3
# Of more people of one last name, or things of one name, none is meant by it alone.
_NAMESAKES = 2


class FoundTerm(NamedTuple):
    """A word or a pair: how often it is written, in all its forms, whether the title has it, and how rare its words are."""

    text: str
    uses: int
    is_titled: bool
    rarities: tuple[int, ...]
    is_name: bool
    place: int


def find_terms(title: str, text: str, language: str, list_name: str) -> tuple[list[FoundTerm], Iterator[FoundTerm]]:
    """Give the terms of an article, in no order. Each use of a word counts for one term only.

    Apart are the single words that count once and are not in the title: most are no keywords, and they are looked at only
    where they are asked for.
    """
    words = ArticleWords(title, text, language, list_name)
    free = words.totals.copy()
    called = Counter(pair.second for pair in words.pairs if pair.named)
    found = [term for pair in _ranked(words) if (term := _take(pair, words, free, called)) is not None]
    often = [stem for stem, count in free.items() if count > 1 or (count == 1 and stem in words.titled)]
    once = [stem for stem, count in free.items() if count == 1 and stem not in words.titled]
    found += _singles(words, often, free)
    rest = _singles(words, once, free)
    if words.language == "zh":
        rarities = read_rarities(list_name)
        found = [term._replace(text=grow_han(term.text, text, rarities)) for term in found]
        rest = (term._replace(text=grow_han(term.text, text, rarities)) for term in rest)
    return found, rest


def _singles(words: ArticleWords, stems: list[str], free: dict[str, int]) -> Iterator[FoundTerm]:
    has_names = words.language not in NOUNS_WITH_CAPITAL
    for stem in stems:
        word = words.word(stem)
        best = word.best
        if best.is_content and word.rarity >= COMMONEST and _is_noun(word, words.language):
            is_name = has_names and word.is_name()
            yield FoundTerm(best.text, free[stem], word.titled > 0, (word.rarity,), is_name, word.place)


def _ranked(words: ArticleWords) -> list[WordPair]:
    word = words.word
    return sorted(words.pairs, key=lambda pair: (-pair.count, -word(pair.first).rarity, word(pair.second).place))


def _take(pair: WordPair, words: ArticleWords, free: dict[str, int], called: Counter[str]) -> FoundTerm | None:
    """Give the term of a pair, and take its uses from those of its words; None where they say that it is none."""
    if free[pair.first] < pair.count or free[pair.second] < pair.count:
        return None
    first, second = words.word(pair.first), words.word(pair.second)
    is_name = pair.named * 2 > pair.count and first.has_capital() and second.is_name()
    if is_name and pair.count == 1 and words.language in NOUNS_WITH_CAPITAL:
        is_name = first.rarity < UNLISTED_CENTIBELS and second.best.text == pair.text.rpartition(" ")[2]
    uses = pair.count
    if is_name and called[pair.second] <= _NAMESAKES:
        # Who is named in full once is meant by the last name alone elsewhere.
        uses = free[pair.second]
        free[pair.second] = 0
        left = free[pair.first] - pair.count
        free[pair.first] = left if left > pair.count else 0
    elif is_name and uses > 1:
        free[pair.first] -= uses
        free[pair.second] -= uses
    elif uses > 1 and uses >= _PAIR_SHARE * max(first.count, second.count) and _ends_pair(second, uses, words.language):
        free[pair.first] = free[pair.second] = 0
    else:
        return None
    is_titled = second.titled > 0 and (is_name or first.titled > 0)
    return FoundTerm(pair.text, uses, is_titled, (first.rarity, second.rarity), is_name, min(first.place, second.place))


def _ends_pair(word: CountedWord, uses: int, language: str) -> bool:
    return _is_noun(word, language) or (uses >= _OFTEN and language not in NOUNS_WITH_CAPITAL)


def _is_noun(word: CountedWord, language: str) -> bool:
    """Tell whether nothing speaks against a noun: in German it has a capital, elsewhere no ending of verbs or adverbs."""
    if language in NOUNS_WITH_CAPITAL:
        return word.named > 0
    return word.named * 2 > word.count or not word.is_weak
