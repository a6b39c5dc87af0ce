"""The names of one organisation joined: what a text abbreviates, what it calls by its first or last word, legal forms."""

from __future__ import annotations

import re
from collections.abc import Iterator

from transforms.pure.entities.entity_models import Mention
from transforms.pure.entities.entity_names import Name
from transforms.pure.entities.entity_people import is_near
from transforms.pure.entities.entity_words import first_names, name_key, organisation_words, organisations

# A word and a name have bounds, far beyond any: a search tries again at each capital.
_WORD = r"[A-Z][\w&.'’-]{0,60}+"
_SMALL = r"(?:of|for|the|and|on|in|to|de|des|du|&)"
_LONG = rf"(?P<long>{_WORD}(?:\s+(?:{_SMALL}|{_WORD})){{1,30}})"
_EXPLAINED = re.compile(rf"{_LONG}\s*\((?:the\s+|or\s+)?[\"“'‘]?(?P<short>[A-Z][A-Za-z&.]{{1,9}})[\"”'’]?\)")
_EXPLAINS = re.compile(rf"(?P<short>\b[A-Z][A-Z&.]{{1,9}})\s*\((?:the\s+)?{_LONG}\)")
_LEGAL_FORMS = "inc corp corporation ltd llc plc gmbh ag co company sa nv bv oyj limited"
_LEGAL = frozenset(_LEGAL_FORMS.split())


def join_organisations(names: list[Name], text: str) -> list[Name]:
    """Give the names with those of one organisation joined under the fullest."""
    names = _join_explained(names, text)
    for name in list(names):
        if name in names:
            owner = _owner(name, names)
            if owner is not None:
                owner.take(name)
                names.remove(name)
    return names


def explained(text: str) -> Iterator[tuple[str, int, str]]:
    """Give each name that a text abbreviates in brackets, where it begins, and its short form.

    >>> list(explained("The Ministry of Defence (MoD) said."))
    [('Ministry of Defence', 4, 'MoD')]
    """
    for pattern in (_EXPLAINED, _EXPLAINS):
        for found in pattern.finditer(text):
            start = _matching_start(found["long"], found["short"])
            if start is not None:
                long = re.sub("['’]s?$", "", found["long"][start:])
                yield long, found.start("long") + start, found["short"]


def _matching_start(long: str, short: str) -> int | None:
    """Give where the part of a name begins whose words' first letters are those of a short form; None for none."""
    letters = re.sub(r"[^A-Za-z]", "", short).casefold()
    words = list(re.finditer(r"[^\s-]+", long))
    for index in range(len(words) - 1, -1, -1):
        tail = [word[0] for word in words[index:]]
        if not tail[0][0].isupper():
            continue
        initials = "".join(word[0] for word in tail).casefold()
        capitals = "".join(word[0] for word in tail if word[0].isupper()).casefold()
        if len(tail) > 1 and letters in (initials, capitals):
            return words[index].start()
    return None


def _join_explained(names: list[Name], text: str) -> list[Name]:
    by_key = {name.key: name for name in names}
    for long, start, short in explained(text):
        owner = by_key.get(name_key(long))
        if owner is None:
            owner = Name(name_key(long), names[0].language if names else "en")
            owner.add(Mention(long, "organisation", start, start + len(long)))
            by_key[owner.key] = owner
        abbreviated = by_key.get(name_key(short))
        if abbreviated is not None and abbreviated is not owner:
            owner.take(abbreviated)
            del by_key[abbreviated.key]
        else:
            owner.forms[short] += 0
        owner.kinds["organisation"] += 3
    return list(by_key.values())


def _owner(name: Name, names: list[Name]) -> Name | None:
    """Give the organisation that a shorter name is of, where there is one only."""
    if name.kind == "person":
        return _owner_of_founder_s_name(name, names)
    if (name.kind == "place" and name.place is not None) or name.key in organisations():
        return None
    longer = [other for other in names if other is not name and other.kind == "organisation"]
    legal = [other for other in longer if len(other.words) > 1 and _without_legal(other) == _without_legal(name)]
    near = [other for other in longer if is_near(other.key, name.key) and len(other.mentions) >= len(name.mentions)]
    if legal or near:
        return (legal or near)[0]
    size = len(name.words)
    by_first = [other for other in longer if len(other.words) > size and other.words[:size] == name.words]
    if len(by_first) == 1 and _is_introduced(by_first[0], name):
        return by_first[0]
    if size > 1:
        return None
    by_last = [
        other for other in longer if len(other.words) > 2 and other.words[-1] == name.key and name.key.endswith("s")
    ]
    if len(by_last) == 1 and not by_first:
        return by_last[0]
    initials = [other for other in longer if _initials(other) == name.key and len(name.key) > 2]
    return initials[0] if len(initials) == 1 and any(form.isupper() for form in name.forms) else None


def _owner_of_founder_s_name(name: Name, names: list[Name]) -> Name | None:
    """Give the company that a single word which looks like a surname is short for: "Carlyle" for the Carlyle Group."""
    rests = [(other, other.words[1:]) for other in names if other.kind == "organisation" and other.words[0] == name.key]
    found = [other for other, rest in rests if rest and all(word in organisation_words() for word in rest)]
    return found[0] if len(found) == 1 and len(name.words) == 1 and name.key not in first_names() else None


def _is_introduced(full: Name, short: Name) -> bool:
    """Tell whether a text has the full name before the short one, or the full one only says what the short one is."""
    if all(word in organisation_words() for word in full.words[1:]):
        return True
    firsts = [min((mention.start for mention in name.mentions), default=0) for name in (full, short)]
    return firsts[0] < firsts[1]


def _without_legal(name: Name) -> list[str]:
    return [word for word in name.words if word not in _LEGAL]


def _initials(name: Name) -> str:
    longest = max(name.forms, key=len).removeprefix("U.S. ").removeprefix("US ").removeprefix("UK ")
    return "".join(word[0] for word in longest.split() if word[0].isupper()).casefold()
