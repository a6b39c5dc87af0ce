"""The words of an article, counted, and which of them stand side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from transforms.pure.enrichment.keyword_forms import WordForm, read_form
from transforms.pure.text.frequencies import read_rarities
from transforms.pure.text.languages import primary
from transforms.pure.text.segments import split_words

# Behind these, a capital says nothing of a word.
_BEGINS_SENTENCE = frozenset(".!?:…\n\"“”„«»‘'’(•–—-*|¿¡[/。！？「『")
_SPACELESS = frozenset(("zh", "ja"))
# Names stand before what they are of: of three words with capitals the first two are the name.
_NAME_FIRST = frozenset(("ca", "es", "fr", "gl", "it", "pt", "ro"))
# In texts of so many words and marks, what is written once in lower case is no keyword.
_LONG = 400


class FormUse:
    """A form in one article: how often it is written, and how often at the beginning of a sentence."""

    __slots__ = ("count", "form", "initial")

    def __init__(self, form: WordForm, count: int):
        self.form = form
        self.count = count
        self.initial = 0


class CountedWord:
    """All uses of one word, whose forms share a stem; `named` counts those with a capital within a sentence."""

    __slots__ = ("count", "named", "place", "rarity", "titled", "uses")

    def __init__(self, place: int, titled: int):
        self.uses: list[FormUse] = []
        self.count = self.named = 0
        self.place = place
        self.titled = titled
        self.rarity = 0

    def best(self) -> WordForm:
        """Give the form that is written most often; of two, the first."""
        return max(self.uses, key=lambda use: use.count).form


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
        rarities = read_rarities(list_name)
        written = split_words(text, self.language, rarities)
        title_words = split_words(title, self.language, rarities)
        self._titled = Counter(form.stem for one in title_words if (form := read_form(one, self.language)) is not None)
        uses = self._count(written, frozenset(title_words))
        self.pairs: list[WordPair] = self._join(self._side_by_side(written, uses))
        self.by_stem: dict[str, CountedWord] = self._group(uses.values())

    def _count(self, written: Sequence[str], kept: frozenset[str]) -> dict[str, FormUse]:
        is_long = len(written) > _LONG
        uses = {}
        for one, count in Counter(written).items():
            if is_long and count == 1 and one.islower() and one not in kept:
                continue
            form = read_form(one, self.language)
            if form is not None:
                uses[one] = FormUse(form, count)
        return uses

    def _side_by_side(
        self, written: Sequence[str], uses: dict[str, FormUse]
    ) -> dict[tuple[WordForm, WordForm], list[int]]:
        """Count the pairs of forms, and how often both have a capital; note which uses begin a sentence."""
        sides: dict[tuple[WordForm, WordForm], list[int]] = {}
        last: WordForm | None = None
        name: list[int] | None = None
        is_initial, is_last_initial = True, False
        for one in written:
            use = uses.get(one)
            if use is None:
                last = name = None
                is_initial = one in _BEGINS_SENTENCE
                continue
            form = use.form
            if is_initial:
                use.initial += 1
            counts = None
            if last is not None and form.may_name:
                is_named = last.has_capital and form.has_capital and (last.may_join or not is_last_initial)
                if is_named or (last.may_join and form.may_join):
                    counts = sides.setdefault((last, form), [0, 0])
                    self._add(counts, name if is_named else None, is_named)
                    counts = counts if is_named else None
            name = counts
            last = form if form.may_name and not form.is_cut else None
            is_last_initial, is_initial = is_initial, False
        return sides

    def _add(self, counts: list[int], before: list[int] | None, is_named: bool) -> None:
        """Count a pair, of three words with capitals only one of the two pairs: `before` are the counts of the first."""
        if before is not None:
            if self.language in _NAME_FIRST:
                return
            before[0] -= 1
            before[1] -= 1
        counts[0] += 1
        counts[1] += is_named

    def _join(self, sides: dict[tuple[WordForm, WordForm], list[int]]) -> list[WordPair]:
        """Give the pairs that may be terms, those of the same two words as one."""
        space = "" if self.language in _SPACELESS else " "
        totals: dict[tuple[str, str], int] = {}
        for (first, second), (count, named) in sides.items():
            key = (first.stem, second.stem)
            # Two uses or one as a name: what counts below two is no term.
            totals[key] = totals.get(key, 0) + (count if not named else count + 1)
        pairs: dict[tuple[str, str], WordPair] = {}
        most: dict[WordPair, int] = {}
        for (first, second), (count, named) in sides.items():
            key = (first.stem, second.stem)
            if totals[key] < 2 or count < 1 or first.stem == second.stem:
                continue
            pair = pairs.get(key)
            if pair is None:
                pair = pairs[key] = WordPair(*key)
            pair.count += count
            pair.named += named
            if count > most.get(pair, 0):
                most[pair], pair.text = count, f"{first.text}{space}{second.text}"
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
        return words
