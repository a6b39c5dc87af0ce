"""The terms of an article: words and pairs of words that may be keywords, with what tells how good each is."""

from __future__ import annotations

from collections import Counter
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


def find_terms(title: str, text: str, language: str, list_name: str) -> list[FoundTerm]:
    """Give the terms of an article, in no order. Each use of a word counts for one term only."""
    words = ArticleWords(title, text, language, list_name)
    free = {stem: word.count for stem, word in words.by_stem.items()}
    called = Counter(pair.second for pair in words.pairs if pair.named)
    found = [term for pair in _ranked(words) if (term := _take(pair, words, free, called)) is not None]
    for stem, word in words.by_stem.items():
        count = free[stem]
        if count > 0 and word.rarity >= COMMONEST and _is_noun(word, words.language):
            is_name = word.is_name() and words.language not in NOUNS_WITH_CAPITAL
            best = word.best()
            if best.is_content:
                found.append(FoundTerm(best.text, count, word.titled > 0, (word.rarity,), is_name, word.place))
    if words.language == "zh":
        rarities = read_rarities(list_name)
        found = [term._replace(text=grow_han(term.text, text, rarities)) for term in found]
    return found


def _ranked(words: ArticleWords) -> list[WordPair]:
    known = words.by_stem
    return sorted(words.pairs, key=lambda pair: (-pair.count, -known[pair.first].rarity, known[pair.second].place))


def _take(pair: WordPair, words: ArticleWords, free: dict[str, int], called: Counter[str]) -> FoundTerm | None:
    """Give the term of a pair, and take its uses from those of its words; None where they say that it is none."""
    if free[pair.first] < pair.count or free[pair.second] < pair.count:
        return None
    first, second = words.by_stem[pair.first], words.by_stem[pair.second]
    is_name = pair.named * 2 > pair.count and first.has_capital() and second.is_name()
    if is_name and pair.count == 1 and words.language in NOUNS_WITH_CAPITAL:
        is_name = first.rarity < UNLISTED_CENTIBELS and second.best().text == pair.text.rpartition(" ")[2]
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
    return word.named * 2 > word.count or not all(use.form.is_weak for use in word.uses)
