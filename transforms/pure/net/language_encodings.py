"""Which encoding of its language a document is in that is not in UTF-8: the one in which its bytes are letters of that language.

Detection needs more words than a short feed has, and a server that declares Latin-1 for all files says nothing about one of
them. The language that a document names limits the choice to two or three encodings (HTML Standard, 13.2.3.2, names one for
each), and few letters decide between these.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

HEAD_BYTES = 4096
_LANGUAGES = re.compile(
    rb"""<(?:\w+:)?language>\s*([a-z]{2,3})\b|<(?:html|rss|feed|\w+:RDF)\b[^<>]*?\s(?:xml:)?lang\s*=\s*["']?([a-z]{2,3})\b"""
    rb"""|<meta\b[^<>]*?(?:og:locale|content-language)["']?\s+content\s*=\s*["']?([a-z]{2,3})(?![a-z])""",
    re.IGNORECASE,
)
_LATIN_1 = "windows-1252"
_CENTRAL, _BALTIC, _TURKISH = ("windows-1250", "iso-8859-2"), ("windows-1257", "iso-8859-13"), ("windows-1254",)
_LATIN = frozenset((*_CENTRAL, *_BALTIC, *_TURKISH, "iso-8859-15", _LATIN_1))
_RUSSIAN, _UKRAINIAN = ("windows-1251", "koi8-r", "iso-8859-5"), ("windows-1251", "koi8-u", "iso-8859-5")
_CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюяё"
_SLAVIC = ("windows-1251", "iso-8859-5")
_WESTERN = (_LATIN_1,)
# Encodings, the likeliest first, and the letters beyond ASCII that are frequent in the language.
_LETTERS: dict[str, tuple[Sequence[str], str]] = {
    "en": (_WESTERN, "éèêëïîöüçñáâíóôúàäãåø"),
    "fr": (_WESTERN, "àâæçéèêëîïôœùûüÿ"),
    "de": (_WESTERN, "äöüßéèà"),
    "es": (_WESTERN, "áéíñóúüç¿¡ºª"),
    "ca": (_WESTERN, "àçéèíïóòúü·ñá"),
    "pt": (_WESTERN, "áâãàçéêíóôõúüºª"),
    "it": (_WESTERN, "àèéìíòóùúî"),
    "nl": (_WESTERN, "éëïöüèçäêáóôî"),
    "sv": (_WESTERN, "åäöéüàè"),
    "fi": (_WESTERN, "äöåšžé"),
    "da": (_WESTERN, "æøåéäöüóòôâê"),
    "no": (_WESTERN, "æøåéäöüóòôâê"),
    "is": (_WESTERN, "áðéíóúýþæöø"),
    "pl": (_CENTRAL, "ąćęłńóśźż"),
    "cs": (_CENTRAL, "áčďéěíňóřšťúůýž"),
    "sk": (_CENTRAL, "áäčďéíĺľňóôŕšťúýž"),
    "hu": (_CENTRAL, "áéíóöőúüű"),
    "sl": (_CENTRAL, "čšžćđ"),
    "hr": (_CENTRAL, "čćđšž"),
    "bs": (_CENTRAL, "čćđšž"),
    "ro": (_CENTRAL, "ăâîşţ"),
    "tr": (_TURKISH, "çğıöşüâîûİ"),
    "lt": (_BALTIC, "ąčęėįšųūž"),
    "lv": (_BALTIC, "āčēģīķļņšūž"),
    "et": (("windows-1257", "iso-8859-15", _LATIN_1), "äõöüšž"),
    "el": (("windows-1253", "iso-8859-7"), "αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώϊϋΐΰ"),
    "ru": (_RUSSIAN, _CYRILLIC),
    "uk": (_UKRAINIAN, "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"),
    "be": (_SLAVIC, "абвгдеёжзійклмнопрстуўфхцчшыьэюя"),
    "bg": (_SLAVIC, _CYRILLIC),
    "mk": (_SLAVIC, "абвгдѓежзѕијклљмнњопрстќуфхцчџш"),
    # In Serbian feeds stand both alphabets.
    "sr": ((*_SLAVIC, *_CENTRAL), "абвгдђежзијклљмнњопрстћуфхцчџшčćđšž"),
    "he": (("windows-1255",), "אבגדהוזחטיךכלםמןנסעףפץצקרשת"),
    "ar": (("windows-1256", "iso-8859-6"), "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي"),
    "fa": (("windows-1256",), "آابپتثجچحخدذرزژسشصضطظعغفقکلمنوهی"),
}
# Two in three bytes of UTF-8 with broken places are such a sequence, hardly any of the encodings above.
_UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")
_RUNS = re.compile(rb"[\x80-\xff]+")
# Letters of other alphabets make whole words; umlauts stand alone, also where a template names another language.
MEAN_RUN = 2
# What few letters say may be chance; a text has names from other languages.
FEWEST_LETTERS, MOSTLY, CLEARLY = 6, 0.8, 0.2
_MARKS = frozenset("\xa0„“”‚‘’«»‹›–—…•·§°©®€№،؛؟")

