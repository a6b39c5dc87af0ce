"""The country in which a place lies, where the text or the place's name leaves no doubt."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from transforms.pure.entities.place_names import place_names

# Behind a name: "Paris, Texas", "Tampa, FL", "Baar (Switzerland)", "Baar in Switzerland".
_STATED = re.compile(r"(?:, | \(| in (?:the )?)")
_NEXT = re.compile(r"[^\W\d_][\w.'’&-]*(?: [A-Z][\w.'’&-]*){0,3}")


def country_of(
    name: str, spans: Sequence[tuple[int, int]], text: str, language: str, named: Collection[str] = ()
) -> str | None:
    """Give the ISO 3166-1 code of a place that a text names in these spans; None where it is not certain.

    `named` are the countries that the text names otherwise: a town with namesakes lies in one of them, or nobody knows where.

    >>> country_of("Paris", [(0, 5)], "Paris, Texas, is small.", "en"), country_of("York", [(0, 4)], "York is old.", "en")
    ('US', None)
    """
    forms = place_names(language).forms
    known = forms.get(name.replace("’", "'"))
    stated = {code for _, end in spans if (code := stated_country(text, end, language))}
    if known is not None and not known.is_adjective:
        # A country or a state is what it is; a town may be another one of its name.
        is_town = not known.is_state and not known.is_country
        if known.needs_support and known.country not in named and known.country not in stated:
            return None
        if not (is_town and stated and known.country not in stated):
            return known.country
    if name == "Georgia" and language == "en":
        return _which_georgia(text)
    return stated.pop() if len(stated) == 1 else None


def stated_country(text: str, end: int, language: str, *, only_states: bool = False) -> str | None:
    """Give the country of the state or country that stands right behind a name's end; None where there is none.

    With `only_states` nothing counts but a state behind a comma, which makes what stands before it a town for certain.

    >>> stated_country("Paris, Texas", 5, "en"), stated_country("Paris, Berlin", 5, "en")
    ('US', None)
    """
    join = _STATED.match(text, end)
    after = _NEXT.match(text, join.end()) if join is not None else None
    if join is None or after is None or (only_states and join[0] != ", "):
        return None
    names = place_names(language)
    words = after[0].split(" ")
    for size in range(len(words), 0, -1):
        written = " ".join(words[:size])
        for form in (written, written.rstrip(".,'’"), re.sub(r"['’]s$", "", written)):
            place = names.forms.get(form.replace("’", "'"))
            if place is not None and not place.is_adjective:
                is_wide = place.is_state or (place.is_country and not only_states)
                # Behind "in" nothing but a country or a state; in a list of towns and countries a comma says little.
                listed = (
                    join[0] == ", "
                    and not place.is_state
                    and text[end - 1 : end].isalpha()
                    and _continues(text, join.end() + len(form))
                )
                return place.country if is_wide and not listed else None
            if (
                size == 1
                and join[0] != " in "
                and form in names.abbreviations
                and (form.endswith(".") or len(form) == 2)
            ):
                return names.abbreviations[form]
    return None


def _continues(text: str, at: int) -> bool:
    """Tell whether a list continues: another name behind a comma, or "and"."""
    return re.match(r",? (?:and|or) |, [A-Z]", text[at : at + 8]) is not None


def _which_georgia(text: str) -> str | None:
    """Give the country of a Georgia: the one of Tbilisi or the one of Atlanta, if only one of the two is meant."""
    caucasus = re.search(
        r"\b(?:Tbilisi|Georgians?\b.{0,40}\b(?:Dream|parliament|government)|Abkhazia|South Ossetia|Caucasus)", text
    )
    others = (
        r"Atlanta|Alabama|Arizona|Carolina|Florida|Michigan|Nevada|Pennsylvania|Tennessee|Texas|Wisconsin|Fulton County"
    )
    states = len(set(re.findall(rf"\b(?:{others})\b", text)))
    if caucasus is not None:
        return "GE" if states == 0 else None
    return "US" if states >= 2 or "Atlanta" in text else None
