"""Texts of articles: one normal form, a form for comparing, and counts that fit the script.

Everything that a record holds goes through `clean_line` or `clean_text`; both are idempotent.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Container, Iterable
from functools import lru_cache
from itertools import groupby
from typing import Literal

from transforms.pure.text.characters import scrub
from transforms.pure.text.signs import MOST_KINDS, beyond_ascii, part_words


def _ranges(holds: Callable[[str], object]) -> str:
    """Give the characters from U+0300 to U+FFFF for which something holds, as ranges of a set in a regular expression."""
    characters = map(chr, range(0x300, 0x10000))
    runs = [list(run) for held, run in groupby(characters, lambda character: bool(holds(character))) if held]
    return "".join(f"{run[0]}-{run[-1]}" for run in runs)


# Soft hyphen, word joiner, byte order mark, invisible operators, Mongolian separator: they show nothing anywhere.
_INVISIBLE = re.compile("[\u00ad\u034f\u180e\u2060-\u2064\u206a-\u206f\ufeff\u202d\u202e\ufff9-\ufffb]")
_ZERO_WIDTH_SPACE = re.compile("\u200b+")
_JOINERS = re.compile("[\u200c\u200d]+")
_BIDI_MARK = re.compile("[\u061c\u200e\u200f\u202a-\u202c\u2066-\u2069]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
# Thai, Lao, Tibetan, Myanmar, Khmer: a zero-width space is their word boundary.
_UNSPACED = "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u19e0-\u19ff\ua9e0-\ua9ff\uaa60-\uaa7f"
# Hiragana, Katakana, Bopomofo, Han.
_IDEOGRAPHIC = (
    "\u3005-\u3007\u3040-\u30ff\u3105-\u312f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
    "\U00020000-\U000323af"
)
_UNSPACED_LETTER = re.compile(f"[{_UNSPACED}]")
_IDEOGRAPH = re.compile(f"[{_IDEOGRAPHIC}]")
_SPACELESS = re.compile(f"[{_UNSPACED}{_IDEOGRAPHIC}]")
# Scripts whose letters a joiner or non-joiner shapes: Arabic and its kin, the Indic scripts, Mongolian.
_SHAPED = re.compile(f"[\u0600-\u08ff\u0900-\u0dff\u1800-\u18af\ufb50-\ufdff\ufe70-\ufefc\ua840-\ua8ff{_UNSPACED}]")
# Vowel signs of Indic and other scripts are marks, which Python does not take for parts of a word.
MARKS = _ranges(lambda character: unicodedata.category(character) in ("Mn", "Mc"))
# What normal forms sort behind a letter, in a time that grows with the square of their number. No script writes as many on
# one letter (UAX #15 calls 30 stream-safe). Two patterns, since each is fast on its own.
_MOST_SORTED = 30
_SORTED = _ranges(unicodedata.combining)
_HEAPED_MARKS = re.compile(f"[{_SORTED}][{_SORTED}]{{{_MOST_SORTED}}}")
_RARE_MARK = re.compile("[\U000101fd-\U0001e94a]")
_FOLDED_WORD = re.compile(f"[^\\W_](?:[^\\W_]|[{MARKS}])*")
# The same where there are no marks, many times faster.
_MARK = re.compile(f"[{MARKS}]")
_PLAIN_WORD = re.compile(r"[^\W_]+")
# Of ASCII, letters and digits in lower case, and a space for all else; the bytes of other characters stay.
_FOLDED_BYTES = bytes(ord(chr(code).lower()) if chr(code).isalnum() else 32 for code in range(128)) + bytes(
    range(128, 256)
)
# From the first letter or digit of what stands between spaces and dashes to its end; what has none is no word.
_BETWEEN_WORDS = "/|–—…"
_WORD = re.compile(rf"[^\W_][^\s{_BETWEEN_WORDS}]*")
# The same for bytes: a space for what stands between words, an `a` for each letter and digit, and nothing of all else.
_COUNTED_BYTES = (
    bytes(32 if chr(code).isspace() or chr(code) in _BETWEEN_WORDS else 97 for code in range(128)) + b"a" * 128
)
_UNCOUNTED_ASCII = bytes(code for code in range(128) if _COUNTED_BYTES[code] == 97 and not chr(code).isalnum())
_LINE_BREAK = re.compile("\r\n|[\r\u2028]")
# A reader of these scripts sees no words; five letters are what a Thai or Khmer word has on average, near enough.
_LETTERS_PER_UNSPACED_WORD = 5
# Several steps count the words of one article in a row.
COUNTED_TEXTS = 4
# What is kept of a text's folded form, so that thousands are no more than some megabytes.
MAX_KEPT_CHARACTERS = 300
# Of longer ones, the paragraphs of a page or two.
MAX_PARAGRAPH_CHARACTERS = 3000
# UTF-8 read as windows-1252: a lead byte's letter followed by what a continuation byte becomes there.
_MISREAD_SIGNS = ("Ã", "Â", "â€", "ï¿½", "Ð", "à¤", "\ufffd")
_MOJIBAKE = re.compile("[ÃÂ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€|ï¿½|Ð[\u0080-\u00bf°-¿]Ð|à¤")


def clean_line(text: str) -> str:
    """Give the text on one line: NFC, white space folded, nothing in it that shows nothing; "" when nothing is left.

    >>> clean_line(" The\\u00a0dam\\u200b \\n opened\\u00ad ")
    'The dam opened'
    """
    line = " ".join(text.split())
    # Of all that is taken off, only the grapheme joiner counts as printable.
    is_clean = line.isprintable() and (
        line.isascii() or ("\u034f" not in line and unicodedata.is_normalized("NFC", line))
    )
    return line if is_clean else _settle(line)


def clean_text(text: str) -> str:
    """Give the text with its paragraphs, a blank line between two, each line cleaned as by `clean_line`.

    >>> clean_text("One\\u00a0 two.\\n \\n\\n\\nThree.\\r\\nFour.")
    'One two.\\n\\nThree.\\nFour.'
    """
    breaks = _LINE_BREAK.sub("\n", text.replace("\u2029", "\n\n"))
    lines = [clean_line(line) for line in breaks.split("\n")]
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip("\n")


def clean_or_none(text: str | None) -> str | None:
    """Give the text on one line as `clean_line`, or None when nothing is left.

    >>> clean_or_none(" \\u200b ") is None
    True
    """
    return clean_line(text) or None if text else None


def distinct_lines(texts: Iterable[str | None], most: int = 64) -> tuple[str, ...]:
    """Give the texts cleaned, without blanks and repeats (case aside), in order, at most `most`.

    >>> distinct_lines(["Rivers ", "rivers", "", "Dams"])
    ('Rivers', 'Dams')
    """
    kept: dict[str, str] = {}
    for text in texts:
        line = clean_or_none(text)
        if line is not None and len(kept) < most:
            kept.setdefault(line.casefold(), line)
    return tuple(kept.values())


def fold(text: str) -> str:
    """Give the form in which texts are compared: words in lower case with one space between, punctuation gone.

    >>> fold("“Dam opens” – early!") == fold("Dam opens early")
    True
    """
    if len(text) <= MAX_KEPT_CHARACTERS:
        return _fold_short(text)
    return _fold_paragraph(text) if len(text) <= MAX_PARAGRAPH_CHARACTERS else _fold(text)


def may_fold_to(text: str, initials: Container[str]) -> bool:
    """Tell whether a text may begin with one of these letters when folded: one look that spares most texts the folding.

    >>> may_fold_to("Dam opens", {"d"}), may_fold_to("Dam opens", {"g"}), may_fold_to("“Dam opens”", {"g"})
    (True, False, True)
    """
    first = text[:1]
    return not (first.isascii() and first.isalpha()) or first.lower() in initials


def _fold(text: str) -> str:
    return " ".join(folded_words(text))


# More than half of what a page has folded was folded before: each of its readings has much the same blocks.
_fold_short = lru_cache(maxsize=4096)(_fold)
_fold_paragraph = lru_cache(maxsize=256)(_fold)


def folded_words(text: str) -> list[str]:
    """Give the words of `fold` (NFKC, so that full-width forms compare equal).

    >>> folded_words("The Dam's ｗａｌｌ")
    ['the', 'dam', 's', 'wall']
    """
    plain = part_words(text)
    if plain is None:
        folded = _normal("NFKC", text).casefold()
        return (_FOLDED_WORD if _MARK.search(folded) is not None else _PLAIN_WORD).findall(folded)
    if not plain.isascii():
        plain = unicodedata.normalize("NFKC", plain).casefold()
    # Nearly all texts: a third of the time of a pattern.
    return plain.encode("utf-8").translate(_FOLDED_BYTES).decode("utf-8").split()


@lru_cache(maxsize=COUNTED_TEXTS)
def count_words(text: str) -> tuple[int, int]:
    """Give the number of words, and how many of them are ideographs.

    Each Han character and kana counts as a word, as in word processors; Thai, Lao, Khmer and Myanmar letters count as a
    fifth of one; elsewhere a word is what stands between spaces and punctuation.

    >>> count_words("The dam's wall"), count_words("水位 rose")
    ((3, 0), (3, 2))
    """
    beyond = beyond_ascii(text)
    ideographs = unspaced = 0
    if _SPACELESS.search("".join(beyond)) is None:
        words = len(_WORD.findall(text)) if len(beyond) > MOST_KINDS else _count_spaced(text, beyond)
    else:
        ideographs, unspaced = len(_IDEOGRAPH.findall(text)), len(_UNSPACED_LETTER.findall(text))
        words = len(_WORD.findall(_UNSPACED_LETTER.sub(" ", _IDEOGRAPH.sub(" ", text))))
    return words + ideographs + -(-unspaced // _LETTERS_PER_UNSPACED_WORD), ideographs


def _count_spaced(text: str, beyond: Iterable[str]) -> int:
    """Give how often there is a letter or a digit in what stands between spaces, dashes and slashes."""
    for character in beyond:
        if not character.isalnum():
            text = text.replace(character, " " if character.isspace() or character in _BETWEEN_WORDS else "")
    return f" {text}".encode().translate(_COUNTED_BYTES, _UNCOUNTED_ASCII).count(b" a")


def is_unspaced(text: str) -> bool:
    """Tell whether more than half of the first 2,000 characters' letters are of scripts that set no space between words.

    >>> is_unspaced("水位が上昇した"), is_unspaced("The dam")
    (True, False)
    """
    sample = text[:2000]
    if sample.isascii() or _SPACELESS.search("".join(beyond_ascii(sample))) is None:
        return False
    unspaced = len(_IDEOGRAPH.findall(sample)) + len(_UNSPACED_LETTER.findall(sample))
    return unspaced > 0 and 2 * unspaced > sum(character.isalpha() for character in sample) > 0


def looks_misread(text: str) -> bool:
    """Tell whether the text looks decoded with the wrong character encoding: at least two signs of it in 2,000 characters.

    >>> looks_misread("ZÃ¼rich, GenÃ¨ve"), looks_misread("Zürich, São Paulo")
    (True, False)
    """
    if text.isascii() or not any(sign in text for sign in _MISREAD_SIGNS):
        return False
    signs = len(_MOJIBAKE.findall(text)) + text.count("\ufffd")
    return signs >= 2 and signs * 2000 >= len(text)


def _settle(line: str) -> str:
    """Clean one line until it stays the same: what is taken off can bring together what is taken off next."""
    cleaned = _clean_once(line)
    while cleaned != line:
        line, cleaned = cleaned, _clean_once(cleaned)
    return cleaned


def _clean_once(line: str) -> str:
    line = _normal("NFC", scrub(line))
    if line.isascii():
        return " ".join(line.split())
    line = _INVISIBLE.sub("", line)
    if _RIGHT_TO_LEFT.search(line) is None:
        line = _BIDI_MARK.sub("", line)
    line = _ZERO_WIDTH_SPACE.sub(_kept_boundary, line)
    return " ".join(_JOINERS.sub(_kept_joiner, line).split())


def _normal(form: Literal["NFC", "NFKC"], text: str) -> str:
    if len(text) > 1000 and not text.isascii() and (_HEAPED_MARKS.search(text) or _RARE_MARK.search(text)):
        text = _without_heaps(text)
    return unicodedata.normalize(form, text)


def _without_heaps(text: str) -> str:
    """Keep at most 30 marks on one letter."""
    kept: list[str] = []
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MOST_SORTED:
            kept.append(character)
    return "".join(kept)


def _around(match: re.Match[str]) -> tuple[str, str]:
    text, start, end = match.string, match.start(), match.end()
    return text[start - 1 : start], text[end : end + 1]


def _kept_boundary(match: re.Match[str]) -> str:
    before, after = _around(match)
    return "\u200b" if _UNSPACED_LETTER.match(before) and _UNSPACED_LETTER.match(after) else ""


def _kept_joiner(match: re.Match[str]) -> str:
    """Keep a joiner after a letter that it shapes, and one that joins two emoji."""
    before, after = _around(match)
    if before and _SHAPED.match(before):
        return match[0][0]
    return "\u200d" if "\u200d" in match[0] and _is_emoji(before) and _is_emoji(after) else ""


def _is_emoji(character: str) -> bool:
    return bool(character) and (unicodedata.category(character) in ("So", "Sk") or character == "\ufe0f")
