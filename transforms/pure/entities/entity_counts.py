"""Names as entities: each under its fullest form, with all its mentions in the text counted."""

from __future__ import annotations

import re

from transforms.annotations import Entity
from transforms.pure.entities.entity_mentions import Text
from transforms.pure.entities.entity_names import Name, known_place
from transforms.pure.entities.entity_people import surname
from transforms.pure.entities.entity_words import name_key, no_names, organisations
from transforms.pure.entities.gazetteer import find_places
from transforms.pure.entities.place_countries import country_of


def count_entities(names: list[Name], text: Text) -> list[Entity]:
    """Give the names as entities, the most mentioned first.

    A form counts wherever the text has it, also where the model did not see it; a longer name hides the shorter in it. What
    only the title names stands at 0.
    """
    places = _find_forms(names, text)
    named = {found.place.country for found in find_places(text.text, names[0].language)} if names else set()
    entities = []
    for name in names:
        found = places.get(id(name), [])
        in_title = [mention for mention in name.mentions if mention.start < 0]
        if found or in_title:
            full, kind = full_form(name), name.kind
            country = country_of(full, found, text.text, name.language, named) if kind == "place" else None
            position = found[0][0] if found else 0
            entities.append(
                Entity(name=full, type=kind, count=len(found) or len(in_title), position=position, country=country)
            )
    return sorted(entities, key=lambda entity: (-entity.count, entity.position))


def full_form(name: Name) -> str:
    """Give the fullest form of a name, as most of the text writes it: rather not all in capitals."""
    forms = [form for form in name.forms if not (form.isupper() and " " in form)] or list(name.forms)
    spelt = [form for form in forms if not form.isupper()]
    best = max(spelt or forms, key=lambda form: (len(form.split()), name.forms[form], len(form), form))
    # In a heading or a place line all letters are capitals; short forms of organisations are written so everywhere.
    if best.isupper() and (name.kind == "person" or (name.kind == "place" and len(best) > 4)):
        return best.title()
    return best


def _find_forms(names: list[Name], text: Text) -> dict[int, list[tuple[int, int]]]:
    """Give where the forms of each name (by its id) stand in the text, in order."""
    owners: dict[str, Name] = {}
    for name in names:
        for form in name.forms:
            owners.setdefault(form, name)
    for name in names:
        for form in _more_forms(name, names, text):
            owners.setdefault(form, name)
    if not owners:
        return {}
    longest_first = sorted(owners, key=lambda form: (-len(form), form))
    pattern = re.compile(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, longest_first))})(?![^\W_])")
    found: dict[int, list[tuple[int, int]]] = {}
    for match in pattern.finditer(text.text):
        early = [name for name in names if match.start() in name.early]
        name = early[0] if early else owners[match[0]]
        if _is_plain_word(match[0], text) and match.start() not in {mention.start for mention in name.mentions}:
            continue
        found.setdefault(id(name), []).append(match.span())
    return found


def _is_plain_word(form: str, text: Text) -> bool:
    """Tell whether a form may stand for something else where the model did not see a name in it."""
    return " " not in form and (len(form) < 3 or form.casefold() in text.small_words or name_key(form) in no_names())


def _more_forms(name: Name, names: list[Name], text: Text) -> list[str]:
    """Give forms that the model did not meet by themselves: the surname of one person, and headings in capitals."""
    more = [form.upper() for form in name.forms if " " in form]
    if name.kind != "person":
        return more
    for form in list(name.forms):
        last = form.split()[-1]
        key = surname(form)
        if " " not in form or key != name_key(last) or len(last) < 3:
            continue
        shared = [other for other in names if other is not name and key in {*other.words, other.key}]
        if not shared and key not in organisations() and known_place(last, name.language) is None:
            more.append(last)
    return more
