"""The words of an article, counted, and which of them stand side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import compress, count, pairwise
from typing import Final

from transforms.pure.keywords.keyword_forms import WordForm, read_form, text_forms
from transforms.pure.keywords.keyword_lists import keyword_list
from transforms.pure.text.frequencies import read_rarities
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
    if first.is_cut or not first.may_join or not second.may_join:
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


# Of two forms side by side, as they are written, how often they are, and how often both with a capital.
Sides = dict[tuple[str, str], list[int]]


class CountedWord:
    """All uses of one word, whose forms share a stem: `named` with a capital within a sentence, `lower` without any."""

    __slots__ = ("best", "count", "is_weak", "lower", "named", "place", "rarity", "titled")

    def __init__(self, best: WordForm, place: int, titled: int):
        # The form that is written most often; of two, the first.
        self.best = best
        self.count = self.lower = self.named = 0
        # Whether all forms have the ending of a verb or an adverb.
        self.is_weak = True
        self.place = place
        self.titled = titled
        self.rarity = best.rarity

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
    """The words of an article by their stems, and its pairs.

    `by_stem` has the forms of each word as they are written, `totals` the uses of all of them, `titled` those in the title.
    """

    def __init__(self, title: str, text: str, language: str, list_name: str):
        self.language: Final = primary(language)
        rarities = read_rarities(list_name)
        title_words = split_words(title, self.language, rarities)
        self.titled = Counter(form.stem for one in title_words if (form := read_form(one, self.language)) is not None)
        written, headings = (split_words(part, self.language, rarities) for part in _part_headings(text))
        self._counts = Counter(written)
        self._counts.update(headings)
        self._forms = self._read_forms(len(written) + len(headings) > _LONG, frozenset(title_words))
        # How often a form is written where its capital says nothing.
        self._initial: dict[str, int] = {}
        sides: Sides = {}
        self._side_by_side(written, sides)
        self._in_headings(headings, sides)
        self.pairs: list[WordPair] = self._join(sides)
        self.by_stem: dict[str, list[str]] = {}
        self.totals: dict[str, int] = {}
        self._group()
        self._places = dict(zip(self.by_stem, count(), strict=False))
        self._words: dict[str, CountedWord] = {}

    def _read_forms(self, is_long: bool, kept: frozenset[str]) -> Mapping[str, WordForm]:
        known = text_forms(self.language)
        forms = {}
        for one, uses in self._counts.items():
            if is_long and uses == 1 and one.islower() and one not in kept:
                continue
            form = known[one]
            if form is not None:
                forms[one] = form
        return forms

    def _side_by_side(self, written: Sequence[str], sides: Sides) -> None:
        """Count the pairs of forms, and how often both have a capital; note which uses begin a sentence."""
        forms, initial = self._forms, self._initial
        articles = keyword_list(self.language).articles
        last: str | None = None
        name: list[int] | None = None
        last_place = -2
        may_begin_name = False
        for place in compress(count(), map(forms.__contains__, written)):
            one = written[place]
            form = forms[one]
            has_capital = form.has_capital
            is_initial = has_capital and (place == 0 or written[place - 1] in _BEGINS_SENTENCE)
            if is_initial:
                initial[one] = initial.get(one, 0) + 1
            counts = None
            if last_place == place - 1 and last is not None and form.may_name:
                is_named = has_capital and may_begin_name
                if is_named and articles:
                    is_named = not _follows_article(written, last_place, articles)
                if is_named or _may_be_pair(forms[last], form):
                    counts = sides.setdefault((last, one), [0, 0])
                    self._add(counts, name if is_named else None, is_named)
                    counts = counts if is_named else None
            name = counts
            last, last_place = (one if form.may_name and not form.is_cut else None), place
            may_begin_name = has_capital and (not is_initial or form.rarity >= _RARE_ENOUGH)

    def _in_headings(self, written: Sequence[str], sides: Sides) -> None:
        """Count the pairs of forms in headings, where a capital makes no name."""
        forms, initial = self._forms, self._initial
        for one in filter(forms.__contains__, written):
            initial[one] = initial.get(one, 0) + 1
        for first, second in pairwise(written):
            if first in forms and second in forms and _may_be_pair(forms[first], forms[second]):
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
        forms = self._forms
        totals: dict[tuple[str, str], int] = {}
        for (one, other), (uses, named) in sides.items():
            key = (forms[one].stem, forms[other].stem)
            # Two uses or one as a name: what counts below two is no term.
            totals[key] = totals.get(key, 0) + (uses if not named else uses + 1)
        pairs: dict[tuple[str, str], WordPair] = {}
        most: dict[WordPair, int] = {}
        for (one, other), (uses, named) in sides.items():
            first, second = forms[one], forms[other]
            key = (first.stem, second.stem)
            if totals[key] < 2 or uses < 1 or key[0] == key[1]:
                continue
            pair = pairs.get(key)
            if pair is None:
                pair = pairs[key] = WordPair(*key)
            pair.count += uses
            pair.named += named
            if uses > most.get(pair, 0):
                most[pair], pair.text = uses, f"{first.text}{space}{second.text}"
        return list(pairs.values())

    def _group(self) -> None:
        by_stem, totals, counts = self.by_stem, self.totals, self._counts
        for one, form in self._forms.items():
            stem = form.stem
            if stem in by_stem:
                by_stem[stem].append(one)
                totals[stem] += counts[one]
            else:
                by_stem[stem] = [one]
                totals[stem] = counts[one]

    def word(self, stem: str) -> CountedWord:
        """Give the word that has a stem."""
        word = self._words.get(stem)
        if word is None:
            word = self._words[stem] = self._count_word(stem)
        return word

    def _count_word(self, stem: str) -> CountedWord:
        written, counts = self.by_stem[stem], self._counts
        best = written[0] if len(written) == 1 else max(written, key=counts.__getitem__)
        word = CountedWord(self._forms[best], self._places[stem], self.titled[stem])
        word.count = self.totals[stem]
        for one in written:
            form = self._forms[one]
            if form.rarity < word.rarity:
                word.rarity = form.rarity
            word.is_weak = word.is_weak and form.is_weak
            if form.has_capital:
                word.named += counts[one] - self._initial.get(one, 0)
            else:
                word.lower += counts[one]
        return word
