"""Languages: tags in canonical form, and the language of a text.

Detection is py3langid's model, which comes with the package; it is loaded once per process, at the first use.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Final, Protocol

from msgspec import Struct

from transforms.pure.text.close_languages import chinese_script, weigh_relatives

# What stands for the language of a text whose language is not certain (BCP 47).
UNDETERMINED: Final = "und"

DETECT_CHARACTERS = 450
# The model is too modest: of headlines to which it gives .5 far more than half are right. The root of what it gives fits what
# was right better, and stays below it, also among close languages (bench/enrichment/language.py).
_ROOT: Final = 0.5
# From here on a detection beats what a page declares.
SURE = 0.9
# What it takes among close languages.
CLOSE_SURE = 0.975
# How often the language that a page declares is that of its text; measured over news pages of 40 languages it is more.
DECLARED_RIGHT = 0.9
# Too little to say anything where the page declares nothing.
BARELY = 0.7
MIN_LETTERS = 12

_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*")
# Deprecated and macrolanguage codes in use, and what they are written as now (IANA language subtag registry).
_PREFERRED = {
    "iw": "he",
    "in": "id",
    "ji": "yi",
    "jw": "jv",
    "mo": "ro",
    "sh": "sr",
    "cmn": "zh",
    "arb": "ar",
}
_THREE_LETTERS = {
    "eng": "en", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr", "spa": "es", "ita": "it", "por": "pt", "rus": "ru",
    "nld": "nl", "dut": "nl", "pol": "pl", "tur": "tr", "ara": "ar", "zho": "zh", "chi": "zh", "jpn": "ja", "kor": "ko",
}  # fmt: skip
# "utf" is from pages that write a character encoding there.
_SAYS_NOTHING = frozenset(("und", "zxx", "mul", "mis", "xx", "art", "utf"))
# Names of one language or of its kin, between which the declaration decides: the model does not tell them apart for certain.
_SAME = (
    {"no", "nb", "nn"},
    {"sr", "hr", "bs", "sh", "cnr"},
    {"id", "ms", "jv"},
    {"zh", "yue", "wuu"},
    {"ar", "arz", "ary"},
    {"tl", "fil"},
    {"es", "ast", "an", "ext"},
    {"en", "pcm", "sco"},
    {"it", "lij", "vec"},
)
# Written so much alike that only a very sure detection of one contradicts a declaration of the other.
_CLOSE = (
    *_SAME,
    {"no", "nb", "nn", "da"},
    {"sr", "hr", "bs", "sl"},
    {"cs", "sk"},
    {"bg", "mk"},
    {"hi", "mr", "ne", "sa"},
    {"fa", "ps", "ur"},
    {"es", "gl", "ca"},
    {"pt", "gl"},
    {"de", "lb"},
    {"nl", "af"},
    {"ru", "be", "uk"},
)
# Codes of the model that readers know by another name.
_READ_AS = {"wuu": "zh", "yue": "zh", "arz": "ar", "ary": "ar", "uzs": "uz", "srl": "sr"}
# Names of one language, of which the model knows one.
_ONE_NAME = ({"no", "nb"}, {"tl", "fil"}, {"sr", "sh", "cnr"}, {"zh", "yue"})
# The code that says that a text is in no language.
_NO_LANGUAGE = "zxx"


class Identifier(Protocol):
    """What py3langid's identifier offers: the languages that a text may be in, each with its probability, 0 to 1."""

    def rank(self, text: str) -> Sequence[tuple[str, float]]: ...


class Detection(Struct, frozen=True):
    """The language of a text, how sure that is (0 to 1), and how likely each other one is (its code without a script)."""

    language: str
    confidence: float
    chances: Mapping[str, float] = {}


def canonical_tag(tag: str | None) -> str | None:
    """Give a BCP 47 tag in its canonical case, or None for what is none: `en-GB`, `zh-Hant-TW`.

    Underscores, POSIX encodings and deprecated codes are mended. Source: RFC 5646, section 2.1.1.

    >>> canonical_tag("EN_gb.UTF-8"), canonical_tag("iw"), canonical_tag("english")
    ('en-GB', 'he', None)
    """
    plain = (tag or "").split(",")[0].partition(".")[0].partition("@")[0].strip()
    if _TAG.fullmatch(plain) is None:
        return None
    language, *rest = plain.replace("_", "-").lower().split("-")
    language = _THREE_LETTERS.get(language, language)
    language = _PREFERRED.get(language, language)
    if language in _SAYS_NOTHING:
        return None
    parts = [language]
    extension = False
    for part in rest:
        extension = extension or len(part) == 1
        parts.append(part if extension else _cased(part))
    return "-".join(parts)


