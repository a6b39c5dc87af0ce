"""What countries, capitals and large cities are called in a language: babel's names and the files in data/places.

A file has sections: other [names] of countries, [cities], [states], [abbreviations] and [adjectives], each line a country
code and names. [uncertain] names count only where no other name stands beside them, [supported] ones only where the text names
their country, too; [never] names are left out, and in the names and phrases of [blocks] a name means something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from transforms.pure.entities.name_forms import adjective_forms, noun_forms
from transforms.pure.text.phrases import read_sections
from transforms.pure.text.wordlists import read_data, read_data_of

if TYPE_CHECKING:
    from babel import Locale

# Regions and makeshift codes of CLDR that are no countries of ISO 3166-1.
_NO_COUNTRY_CODES = "AC CP CQ DG EA EU EZ IC QO TA UN XA XB XK ZZ"
_NO_COUNTRIES = frozenset(_NO_COUNTRY_CODES.split())
# Their names mean something else in one language or another: told only where a file says the name.
_RISKY_CODES = "AS BV CD CG DM GE GG GN HM JE MF ML NE NU OM TD TG WS"
_RISKY = frozenset(_RISKY_CODES.split())
_RISKY_CITIES = frozenset(
    ("CO America/Bogota", "PE America/Lima", "BG Europe/Sofia", "LY Africa/Tripoli", "LK Asia/Colombo")
)
# Beside the language's own names: other ways of writing the same language.
_LOCALES = {
    "zh": ("zh", "zh_Hant"),
    "no": ("nb",),
    "nn": ("nb",),
    "sr": ("sr", "sr_Latn"),
    "iw": ("he",),
    "tl": ("fil",),
}
_ASIDE = re.compile(r"(?:(?<!\s)\s+)?[(（][^)）\n]{0,200}[)）]")


class PlaceName(Struct, frozen=True):
    """A name: what the place is called (`name`), its country, and what the form at hand is.

    An uncertain name may be a part of another one. One that needs support has well-known namesakes in other countries: it
    counts where the text names its country, too.
    """

    name: str
    country: str
    is_adjective: bool = False
    is_uncertain: bool = False
    is_state: bool = False
    is_country: bool = False
    needs_support: bool = False


class PlaceNames(Struct, frozen=True, eq=False):
    """The names of one language: all forms with what they name, None for those that name no place."""

    forms: Mapping[str, PlaceName | None] = {}
    abbreviations: Mapping[str, str] = {}


@lru_cache(maxsize=16)
def place_names(language: str) -> PlaceNames:
    """Give the names of a language (its code, without region); none where babel does not know it.

    >>> place = place_names("de").forms["Moskaus"]
    >>> place.name, place.country
    ('Moskau', 'RU')
    """
    code = {"no": "nb", "nn": "nb", "iw": "he"}.get(language, language)
    sections = read_sections(read_data_of("places", code) or "")
    never = frozenset(name for line in sections.get("never", ()) for name in line.split("|"))
    supported = frozenset(name for line in sections.get("supported", ()) for name in line.split("|"))
    uncertain = frozenset(name for line in sections.get("uncertain", ()) for name in line.split("|"))
    forms: dict[str, PlaceName | None] = {}
    nations = [*_babel_names(language, sections), *_own_names(sections, "names")]
    towns = [*_city_names(language, bool(sections)), *_own_names(sections, "cities")]
    states = set(_own_names(sections, "states"))
    for written, country, canonical in (*nations, *towns, *sorted(states)):
        listed = (written, country, canonical)
        is_state, is_country = listed in states, listed in nations
        # English headlines and names of firms have towns before other words with capitals.
        doubtful = written in uncertain or (code == "en" and not is_state and not is_country and " " not in written)
        for form in noun_forms(written, code) if written not in never else ():
            forms[_plain(form)] = PlaceName(
                canonical, country, False, doubtful, is_state, is_country, written in supported
            )
    countries = {country: name for _, country, name in reversed(nations)}
    for line in sections.get("adjectives", ()):
        country, stems = line.split(" ", 1)
        for stem in stems.split("|"):
            for form in adjective_forms(stem, code):
                forms.setdefault(_plain(form), PlaceName(countries.get(country, country), country, True))
    for line in sections.get("blocks", ()):
        for phrase in line.split("|"):
            forms.setdefault(_plain(phrase), None)
    short = {name: code for name, code, _ in _own_names(sections, "abbreviations")}
    return PlaceNames(forms, short)


def _babel_names(language: str, sections: Mapping[str, list[str]]) -> Iterator[tuple[str, str, str]]:
    """Give (name, country, canonical name) of each country as babel has it, or as the first name of the file."""
    first = {line.split(" ", 1)[0]: line.split(" ", 1)[1].split("|")[0] for line in sections.get("names", ())}
    for locale in _locales(language):
        for code, name in locale.territories.items():
            if len(code) != 2 or code in _NO_COUNTRIES or (code in _RISKY and not sections):
                continue
            for written in dict.fromkeys((name, _ASIDE.sub("", name))):
                yield written, code, first.get(code, _ASIDE.sub("", name))


def _city_names(language: str, has_file: bool) -> Iterator[tuple[str, str, str]]:
    text = read_data("places/zones.txt")
    for locale in _locales(language):
        latin = locale.script is None and locale.territories.get("FR", "").isascii()
        for line in text.splitlines():
            country, zone = line.split(" ", 1)
            if line in _RISKY_CITIES and not has_file:
                continue
            known = locale.time_zones.get(zone, {}).get("city")
            name = known or (zone.rpartition("/")[2].replace("_", " ") if latin else None)
            if name:
                yield name, country, name


def _own_names(sections: Mapping[str, list[str]], kind: str) -> Iterator[tuple[str, str, str]]:
    for line in sections.get(kind, ()):
        country, names = line.split(" ", 1)
        listed = names.split("|")
        for name in listed:
            # All names of a country are one place; a city of the list is itself, without what tells it from others.
            yield name, country, listed[0] if kind == "names" else name.partition(",")[0]


def _locales(language: str) -> list[Locale]:
    # Imported here: only a process that looks for places pays for it.
    from babel import Locale, UnknownLocaleError

    found = []
    for name in () if language == "und" else _LOCALES.get(language, (language,)):
        try:
            found.append(Locale.parse(name))
        except (UnknownLocaleError, ValueError):
            continue
    return found


def _plain(name: str) -> str:
    """Give a name with straight apostrophes, as it is looked up."""
    return name.replace("’", "'")
