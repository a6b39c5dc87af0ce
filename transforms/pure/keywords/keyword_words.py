"""The words of an article, counted, and which of them stand side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from transforms.pure.keywords.keyword_forms import COMMONEST, WordForm, read_form
from transforms.pure.keywords.keyword_lists import keyword_list
from transforms.pure.text.frequencies import UNLISTED_CENTIBELS, read_rarities
from transforms.pure.text.languages import primary
from transforms.pure.text.segments import split_words
from transforms.pure.text.sentences import ends_sentence

# Behind these, a capital says nothing of a word.
_BEGINS_SENTENCE = frozenset(".!?:…\n\"“”„«»‘'’(•–—-*|¿¡[/。！？「『")
_SPACELESS = frozenset(("zh", "ja"))
# Names stand before what they are of: of three words with capitals the first two are the name.
_NAME_FIRST = frozenset(("ca", "es", "fr", "gl", "it", "pt", "ro"))
# A line of at most so many characters that ends no sentence is a heading or a part of a list: its capitals say nothing.
_LONGEST_HEADING = 120
# Between an article and its noun.
_ADJECTIVES = 2
# A name is written without its capital in a quarter of its uses at most.
_SELDOM = 4
# A word that begins a sentence is the first of a name only if it is so rare.
_RARE_ENOUGH = 400
# In texts of so many words and marks, what is written once in lower case is no keyword.
_LONG = 400


def _may_be_pair(first: WordForm, second: WordForm) -> bool:
    if not first.may_join or not second.may_join:
        return False
    # Single characters of a Chinese name are no words of their own.
    return first.is_content or second.is_content or len(first.text) == 1


def _follows_article(written: Sequence[str], place: int, articles: frozenset[str]) -> bool:
    """Tell whether a word has an article or a number before it, with adjectives between them or not."""
    for one in reversed(written[max(0, place - _ADJECTIVES - 1) : place]):
        if one in articles or one[0].isdigit():
            return True
        if not one.islower():
            return False
    return False


def _part_headings(text: str) -> tuple[str, str]:
    """Give the lines that are sentences, and those that are headings or parts of lists."""
    lines = text.split("\n")
    headings = [line for line in lines if line and len(line) <= _LONGEST_HEADING and not ends_sentence(line)]
    if not headings:
        return text, ""
    apart = frozenset(headings)
    return "\n".join(line for line in lines if line not in apart), "\n".join(headings)


class FormUse:
    """A form in one article: how often it is written, and how often at the beginning of a sentence."""

    __slots__ = ("count", "form", "initial")

    def __init__(self, form: WordForm, count: int):
        self.form = form
        self.count = count
        self.initial = 0


# Of two forms side by side, how often they are, and how often both with a capital.
Sides = dict[tuple[FormUse, FormUse], list[int]]


class CountedWord:
    """All uses of one word, whose forms share a stem: `named` with a capital within a sentence, `lower` without any."""

    __slots__ = ("count", "lower", "named", "place", "rarity", "titled", "uses")

    def __init__(self, place: int, titled: int):
        self.uses: list[FormUse] = []
        self.count = self.lower = self.named = 0
        self.place = place
        self.titled = titled
        self.rarity = 0

    def best(self) -> WordForm:
        """Give the form that is written most often; of two, the first."""
        return max(self.uses, key=lambda use: use.count).form

    def is_name(self) -> bool:
        """Tell whether the word is written with a capital within sentences, and seldom without."""
        return self.named > 0 and self.has_capital()

    def has_capital(self) -> bool:
        """Tell whether the word is seldom written without a capital."""
        return _SELDOM * self.lower <= self.count


class WordPair:
    """Two words side by side: how often, and how often both with a capital. `text` is what is written most often."""

    __slots__ = ("count", "first", "named", "second", "text")

    def __init__(self, first: str, second: str):
        self.first = first
        self.second = second
        self.text = ""
        self.count = self.named = 0


class ArticleWords:
    """The words of an article by their stems, and its pairs."""

    def __init__(self, title: str, text: str, language: str, list_name: str):
        self.language: Final = primary(language)
        self._rarities = rarities = read_rarities(list_name)
        title_words = split_words(title, self.language, rarities)
        self._titled = Counter(form.stem for one in title_words if (form := read_form(one, self.language)) is not None)
        written, headings = (split_words(part, self.language, rarities) for part in _part_headings(text))
        uses = self._count([*written, *headings], frozenset(title_words))
        sides: Sides = {}
        self._side_by_side(written, uses, sides)
        for one, count in Counter(headings).items():
            if one in uses:
                uses[one].initial += count
        self._in_headings(headings, uses, sides)
        self.pairs: list[WordPair] = self._join(sides)
        self.by_stem: dict[str, CountedWord] = self._group(uses.values())

    def _count(self, written: Sequence[str], kept: frozenset[str]) -> dict[str, FormUse]:
        is_long = len(written) > _LONG
        language, rarities = self.language, self._rarities
        uses = {}
        for one, count in Counter(written).items():
            if one.islower():
                if (is_long and count == 1 and one not in kept) or rarities.get(one, UNLISTED_CENTIBELS) < COMMONEST:
                    continue
            elif not one[0].isalpha():
                continue
            form = read_form(one, language)
            if form is not None:
                uses[one] = FormUse(form, count)
        return uses

    def _side_by_side(self, written: Sequence[str], uses: dict[str, FormUse], sides: Sides) -> None:
        """Count the pairs of forms, and how often both have a capital; note which uses begin a sentence."""
        articles = keyword_list(self.language).articles
        last: FormUse | None = None
        name: list[int] | None = None
        last_place = -2
        may_begin_name = False
        for place in [place for place, one in enumerate(written) if one in uses]:
            use = uses[written[place]]
            form = use.form
            is_initial = form.has_capital and (place == 0 or written[place - 1] in _BEGINS_SENTENCE)
            if is_initial:
                use.initial += 1
            counts = None
            if last is not None and last_place == place - 1 and form.may_name:
                is_named = form.has_capital and may_begin_name
                if is_named or _may_be_pair(last.form, form):
                    counts = sides.setdefault((last, use), [0, 0])
                    self._add(counts, name if is_named else None, is_named)
                    counts = counts if is_named else None
            name = counts
            last, last_place = (use if form.may_name and not form.is_cut else None), place
            may_begin_name = form.has_capital and (not is_initial or form.rarity >= _RARE_ENOUGH)
            if articles and may_begin_name:
                may_begin_name = not _follows_article(written, place, articles)

    def _in_headings(self, written: Sequence[str], uses: dict[str, FormUse], sides: Sides) -> None:
        """Count the pairs of forms in headings, where a capital makes no name."""
        for first, second in pairwise(uses.get(one) for one in written):
            if first is not None and second is not None and _may_be_pair(first.form, second.form):
                sides.setdefault((first, second), [0, 0])[0] += 1

    def _add(self, counts: list[int], before: list[int] | None, is_named: bool) -> None:
        """Count a pair, of three words with capitals only one of the two pairs: `before` are the counts of the first."""
        if before is not None:
            if self.language in _NAME_FIRST:
                return
            before[0] -= 1
            before[1] -= 1
        counts[0] += 1
        counts[1] += is_named

    def _join(self, sides: Sides) -> list[WordPair]:
        """Give the pairs that may be terms, those of the same two words as one."""
        space = "" if self.language in _SPACELESS else " "
        totals: dict[tuple[str, str], int] = {}
        for (first, second), (count, named) in sides.items():
            key = (first.form.stem, second.form.stem)
            # Two uses or one as a name: what counts below two is no term.
            totals[key] = totals.get(key, 0) + (count if not named else count + 1)
        pairs: dict[tuple[str, str], WordPair] = {}
        most: dict[WordPair, int] = {}
        for (first, second), (count, named) in sides.items():
            key = (first.form.stem, second.form.stem)
            if totals[key] < 2 or count < 1 or key[0] == key[1]:
                continue
            pair = pairs.get(key)
            if pair is None:
                pair = pairs[key] = WordPair(*key)
            pair.count += count
            pair.named += named
            if count > most.get(pair, 0):
                most[pair], pair.text = count, f"{first.form.text}{space}{second.form.text}"
        return list(pairs.values())

    def _group(self, uses: Iterable[FormUse]) -> dict[str, CountedWord]:
        words: dict[str, CountedWord] = {}
        for place, use in enumerate(uses):
            form = use.form
            word = words.get(form.stem)
            if word is None:
                word = words[form.stem] = CountedWord(place, self._titled[form.stem])
                word.rarity = form.rarity
            elif form.rarity < word.rarity:
                word.rarity = form.rarity
            word.uses.append(use)
            word.count += use.count
            if form.has_capital:
                word.named += use.count - use.initial
            else:
                word.lower += use.count
        return words
