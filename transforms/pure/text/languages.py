"""Languages: tags in canonical form, and the language of a text.

Detection is py3langid's model, which comes with the package; it is loaded once per process, at the first use.
"""

from __future__ import annotations

import re
from typing import Protocol

DETECT_CHARACTERS = 600
# Of texts this long the model gives more than 0.99 to nearly every right answer; below 0.8 a declaration is the better source.
SURE = 0.8
# Too little to say anything where the page declares nothing.
BARELY = 0.5
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
_SAYS_NOTHING = frozenset(("und", "zxx", "mul", "mis", "xx", "art"))
# Written so much alike that a declaration of one is not contradicted by a detection of the other.
_CLOSE = (
    {"no", "nb", "nn", "da"},
    {"sr", "hr", "bs", "sl"},
    {"id", "ms", "jv"},
    {"zh", "yue", "wuu"},
    {"cs", "sk"},
    {"bg", "mk"},
    {"hi", "mr", "ne", "sa"},
    {"fa", "ps", "ur"},
    {"ar", "arz", "ary"},
    {"es", "gl", "ca", "ast", "an", "ext"},
    {"pt", "gl"},
    {"de", "lb"},
    {"nl", "af"},
    {"en", "pcm", "sco"},
    {"it", "lij", "vec"},
    {"ru", "be", "uk"},
)


class Identifier(Protocol):
    """What py3langid's identifier offers: a language code and its probability, 0 to 1."""

    def classify(self, text: str) -> tuple[str, float]: ...


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
    first, second = primary(a), primary(b)
    return first == second or any(first in group and second in group for group in _CLOSE)


def detect_language(text: str, identifier: Identifier | None = None) -> tuple[str, float] | None:
    """Give the language of a text and the model's confidence (0 to 1), or None where there are too few letters.

    >>> detect_language("Der Fluss stieg in der Nacht um zwei Meter.")[0], detect_language("12:30")
    ('de', None)
    """
    sample = text[: 2 * DETECT_CHARACTERS]
    letters = sum(character.isalpha() for character in sample)
    weight = letters if sample.isascii() or not _is_dense(sample) else 3 * letters
    if weight < MIN_LETTERS:
        return None
    code, confidence = (identifier or _shipped_identifier()).classify(sample)
    tag = canonical_tag(code)
    return None if tag is None else (tag, min(1.0, float(confidence)))


def choose_language(declared: str | None, detected: tuple[str, float] | None) -> tuple[str | None, str]:
    """Give the language of an article, and where it comes from: "declared", "detected" or "none".

    A sure detection beats the declaration: sites declare their template's language on every page. Where both name one
    language, or two that are close, the declaration stays, since it knows the region. An unsure detection counts only where
    nothing is declared.

    >>> choose_language("en-GB", ("en", 0.99)), choose_language("en", ("de", 0.99)), choose_language("uk", ("de", 0.4))
    (('en-GB', 'declared'), ('de', 'detected'), ('uk', 'declared'))
    """
    if detected is None:
        return declared, "declared" if declared else "none"
    language, confidence = detected
    if declared is None:
        return (language, "detected") if confidence >= BARELY else (None, "none")
    if are_close(declared, language) or confidence < SURE:
        return declared, "declared"
    return language, "detected"


def _is_dense(text: str) -> bool:
    """Tell whether a script says in one character what takes three letters elsewhere: Han, kana, Hangul."""
    return re.search("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]", text) is not None


def _shipped_identifier() -> Identifier:
    # Imported here: only a process that detects pays for the model.
    from transforms.pure.text.language_model import IDENTIFIER

    return IDENTIFIER
