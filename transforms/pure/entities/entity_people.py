"""The names of one person joined: surname and full name, nicknames, middle names, near-spellings."""

from __future__ import annotations

from collections.abc import Callable

from transforms.pure.entities.entity_names import Name
from transforms.pure.entities.entity_words import name_key, nicknames, organisations

_SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv"))
_SHORTEST_NEAR = 7


def join_people(names: list[Name]) -> list[Name]:
    """Give the names with those of one person joined under the fullest.

    A surname, or a first name that is used alone, joins a full name where it is that of one person only.
    """
    people = [name for name in names if name.kind == "person" and len(name.words) > 1]
    others = [name for name in names if name not in people]
    people = _merge(people, is_same_person)
    left = []
    families = {f"{surname(form)}{end}" for person in people for form in person.forms for end in ("s", "es")}
    for name in others:
        if name.key in families and name.place is None and name.key not in organisations():
            continue
        owner = None if _is_known(name) else _owner(name, people)
        _give_early(name, people)
        if owner is not None:
            owner.take(name)
        elif name.mentions:
            left.append(name)
    return [*people, *_merge(left, lambda a, b: a.kind == b.kind == "person" and is_near(a.key, b.key))]


def is_same_person(a: Name, b: Name) -> bool:
    """Tell whether two full names are of one person: the same surname, and first names that go together."""
    first, second = _bare(a.words), _bare(b.words)
    if len(first) < 2 or len(second) < 2:
        return False
    if first[-len(second) :] == second or second[-len(first) :] == first:
        return True
    if first[-1] == second[-1]:
        middle = (first[1:-1], second[1:-1])
        near = is_near(" ".join(first), " ".join(second))
        return near or (_go_together(first[0], second[0]) and (not all(middle) or middle[0][0][0] == middle[1][0][0]))
    return is_near(" ".join(first), " ".join(second))


def is_near(a: str, b: str) -> bool:
    """Tell whether two keys are one letter apart: two spellings of one name, if it is long, and not a name's other ending.

    >>> is_near("letita james", "letitia james"), is_near("ivan petrov", "ivan petrova"), is_near("iran", "iraq")
    (True, False, False)
    """
    if min(len(a), len(b)) < _SHORTEST_NEAR or a[0] != b[0] or a[-1] != b[-1] or abs(len(a) - len(b)) > 1:
        return False
    if len(a.split()) != len(b.split()):
        return False
    at = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    if max(a, b, key=len)[at + 1 : at + 2] in ("", " "):
        return False
    return a[at + 1 :] == b[at + 1 :] or a[at + 1 :] == b[at:] or a[at:] == b[at + 1 :]


def surname(form: str) -> str:
    """Give the key of the last word of a full name, without what stands behind surnames.

    >>> surname("Patrick Carlineo Jr."), surname("Lisa Lopez-Galvan")
    ('carlineo', 'lopez galvan')
    """
    words = form.split()
    while len(words) > 1 and name_key(words[-1]) in _SUFFIXES:
        words.pop()
    return name_key(words[-1])


def _owner(name: Name, people: list[Name]) -> Name | None:
    """Give the one person whom a name on its own is of, if it is certain."""
    by_surname = [person for person in people if name.key in {surname(form) for form in person.forms if " " in form}]
    if len(by_surname) == 1:
        return by_surname[0]
    if by_surname or name.kind != "person" or len(name.words) > 1:
        return None
    by_first = [person for person in people if name.key == person.words[0]]
    if len(by_first) == 1:
        return by_first[0]
    near = [person for person in people if any(is_near(name.key, surname(form)) for form in person.forms)]
    return near[0] if len(near) == 1 and not by_first else None


def _give_early(name: Name, people: list[Name]) -> None:
    """Give the mentions of a surname that two people have to the one whom the text names before it brings in the other."""
    shared = [person for person in people if name.key in {surname(form) for form in person.forms if " " in form}]
    if len(shared) < 2:
        return
    firsts = sorted(
        (min((m.start for m in person.mentions if m.start >= 0), default=0), i) for i, person in enumerate(shared)
    )
    owner = shared[firsts[0][1]]
    for mention in [mention for mention in name.mentions if firsts[0][0] < mention.start < firsts[1][0]]:
        name.mentions.remove(mention)
        owner.mentions.append(mention)
        owner.early.add(mention.start)
    if not name.mentions:
        owner.take(name)
    name.kinds.clear()
    name.kinds["person"] = 1


def _is_known(name: Name) -> bool:
    """Tell whether a name is that of a place or an organisation beyond doubt."""
    if name.kinds["person"] and name.kinds["person"] >= max(name.kinds.values()):
        return name.place is not None and not name.place.is_uncertain and name.kind == "place"
    return name.key in organisations() or name.place is not None


def _bare(words: list[str]) -> list[str]:
    return [word for word in words if word not in _SUFFIXES]


def _go_together(a: str, b: str) -> bool:
    if a == b or (a, b) in nicknames() or (b, a) in nicknames():
        return True
    short, full = sorted((a, b), key=len)
    return len(short) in (1, 3, 4) and full.startswith(short)


def _merge(names: list[Name], same: Callable[[Name, Name], bool]) -> list[Name]:
    """Give the names with each taken in by the one other that it is the same as, the longest first."""
    kept: list[Name] = []
    for name in sorted(names, key=lambda name: (-len(name.words), -len(name.mentions))):
        owners = [other for other in kept if same(other, name)]
        if len(owners) == 1:
            owners[0].take(name)
        else:
            kept.append(name)
    return kept
