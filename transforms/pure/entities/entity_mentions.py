"""What a model takes for names, made clean: possessives, titles, articles and signs off, what is no name out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from transforms.pure.entities.entity_models import Mention
from transforms.pure.entities.entity_surroundings import repaired
from transforms.pure.entities.entity_words import (
    first_names,
    is_common_word,
    name_key,
    no_names,
    organisation_words,
    organisations,
    title_pattern,
)
from transforms.pure.entities.place_countries import stated_country
from transforms.pure.entities.place_names import place_names
from transforms.pure.text.wordlists import month_numbers

MAX_CHARACTERS = 80
MAX_WORDS = 9

_ARTICLE = re.compile(r"(?:the(?! Hague)|a|an)\s+", re.IGNORECASE)
_POSSESSIVE = re.compile(r"(?:['’]s|(?<=s)['’])$", re.IGNORECASE)
_INNER_POSSESSIVE = re.compile(r"['’]s (?=\w)")
# A comma parts names, but for what follows the name of a firm or a person, and in "Ministry of Trade, Industry and Energy".
_COMMA = r",\s++(?!(?:Inc|LLC|Ltd|LLP|PLC|plc|Co|Corp|Jr|Sr|N\.A|S\.A|D\.?C)\b|[^,]* (?:and|&) )"
_SPACES = r"(?<!\s)\s+"
_SPLITS = re.compile(
    rf"{_SPACES}[@|•·–—]\s*|(?:{_SPACES})?[@|•·]\s+|{_SPACES}(?:-|--)\s+|(?:{_SPACES})?[;:]\s+|{_COMMA}|(?:{_SPACES})?[(\[)\]]\s*"
)
_PERSON_SPLITS = re.compile(rf"{_SPLITS.pattern}|{_SPACES}(?:of|from|at|and)\s+")
# What follows a reporter's name in the credits of an agency.
_CREDITS = frozenset(("Writing", "Reporting", "Editing", "Additional", "Photo", "Compiled"))
_EDGES = " \t'\"“”‘’«»‹›„,;:!?*#@|()[]{}–—-/…"
# Addresses, handles, hashtags, numbers.
_NO_NAME = re.compile(r"https?:|www\.|@\w|#\w|\.(?:com|org|net|co)\b|^[\W\d_]+$|[<>{}=\\^~]|\d{4,}")
# Small words that a name may begin with.
_SMALL_FIRST = re.compile(r"(?:al|el|de|da|di|du|van|von|bin|ibn|ben|abu|le|la|ter|den|dos|iP|eB)[\s-]?[A-Z]")
_SENTENCE_START = re.compile(r"(?:^|[.!?:…]['\"”’)]*\s+|\n\s*|[“\"‘«(•]\s*|\s[—–-]+\s)$")


class Text(Struct, frozen=True, eq=False):
    """What names are looked up in: a text, and its words in small letters where they stand so."""

    text: str
    small_words: frozenset[str]


def look_at(text: str) -> Text:
    """Give a text with its words that begin with a small letter."""
    return Text(text, frozenset(re.findall(r"(?<![\w'’])[a-z][\w]*", text)))


def clean_mentions(mentions: Iterable[Mention], text: Text, language: str = "en") -> list[Mention]:
    """Give the names in what a model found, each at its place, in order.

    >>> clean_mentions([Mention("President Biden’s", "person", 0, 17)], look_at("President Biden’s plan"))
    [Mention(name='Biden', kind='person', start=10, end=15)]
    """
    found = [clean for mention in mentions for clean in _clean(mention, text, language)]
    # A name that was completed may hold what the model took for another: "Ursula von der" and "Leyen".
    return [one for at, one in enumerate(found) if at == 0 or not _is_inside(one, found[at - 1])]


def _is_inside(one: Mention, other: Mention) -> bool:
    return other.start <= one.start and one.end <= other.end and one.name != other.name


def starts_sentence(text: str, start: int) -> bool:
    """Tell whether a sentence, a line or a quotation begins here, where every word has a capital.

    >>> starts_sentence("It rained. Later it stopped.", 11), starts_sentence("In Kyiv it rained.", 3)
    (True, False)
    """
    return _SENTENCE_START.search(text[max(0, start - 6) : start]) is not None or start == 0


def _clean(mention: Mention, text: Text, language: str) -> Iterator[Mention]:
    for part in _split(mention):
        for piece in _split_possessive(part):
            bare = _strip(piece, text)
            if bare is None or _is_no_name(bare, text, language):
                continue
            for one in _split_countries(_without_new(bare, language), language):
                whole = repaired(one, text.text, language)
                if whole is not None:
                    yield whole


def _split(mention: Mention) -> Iterator[Mention]:
    """Give the parts between signs that stand in no name."""
    at = 0
    pattern = _PERSON_SPLITS if mention.kind == "person" else _SPLITS
    for sign in pattern.finditer(mention.name):
        yield _part(mention, at, sign.start())
        at = sign.end()
    yield _part(mention, at, len(mention.name))


def _part(mention: Mention, start: int, end: int) -> Mention:
    return replace(mention, name=mention.name[start:end], start=mention.start + start, end=mention.start + end)


def _split_possessive(mention: Mention) -> Iterator[Mention]:
    """Give owner and owned as two, but for names that have the possessive in them."""
    inner = _INNER_POSSESSIVE.search(mention.name)
    if inner is None or name_key(mention.name[: inner.end()]) in organisations():
        yield mention
        return
    owner = mention.name[: inner.start()]
    # "St John's College" is one name, "Ukraine's Defence Ministry" are two; a lone plural noun is no owner.
    if owner.casefold().startswith(("st ", "st. ", "king", "queen")) or name_key(owner) in (
        "men",
        "women",
        "people",
        "children",
    ):
        yield mention
        return
    yield _part(mention, 0, inner.start())
    yield _part(mention, inner.end(), len(mention.name))


def _strip(mention: Mention, text: Text) -> Mention | None:
    """Give the mention without what stands round the name."""
    before = None
    while mention.name and mention != before:
        before = mention
        left = len(mention.name) - len(mention.name.lstrip(_EDGES + "."))
        right = len(mention.name.rstrip(_EDGES))
        mention = _part(mention, left, max(left, right))
        article = _ARTICLE.match(mention.name)
        if article is not None:
            mention = _part(mention, article.end(), len(mention.name))
        owner = _POSSESSIVE.search(mention.name)
        if owner is not None and not _keeps_possessive(mention, text):
            mention = _part(mention, 0, owner.start())
        title = title_pattern().match(mention.name)
        if (
            title is not None
            and (mention.kind == "person" or title.end() < len(mention.name))
            and mention.kind == "person"
        ):
            mention = _part(mention, title.end(), len(mention.name))
        mention = _without_other_words(_without_small_ends(mention), text)
    return mention if mention.name else None


def _keeps_possessive(mention: Mention, text: Text) -> bool:
    """Tell whether 's is part of a name: a well-known one, or one that the text has thrice, and never without it."""
    if name_key(mention.name) in organisations():
        return True
    bare = _POSSESSIVE.sub("", mention.name)
    if mention.kind != "organisation" or len(bare.split()) > 1:
        return False
    forms = re.findall(rf"(?<!\w){re.escape(bare)}(?!\w)(['’]s)?", text.text)
    return len(forms) >= 3 and all(forms)