_NOT_WESTERN = {language: names for language, (names, _) in _LETTERS.items() if names is not _WESTERN}
_PAIRS = [(language, name) for language, (names, _) in _LETTERS.items() for name in names if name in _LATIN]
_IN_LATIN_1 = [pair for pair in _PAIRS if pair[1] == _LATIN_1]
_ELSEWHERE = [pair for pair in _PAIRS if pair[1] != _LATIN_1]


def encoding_by_language(body: bytes, declared: Sequence[str] = ()) -> str | None:
    """Give the encoding (its name in the Encoding Standard) in which bytes are letters of the language that the document names.

    `declared` are the encodings that are declared; of equals it is one of these. Where no language is named that helps, and at
    most Latin-1 or UTF-8 is declared, it is the encoding whose language has nearly all of the letters: Latin-1 unless another
    has clearly more. None where no encoding gives mostly letters of a language, where Latin-1 reads as well as that of the
    language which is named, or where the bytes are UTF-8 but for broken places.

    >>> encoding_by_language("<rss><language>pl</language><title>Żądają środków".encode("windows-1250"), ["windows-1252"])
    'windows-1250'
    """
    languages = [match[match.lastindex or 0].decode().lower() for match in _LANGUAGES.finditer(body[:HEAD_BYTES])]
    runs = _RUNS.findall(body)
    counts = Counter(b"".join(runs))
    if 2 * sum(map(len, _UTF8.findall(body))) > counts.total():
        return None
    stands_alone = counts.total() < MEAN_RUN * len(runs)
    named = [
        (language, name)
        for language in languages
        for name in _NOT_WESTERN.get(language, ())
        if name in _LATIN or not stands_alone
    ]
    if named:
        named.sort(key=lambda pair: pair[1] not in declared)
        return _choose_named(counts, named)
    return None if set(declared) - {_LATIN_1, "utf-8"} else _choose_any(counts, stands_alone)


def _choose_named(counts: Counter[int], named: Sequence[tuple[str, str]]) -> str | None:
    score, language, name = _best(counts, named)
    return name if score > 0 and score > _score(counts, language, _LATIN_1) else None


def _choose_any(counts: Counter[int], stands_alone: bool) -> str | None:
    """Choose by the letters alone, of which there must be some."""
    score, language, name = _best(counts, _ELSEWHERE)
    letters = sum(count for byte, count in counts.items() if _values(language, name)[byte - 0x80])
    western = _best(counts, _IN_LATIN_1)[0]
    if letters >= FEWEST_LETTERS and score >= MOSTLY * 2 * letters and score - western >= CLEARLY * 2 * letters:
        return name
    return _LATIN_1 if stands_alone and western >= max(1, score, MOSTLY * 2 * letters) else None


def _best(counts: Counter[int], pairs: Sequence[tuple[str, str]]) -> tuple[int, str, str]:
    return max(((_score(counts, *pair), *pair) for pair in pairs), key=lambda scored: scored[0])


def _score(counts: Counter[int], language: str, name: str) -> int:
    values = _values(language, name)
    return sum(count * values[byte - 0x80] for byte, count in counts.items())


@lru_cache(maxsize=128)
def _values(language: str, name: str) -> tuple[int, ...]:
    """Give how much each byte beyond ASCII speaks for an encoding: small letters most, since they may be capitals in another."""
    small, values = _LETTERS[language][1], []
    capitals = small.upper()
    for byte in range(0x80, 0x100):
        character = bytes([byte]).decode(name, "replace")
        values.append(2 if character in small else 1 if character in capitals else 0 if character in _MARKS else -2)
    return tuple(values)
