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
# Encodings, the likeliest first, and the letters beyond ASCII that are frequent in the language.
_LETTERS: dict[str, tuple[Sequence[str], str]] = {
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
_MARKS = frozenset("\xa0„“”‚‘’«»‹›–—…•·§°©®€№،؛؟")


def encoding_by_language(body: bytes, declared: Sequence[str] = ()) -> str | None:
    """Give the encoding (its name in the Encoding Standard) in which bytes are letters of the language that the document names.

    `declared` are the encodings that are declared; of equals it is one of these. None where no language is named, where Latin-1
    reads the same or better, where no encoding gives mostly letters of the language, or where the bytes are UTF-8 but for
    broken places.

    >>> encoding_by_language("<rss><language>pl</language><title>Żądają środków".encode("windows-1250"), ["windows-1252"])
    'windows-1250'
    """
    languages = [match[match.lastindex or 0].decode().lower() for match in _LANGUAGES.finditer(body[:HEAD_BYTES])]
    known = [language for language in languages if language in _LETTERS]
    runs = _RUNS.findall(body) if known else []
    counts = Counter(b"".join(runs))
    if 2 * sum(map(len, _UTF8.findall(body))) > counts.total():
        return None
    stands_alone = counts.total() < MEAN_RUN * len(runs)
    names = [(language, name) for language in known for name in _LETTERS[language][0]]
    names = [pair for pair in names if pair[1] in _LATIN or not stands_alone]
    names.sort(key=lambda pair: pair[1] not in declared)
    scores = [(_score(counts, language, name), language, name) for language, name in names]
    score, language, name = max(scores, key=lambda scored: scored[0], default=(0, "", ""))
    return name if score > 0 and score > _score(counts, language, _LATIN_1) else None


def _score(counts: Counter[int], language: str, name: str) -> int:
    values = _values(language, name)
    return sum(count * values[byte - 0x80] for byte, count in counts.items())


@lru_cache(maxsize=64)
def _values(language: str, name: str) -> tuple[int, ...]:
    """Give how much each byte beyond ASCII speaks for an encoding: small letters most, since they may be capitals in another."""
    small, values = _LETTERS[language][1], []
    capitals = small.upper()
    for byte in range(0x80, 0x100):
        character = bytes([byte]).decode(name, "replace")
        values.append(2 if character in small else 1 if character in capitals else 0 if character in _MARKS else -2)
    return tuple(values)
