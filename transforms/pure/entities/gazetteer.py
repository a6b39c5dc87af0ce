"""Countries, capitals and their adjectives in a text, found by their names in its language: no model is needed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from transforms.annotations import Entity
from transforms.pure.entities.place_names import PlaceName, place_names

# No spaces between words: a name may stand anywhere.
_UNSPACED = frozenset(("ja", "zh", "th", "lo", "km", "my", "yue", "wuu"))
# A word, with the vowel signs that Indic and other scripts write as marks.
_WORD = re.compile(
    r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u0591-\u05c7\u064b-\u0652\u0670\u0900-\u0903\u093a-\u094f\u0962\u0963]|[\u0981-\u0dff])*"
)
_KATAKANA = re.compile("[\u30a1-\u30fa\u30fc]")
# Vowels and marks that belong to the letter before them.
_DEPENDENT = re.compile("[\u0e30-\u0e3a\u0e45\u0e47-\u0e4e\u0eb0-\u0ebc\u0ec8-\u0ecd\u102b-\u103e\u17b4-\u17d3]")
# And, so, in, for, as, and the article, written in one with the next word.
_ARABIC_PREFIXES = ("", "و", "ف", "ب", "ل", "ك", "ول", "وب", "فل", "فب")
# Particles and nouns that follow a name without a space.
_KOREAN_WORDS = """
    은 는 이 가 을 를 의 에 에서 에게 와 과 도 로 으로 만 까지 부터 인 측 군 산 정부 대통령 총리 당국 이나 나 보다 에도
    에는 에서는 에선 과의 와의 내 발 행 국민
"""
_KOREAN_ENDS = frozenset(_KOREAN_WORDS.split())
# Words with a capital at the beginning of a sentence that are no names.
_SMALL = """
    in from at to the and but as for since after when while of on by with en de à a dans aus nach bei der die das le la el
    il em no na в на из у за с во по и für seit wie wo auch um vor über van het een i på från och di da dal nel per tra sur
    par los las del al con sin