def _cased(part: str) -> str:
    if len(part) == 4 and part.isalpha():
        return part.title()
    return part.upper() if len(part) == 2 and part.isalpha() else part


def primary(tag: str) -> str:
    """Give the language of a tag, without script and region.

    >>> primary("en-GB")
    'en'
    """
    return tag.partition("-")[0]


def are_close(a: str, b: str) -> bool:
    """Tell whether two tags are of one language, or of two that a short text does not tell apart for certain.

    >>> are_close("en-GB", "en"), are_close("nn", "no"), are_close("de", "en")
    (True, True, False)
    """
    return _are_in_one(_CLOSE, a, b)


def _are_in_one(groups: Iterable[set[str]], a: str, b: str) -> bool:
    first, second = primary(a), primary(b)
    return first == second or any(first in group and second in group for group in groups)


def contradicts(detected: Detection, declared: str) -> bool:
    """Tell whether a detection is sure enough to say that a declared language is not that of the text.

    >>> contradicts(Detection("de", 0.99), "en-US"), contradicts(Detection("sr", 0.99), "hr")
    (True, False)
    """
    if _are_in_one(_SAME, declared, detected.language):
        return False
    return detected.confidence >= (CLOSE_SURE if are_close(declared, detected.language) else SURE)


def detect_language(text: str, identifier: Identifier | None = None) -> Detection | None:
    """Give the language of the beginning of a text, or None where there are too few letters. Chinese comes with its script.

    >>> detect_language("Der Fluss stieg in der Nacht um zwei Meter.").language, detect_language("12:30")
    ('de', None)
    """
    sample = text[: 2 * DETECT_CHARACTERS]
    # Most texts begin with more letters than are needed: no more are counted.
    letters = sum(1 for _ in islice(filter(str.isalpha, sample), MIN_LETTERS))
    if letters < MIN_LETTERS and (3 * letters < MIN_LETTERS or not _is_dense(sample)):
        return None
    ranked = dict((identifier or _shipped_identifier()).rank(sample))
    ranked.pop(_NO_LANGUAGE, None)
    for code, name in _READ_AS.items():
        if code in ranked:
            ranked[name] = ranked.get(name, 0.0) + ranked.pop(code)
    chances = weigh_relatives(ranked, sample)
    best = max(chances, key=chances.__getitem__, default="")
    tag = canonical_tag(best)
    if tag is None:
        return None
    script = chinese_script(sample) if tag == "zh" else None
    return Detection(f"zh-{script}" if script else tag, _calibrate(chances[best]), chances)


def choose_language(declared: str | None, detected: Detection | None) -> tuple[str | None, str]:
    """Give the language of an article, and where it comes from: "declared", "detected" or "none".

    A sure detection beats the declaration: sites declare their template's language on every page. Where both name one
    language, or two that are close, the declaration stays, since it knows the region. An unsure detection counts only where
    nothing is declared.

    >>> choose_language("en-GB", Detection("en", 0.99)), choose_language("en", Detection("de", 0.99))
    (('en-GB', 'declared'), ('de', 'detected'))
    """
    if detected is None:
        return declared, "declared" if declared else "none"
    if declared is None:
        return (detected.language, "detected") if detected.confidence >= BARELY else (None, "none")
    return (detected.language, "detected") if contradicts(detected, declared) else (declared, "declared")


def rate_language(language: str | None, witness: str, detected: Detection) -> float:
    """Give how sure it is that a text is in the language chosen for it, 0 to 1.

    That of the detection, where nothing else says so. A declaration counts as right nine times of ten, whatever the text: it
    makes a likely language likelier, and one that the text does not look like no more than possible.

    >>> rate_language("de", "detected", Detection("de", 0.9)), rate_language("de", "declared", Detection("de", 0.9, {"de": 0.81}))
    (0.9, 0.988)
    """
    if language is None or witness != "declared":
        return round(detected.confidence, 3)
    names = {primary(language)}.union(*(group for group in _ONE_NAME if primary(language) in group))
    chance = _calibrate(sum(detected.chances.get(name, 0.0) for name in names))
    said = chance * DECLARED_RIGHT
    other = (1 - chance) * (1 - DECLARED_RIGHT)
    return round(said / (said + other), 3)


def _calibrate(chance: float) -> float:
    """Give how often an answer of the model is right, to which it gives a chance."""
    return float(min(1.0, max(0.0, chance)) ** _ROOT)


def _is_dense(text: str) -> bool:
    """Tell whether a script says in one character what takes three letters elsewhere: Han, kana, Hangul."""
    return re.search("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]", text) is not None


def _shipped_identifier() -> Identifier:
    # Imported here: only a process that detects pays for the model.
    from transforms.pure.text.language_model import IDENTIFIER

    return IDENTIFIER
