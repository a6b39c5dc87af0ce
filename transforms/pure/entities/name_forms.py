"""The forms in which the name of a place, or the adjective made from it, stands in a sentence, by language."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Final

# Endings of nouns: what a name ends in, and what may stand in its place. The longest end that fits counts.
_NOUN_ENDS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "ru": (
        ("ия", "ия ии ию ией"),
        ("ая", "ая ой ую"),
        ("ое", "ое ого ому ым ом"),
        ("ый", "ый ого ому ым ом"),
        ("ие", "ие их им ими"),
        ("ые", "ые ых ым ыми"),
        ("ий", "ий ия ию ием ии"),
        ("а", "а ы и е у ой"),
        ("я", "я и е ю ей"),
        ("ь", "ь я и ю ем ью е"),
        ("й", "й я ю ем е"),
        ("ы", "ы ов ам ами ах"),
        ("и", "и ов ам ами ах"),
        ("е", "е я ю ем"),
        ("о", "о"),
        ("у", "у"),
        ("э", "э"),
        ("", "_ а у ом е"),
    ),
    "uk": (
        ("ія", "ія ії ію ією"),
        ("їна", "їна їни їні їну їною"),
        ("ка", "ка ки ці ку кою кої кій"),
        ("а", "а и і у ою"),
        ("я", "я і ю ею"),
        ("ь", "ь і ю ем ю"),
        ("й", "й я ю єм ї"),
        ("и", "и ів ам ами ах"),
        ("о", "о"),
        ("у", "у"),
        ("е", "е"),
        ("і", "і их им ими"),
        ("", "_ а у ові ом і"),
    ),
    "pl": (
        ("ia", "ia ii ię ią"),
        ("ja", "ja ji ję ją"),
        ("a", "a y i ie ę ą"),
        ("y", "y ach om"),
        ("o", "o"),
        ("u", "u"),
        ("e", "e"),
        ("i", "i"),
        ("", "_ u a owi em ie"),
    ),
    "fi": (
        ("i", "i in issa ista iin ia illa ille en essa esta een"),
        ("a", "a an assa asta aan aa alla alle"),
        ("ä", "ä än ässä ästä ään ää ällä älle ältä"),
    ),
    "cs": (("ko", "ko ka ku kem"), ("ie", "ie ii ií"), ("a", "a y ě u ou"), ("o", "o"), ("", "_ u em")),
}
# A capital whose stem changes when it is inflected, and what stands for its end.
_FLEETING: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "ru": (("пет", "пт"),),
    "uk": (("пет", "пт"), ("иїв", "иєв"), ("ьвів", "ьвов"), ("рків", "рков")),
}
_ADJECTIVE_ENDS: Final[Mapping[str, str]] = {
    "de": "e er es en em",
    "ru": "ий ого ому им ом ая ой ую ое ие их ими",
    "uk": "ий ого ому им ім а ої ій у ою е і их ими",
    "pl": "i a ie iego iemu im iej ą ich imi",
}
_GENITIVE_S = frozenset(("de", "sv", "da", "nb", "nl"))
_MOST_FORMS = 400


def noun_forms(name: str, language: str) -> frozenset[str]:
    """Give the forms of a name in a language, the name itself among them; each word is inflected on its own.

    >>> sorted(noun_forms("Россия", "ru")), sorted(noun_forms("Polen", "de"))
    (['Россией', 'России', 'Россию', 'Россия'], ['Polen', 'Polens'])
    """
    words = name.split(" ")
    if language in _GENITIVE_S:
        return frozenset((name, f"{name}s")) if name[-1:] not in "sxzß" else frozenset((name,))
    if language not in _NOUN_ENDS or name.isupper():
        return frozenset((name,))
    forms = [_word_forms(word, language) for word in words]
    if len(words) > 3:
        return frozenset((name,))
    found = (" ".join(parts) for parts in product(*forms))
    return frozenset((name, *(form for form, _ in zip(found, range(_MOST_FORMS), strict=False))))


def adjective_forms(stem: str, language: str) -> frozenset[str]:
    """Give the forms of an adjective: `~` at its end stands for the endings of the language.

    >>> "russischen" in adjective_forms("russisch~", "de"), adjective_forms("French", "en") == {"French"}
    (True, True)
    """
    if not stem.endswith("~"):
        return frozenset((stem,))
    bare = stem[:-1]
    return frozenset(bare + end for end in _ADJECTIVE_ENDS[language].split())


def _word_forms(word: str, language: str) -> list[str]:
    if len(word) < 3:
        return [word]
    if "-" in word:
        head, _, tail = word.rpartition("-")
        return [f"{head}-{form}" for form in _word_forms(tail, language)]
    for end, changed in _FLEETING.get(language, ()):
        if word.endswith(end):
            stem = word[: -len(end)] + changed
            return [word, *(stem + more for more in ("а", "у", "ом", "і"))]
    for end, others in _NOUN_ENDS[language]:
        if word.endswith(end):
            stem = word[: len(word) - len(end)]
            return [stem + ("" if other == "_" else other) for other in others.split()]
    return [word]