"""
_SMALL_WORDS = frozenset(_SMALL.split())


class FoundPlace(Struct, frozen=True):
    """A name of a place in a text, from `start` to `end`."""

    start: int
    end: int
    place: PlaceName


def find_places(text: str, language: str) -> list[FoundPlace]:
    """Give the countries and cities that a text names, and the adjectives of countries, in the order in which they stand.

    >>> [(found.place.name, found.start) for found in find_places("La présidente russe est à Vienne.", "fr")]
    [('Russie', 14), ('Vienne', 26)]
    """
    known = _index(language)
    if not known.forms:
        return []
    found: list[FoundPlace] = []
    end = 0
    for start, candidates in known.candidates(text):
        if start < end:
            continue
        for form in candidates:
            if text.startswith(form, start) and known.ends(text, start, start + len(form)):
                end = start + len(form)
                place = known.forms[form]
                if place is not None and known.is_certain(text, start, end, place):
                    found.append(FoundPlace(start, end, place))
                break
    return _with_support(_mend_towns(text, found))


def _with_support(found: list[FoundPlace]) -> list[FoundPlace]:
    """Give the places without towns that have namesakes elsewhere, where nothing else of their country is named."""
    named = {place.place.country for place in found if not place.place.needs_support}
    return [place for place in found if not place.place.needs_support or place.place.country in named]


def _mend_towns(text: str, found: list[FoundPlace]) -> list[FoundPlace]:
    """Give each town that stands before its state the country of that state: there is a Paris in Texas."""
    mended = []
    for place, following in zip(found, (*found[1:], None), strict=False):
        at_home = following is None or not following.place.is_state or text[place.end : following.start] != ", "
        country = place.place.country if at_home or following is None else following.place.country
        mended.append(replace(place, place=replace(place.place, country=country)))
    return mended


def list_places(text: str, language: str) -> list[Entity]:
    """Give the places of a text as entities, in the order of their first mention.

    A place is called as its longest noun in the text where that is a name as it stands in a list, else as in the list.

    >>> list_places("Die russische Armee steht vor Kiew. Russland schweigt.", "de")[0]
    Entity(name='Russland', type='place', count=2, position=4, country='RU')
    """
    places: dict[tuple[str, str], list[FoundPlace]] = {}
    for found in find_places(text, language):
        places.setdefault((found.place.country, found.place.name), []).append(found)
    return [
        Entity(name=name, type="place", count=len(mentions), position=mentions[0].start, country=country)
        for (country, name), mentions in places.items()
    ]


class _Index(Struct, frozen=True, eq=False):
    """The names of a language, under what a name begins with."""

    language: str
    forms: Mapping[str, PlaceName | None]
    by_start: Mapping[str, tuple[str, ...]]

    def candidates(self, text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Give the places where a name may begin, each with the names that may, the longest first."""
        if self.language in _UNSPACED:
            for start in range(len(text) - 1):
                if text[start : start + 2] in self.by_start:
                    yield start, self.by_start[text[start : start + 2]]
            return
        prefixes = _ARABIC_PREFIXES if self.language == "ar" else ("",)
        for word in _WORD.finditer(text):
            written = word[0]
            for prefix in prefixes:
                bare = written[len(prefix) :]
                if written.startswith(prefix) and bare in self.by_start:
                    yield word.start() + len(prefix), self.by_start[bare]
            if self.language == "ko":
                for size in range(len(written) - 1, 1, -1):
                    if written[:size] in self.by_start:
                        yield word.start(), self.by_start[written[:size]]

    def ends(self, text: str, start: int, end: int) -> bool:
        """Tell whether a name that ends here is a word of its own."""
        if self.language in _UNSPACED:
            if _KATAKANA.match(text[start]) is not None:
                before, behind = text[max(0, start - 1) : start], text[end : end + 1]
                return _KATAKANA.match(before) is None and (
                    _KATAKANA.match(text[end - 1]) is None or _KATAKANA.match(behind) is None
                )
            return _DEPENDENT.match(text, end) is None
        if not text[end - 1].isalpha():
            return not text[end : end + 1].isalnum()
        rest = _WORD.match(text, end)
        if rest is None:
            # A mark that belongs to the last letter makes it another word.
            return _WORD.fullmatch(text[end - 1] + text[end : end + 1]) is None or end == len(text)
        return self.language == "ko" and rest[0] in _KOREAN_ENDS

    def is_certain(self, text: str, start: int, end: int, place: PlaceName) -> bool:
        """Tell whether a name means the place: a short one in capitals may shout, another name may stand beside it."""
        form = text[start:end]
        before, behind = _neighbours(text, start, end)
        if form.isupper() and len(form) <= 3 and "." not in form:
            return not any(word.isupper() and len(word) > 1 and word not in self.forms for word in (before, behind))
        if not place.is_uncertain:
            return True
        return not any(
            word[:1].isupper() and word.lower() not in _SMALL_WORDS and word not in self.forms
            for word in (before, behind)
        )


def _neighbours(text: str, start: int, end: int) -> tuple[str, str]:
    """Give the words right before and right behind, with nothing but a space between; "" where there is none."""
    before = re.search(r"([^\W\d_][\w.'’-]*) $", text[max(0, start - 30) : start])
    behind = re.match(r" ([^\W\d_][\w'’-]*)", text[end : end + 30])
    ahead = before[1] if before and not before[1].endswith(".") else ""
    return ahead, behind[1] if behind else ""


def _cased(form: str, place: PlaceName | None) -> tuple[str, ...]:
    """Give a form as it may stand: in capitals in a heading, an adjective with one at the beginning of a sentence."""
    if place is not None and place.is_adjective:
        return (form, form[0].upper() + form[1:])
    return (form, form.upper()) if len(form) > 3 else (form,)


@lru_cache(maxsize=16)
def _index(language: str) -> _Index:
    forms: dict[str, PlaceName | None] = {}
    for form, place in place_names(language).forms.items():
        for written in _cased(form, place):
            for apostrophe in ("'", "’") if "'" in written else ("'",):
                forms.setdefault(written.replace("'", apostrophe), place)
            if language == "ar" and form.startswith("ال"):
                forms.setdefault(
                    "ل" + form[2:], place
                )  # Behind the preposition, which swallows a letter of the article.
    by_start: dict[str, list[str]] = {}
    for form in forms:
        first = _WORD.match(form)
        start = form[:2] if language in _UNSPACED else first[0] if first else form
        by_start.setdefault(start, []).append(form)
    longest = {start: tuple(sorted(names, key=len, reverse=True)) for start, names in by_start.items()}
    return _Index(language, forms, longest)
