"""The names of a text, each with its forms and mentions, and of what kind it is: what a model says and what is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from transforms.annotations import EntityKind
from transforms.pure.entities.entity_models import Mention
from transforms.pure.entities.entity_words import (
    aliases,
    first_names,
    name_key,
    organisation_words,
    organisations,
    place_words,
    well_known_people,
)
from transforms.pure.entities.place_names import PlaceName, place_names


class Name:
    """A name while it is put together: its forms, its mentions, what the model takes it for, and its country where known."""

    def __init__(self, key: str, language: str) -> None:
        self.key = key
        self.forms: Counter[str] = Counter()
        self.mentions: list[Mention] = []
        self.kinds: Counter[EntityKind] = Counter()
        self.language = language
        # Where a form that another name has, too, is of this one.
        self.early: set[int] = set()

    def add(self, mention: Mention) -> None:
        """Take in one more mention."""
        self.forms[mention.name] += 1
        self.kinds[mention.kind] += 1
        self.mentions.append(mention)

    def take(self, other: Name) -> None:
        """Take in all of another name, which is a form of this one."""
        self.forms.update(other.forms)
        self.mentions.extend(other.mentions)

    @property
    def words(self) -> list[str]:
        """Give the words of the key."""
        return self.key.split()

    @property
    def place(self) -> PlaceName | None:
        """Give the country or city that goes by this name, if one does."""
        return next((found for form in self.forms if (found := known_place(form, self.language))), None)

    @property
    def kind(self) -> EntityKind:
        """Give what the name is of: what is known of it counts more than what the model says of a mention."""
        words = self.words
        if self.key in organisations():
            return "organisation"
        place = self.place
        # A town's name may be a person's, too; a country's or a state's hardly.
        if place is not None and not (place.is_uncertain and self.kinds["person"] > self.kinds["place"]):
            return "place"
        if self.key in well_known_people():
            return "person"
        if len(words) > 1:
            if words[-1] in organisation_words() or (words[0] in organisation_words() and words[1] == "of"):
                return "organisation"
            if words[0] in first_names() and len(words) < 4 and words[-1] not in place_words():
                return "person"
            if words[-1] in place_words() and not self.kinds["person"] > self.kinds["place"]:
                return "place"
        return max(self.kinds, key=lambda kind: (self.kinds[kind], kind == "person"), default="organisation")


def known_place(name: str, language: str) -> PlaceName | None:
    """Give the country or city of this name in a language; no adjectives.

    >>> known_place("Kyiv", "en").country, known_place("French", "en")
    ('UA', None)
    """
    forms = place_names(language).forms
    plain = name.replace("’", "'")
    found = forms.get(plain) or (forms.get(plain.title()) if name.isupper() and len(name) > 3 else None)
    return found if found is not None and not found.is_adjective else None


def gather(mentions: Iterable[Mention], language: str) -> dict[str, Name]:
    """Give the names that mentions are of, by their keys; what countries are called is one name."""
    names: dict[str, Name] = {}
    for mention in mentions:
        place = known_place(mention.name, language) if mention.kind != "person" or "." in mention.name else None
        key = name_key(place.name if place is not None else mention.name)
        key = aliases().get(key, key)
        names.setdefault(key, Name(key, language)).add(mention)
    return names
