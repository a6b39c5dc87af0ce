"""What stands round a name that a model found: the rest of the name, a state behind a town, a word that makes it another."""

from __future__ import annotations

import re

from msgspec.structs import replace

from transforms.pure.entities.entity_models import Mention
from transforms.pure.entities.entity_words import event_words, first_names, name_key, organisations, place_words
from transforms.pure.entities.place_countries import stated_country
from transforms.pure.entities.place_names import place_names

_CAPITALISED = r"[A-Z][\w’'-]*[\w]"
# Small words between a first name and a surname: Ursula von der Leyen.
_PARTICLES = r"(?:(?:von|van|vom|zu|zur|der|den|ter|ten|de|del|della|di|da|dos|du|la|le|bin|ibn|al|el|af) ){0,3}"
_NEXT_WORD = re.compile(rf" ({_PARTICLES}{_CAPITALISED})(?!['’]?\w)")
_LAST_WORD = re.compile(rf"({_CAPITALISED}) $")
# "U.S." in front of these is a part of what an institution or an office is called.
_INSTITUTION = re.compile(
    r" (?:Attorney|District|Capitol|Senate|Senator|Sen\.|House|Rep\.|Supreme|Border|Customs|Department|Army|Navy|Marine|Air"
    r" Force|Congress|Treasury|Secretary|Marshal|Secret Service|Coast Guard|Bureau|Court|Circuit)"
)
# Words that no person's name begins with: "Off Broadway".
_BEGIN_NO_PERSON = frozenset(
    ("off", "on", "in", "at", "by", "from", "under", "over", "out", "beyond", "near", "all", "every", "no")
)
_OPENS_TICKER = re.compile(r"[#$]$")
_TICKER = re.compile(r"[A-Z]{1,5}\.[A-Z]{1,3}")
_DEMONYM_ENDS = re.compile(r"(?:ans|an|ers|er|ites|ite|ns|n)$")


def repaired(mention: Mention, text: str, language: str) -> Mention | None:
    """Give a cleaned mention with the rest of its name and the kind that its surroundings show; None where it is no name.

    >>> repaired(Mention("Brett", "person", 0, 5), "Brett Kavanaugh said", "en").name
    'Brett Kavanaugh'
    """
    if _is_something_else(mention, text, language):
        return None
    mention = _with_possessive(_with_first_name(mention, text), text)
    if _is_team(mention, text):
        return replace(mention, kind="organisation")
    words = name_key(mention.name).split()
    is_full = mention.kind == "person" and len(words) > 1 and words[-1] not in place_words()
    is_person = is_full or words[0] in first_names()
    if not is_person and stated_country(text, mention.end, language, only_states=True) is not None:
        return replace(mention, kind="place")
    return mention


def _is_something_else(mention: Mention, text: str, language: str) -> bool:
    """Tell whether a mention is a state's short form, an adjective, an event, a ticker, a hashtag, or of an institution."""
    name, names = mention.name, place_names(language)
    known = names.forms.get(name.replace("’", "'"))
    if known is not None and known.is_adjective:
        return True
    if known is None and (name in names.abbreviations or f"{name}." in names.abbreviations):
        return True
    if mention.kind == "place" and known is not None and known.is_country and _INSTITUTION.match(text, mention.end):
        return True
    words = name.split()
    if mention.kind != "person" and len(words) > 1 and name_key(words[-1]) in event_words():
        return name_key(name) not in organisations()
    if known is None and (
        _TICKER.fullmatch(name) or _OPENS_TICKER.search(text[max(0, mention.start - 1) : mention.start])
    ):
        return True
    if mention.kind == "person" and len(words) > 1 and words[0].casefold() in _BEGIN_NO_PERSON:
        return True
    if len(words) == 1:
        return _is_demonym(name, language) or (len(name) <= 3 and any(character.isdigit() for character in name))
    last = names.forms.get(words[-1])
    return mention.kind == "person" and last is not None and last.is_adjective


def _is_team(mention: Mention, text: str) -> bool:
    """Tell whether a person's name alone is that of several, as teams and bands have: "the Steelers"."""
    if mention.kind != "person" or " " in mention.name or not mention.name.endswith("s") or mention.name.endswith("ss"):
        return False
    return text[max(0, mention.start - 4) : mention.start] in ("the ", "The ")


def _is_demonym(word: str, language: str) -> bool:
    """Tell whether a word is what people of a state are called: "Montanans"."""
    stem = _DEMONYM_ENDS.sub("", word)
    if stem == word or len(stem) < 4:
        return False
    forms = place_names(language).forms
    return (
        any(
            (place := forms.get(stem + end)) is not None and (place.is_state or place.is_country)
            for end in ("", "a", "e", "o")
        )
        and forms.get(word) is None
    )


def _with_first_name(mention: Mention, text: str) -> Mention:
    """Give the mention with the first name in front of it, or the surname behind a first name, that the model left out."""
    words = mention.name.split()
    if mention.kind == "person" and len(words) == 1 and name_key(words[0]) in first_names():
        after = _NEXT_WORD.match(text, mention.end)
        if after is not None and name_key(after[1]) not in first_names():
            return _span(mention, text, mention.start, after.end(1))
    before = _LAST_WORD.search(text[max(0, mention.start - 20) : mention.start])
    if (
        before is not None
        and name_key(before[1]) in first_names()
        and name_key(words[0]) not in organisations()
        and len(words) < 3
    ):
        return replace(_span(mention, text, mention.start - 1 - len(before[1]), mention.end), kind="person")
    return mention


def _with_possessive(mention: Mention, text: str) -> Mention:
    """Give the mention with the 's that belongs to a well-known name, or to a name that the text never has without it."""
    owner = text[mention.end : mention.end + 2]
    if mention.kind == "person" or owner not in ("'s", "’s"):
        return mention
    is_known = name_key(mention.name + owner) in organisations() and name_key(mention.name) not in organisations()
    forms = re.findall(rf"(?<!\w){re.escape(mention.name)}(?!\w)(['’]s)?", text) if " " not in mention.name else []
    is_never_bare = mention.kind == "organisation" and len(forms) >= 3
    if all(forms) and (is_known or is_never_bare):
        return _span(mention, text, mention.start, mention.end + 2)
    return mention


def _span(mention: Mention, text: str, start: int, end: int) -> Mention:
    return Mention(text[start:end], mention.kind, start, end)