def _without_small_ends(mention: Mention) -> Mention:
    """Give the mention from its first word with a capital to its last."""
    words = list(re.finditer(r"\S+", mention.name))
    if not any(word[0][:1].isupper() for word in words) and any(character.isupper() for character in mention.name):
        return mention
    cased = [word for word in words if not word[0][:1].islower()]
    if not cased or mention.name == mention.name.casefold() == mention.name.upper():
        return mention if words and not mention.name.islower() else replace(mention, name="")
    first = cased[0].start()
    if _SMALL_FIRST.match(mention.name):
        first = 0
    return _part(mention, first, cased[-1].end())


def _split_countries(mention: Mention, language: str) -> Iterator[Mention]:
    """Give "U.S.-Mexico" as two."""
    forms = place_names(language).forms
    left, dash, right = mention.name.partition("-")
    if dash and mention.name not in forms and left in forms and right in forms:
        yield replace(_part(mention, 0, len(left)), kind="place")
        yield replace(_part(mention, len(left) + 1, len(mention.name)), kind="place")
    else:
        yield mention


def _without_new(mention: Mention, language: str) -> Mention:
    """Give a state's name without a "New" in front that is none of it."""
    bare = mention.name.removeprefix("New ")
    forms = place_names(language).forms
    if bare == mention.name or mention.name in forms or bare not in forms:
        return mention
    return _part(mention, len("New "), len(mention.name))


def _without_other_words(mention: Mention, text: Text) -> Mention:
    """Give a person's name without a word in front that is no first name: "Rotarian Dan Wolf", "Hosting Cook"."""
    words = mention.name.split()
    if len(words) < 2 or mention.kind == "place":
        return mention
    if mention.kind == "person" and words[-1] in _CREDITS:
        return _part(mention, 0, len(mention.name) - len(words[-1]) - 1)
    is_first = [name_key(word) in first_names() for word in words[:2]]
    # Three words with the first name second; or the form in -ing that a sentence begins with.
    is_behind = len(words) > 2 and is_first == [False, True] and name_key(words[-1]) not in organisation_words()
    is_verb = mention.kind == "person" and words[0].endswith("ing") and starts_sentence(text.text, mention.start)
    if is_behind or (is_verb and not is_first[0]):
        return _part(mention, len(words[0]) + 1, len(mention.name))
    return mention


def _is_no_name(mention: Mention, text: Text, language: str) -> bool:
    name, key = mention.name, name_key(mention.name)
    words = name.split()
    if len(key) < 2 or key in no_names() or len(name) > MAX_CHARACTERS or len(words) > MAX_WORDS or "\n" in name:
        return True
    if _NO_NAME.search(name) is not None:
        return True
    if len(words) == 1 and key in text.small_words and starts_sentence(text.text, mention.start):
        return True
    if any(character.isdigit() for character in name):
        return mention.kind == "person" or any(word in month_numbers() for word in key.split())
    is_first = len(words) == 1 and starts_sentence(text.text, mention.start)
    return is_first and is_common_word(key) and not _is_town(mention, text, language)


def _is_town(mention: Mention, text: Text, language: str) -> bool:
    """Tell whether a name is that of a known place, or has its state behind it."""
    known = place_names(language).forms.get(mention.name) is not None
    return known or stated_country(text.text, mention.end, language, only_states=True) is not None
