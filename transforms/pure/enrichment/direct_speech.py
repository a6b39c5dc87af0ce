"""Quotes in a text: which words in quotation marks are somebody's, and whose.

Words in marks are a quote where a verb of saying says so, or where they are whole sentences that continue the quote before
them. Titles, names, mottos and single words in marks are none. A speaker is named without title or role, as the text names
them in full.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from transforms.pure.enrichment.attributions import Attribution, attribution_after, attribution_before
from transforms.pure.enrichment.japanese_speech import japanese_quotes
from transforms.pure.enrichment.quoted_spans import HAS_MARKS, Span, spans_in
from transforms.pure.enrichment.speaker_names import Names
from transforms.pure.enrichment.speech_words import Words, parse, words_of
from transforms.pure.enrichment.spoken_dashes import Spoken, attribution_within, spoken_behind_dash, spoken_in

# A part of a sentence in marks is a quote from so many words on; shorter ones are as often irony, names and terms.
MIN_FRAGMENT_WORDS = 3
# A sentence in marks that nobody is said to say.
MIN_SENTENCE_WORDS = 4
MAX_CHARACTERS_BETWEEN = 100
MAX_CHARACTERS_BEFORE, MAX_CHARACTERS_AFTER = 260, 220

_SENTENCE_END = re.compile(r"(\w*)[.!?…]+[)\]]?\s+(?=[^\W\d_a-zß-öø-ÿа-яё]|[\"“„«‘'—–\d])")
_TERMINAL = (".", "!", "?", "…")
_HAS_DASH = re.compile(r"(?:^|\s)[—–-]")
# In these languages what says who speaks stands between dashes within the marks: «It holds, — said Ann. — It does».
_INTERRUPTED_BY_DASHES = ("ru", "uk", "be", "bg")
_LEAVING_OUT_PRONOUNS = ("es", "it", "pt", "pl", "ca", "ro")
_INTERRUPTED_BY_COMMAS = ("fr", "it")
_WORD = re.compile(r"\w[\w'’-]*")


class _Said(NamedTuple):
    """A span of a line with what is said of it."""

    span: Span
    line: int
    attribution: Attribution | None
    is_after: bool
    is_sentence: bool
    stands_alone: bool


def quotes_in_text(text: str, language: str) -> list[tuple[int, int, str | None]] | None:
    """Give where each quote of a text begins and ends, and its speaker; None for a language without words.

    >>> text = "“It holds,” said Mayor Ana Reyes. The “Old Wall” was built in 1890."
    >>> [(text[start:end], speaker) for start, end, speaker in quotes_in_text(text, "en")]
    [('It holds,', 'Ana Reyes')]
    """
    if language == "ja":
        return list(japanese_quotes(text))
    words = words_of(language)
    if words is None:
        return None
    if HAS_MARKS.search(text) is None:
        return []
    said = list(_all_said(text, words))
    return list(_with_speakers(text, said, words))


def _all_said(text: str, words: Words) -> Iterator[_Said]:
    lines = [match.span() for match in re.finditer(r"[^\n]+", text)]
    for number, (start, end) in enumerate(lines):
        by_dash = words.language != "en" and _HAS_DASH.search(text, start, end) is not None
        spoken = spoken_behind_dash(text, start, end, words) if by_dash else []
        if spoken:
            yield from _said_by_dash(text, number, spoken)
        elif HAS_MARKS.search(text, start, end) is not None:
            following = text[slice(*lines[number + 1])] if number + 1 < len(lines) else ""
            yield from _said_in_marks(text, number, (start, end), following, words)


def _said_in_marks(text: str, number: int, line: tuple[int, int], following: str, words: Words) -> Iterator[_Said]:
    spans = spans_in(text, *line, following)
    for at, span in enumerate(spans):
        inner = spoken_in(text, span.start, span.end, words) if words.language in _INTERRUPTED_BY_DASHES else []
        if len(inner) > 1:
            yield from _said_by_dash(text, number, inner)
        else:
            yield _said_of(text, number, line, spans, at, words)


def _said_by_dash(text: str, number: int, spoken: Sequence[Spoken]) -> Iterator[_Said]:
    for one in spoken:
        span = Span(one.start, one.end, "—", one.start, one.end)
        yield _Said(span, number, one.attribution, True, True, True)


def _said_of(text: str, number: int, line: tuple[int, int], spans: Sequence[Span], at: int, words: Words) -> _Said:
    span = spans[at]
    low = spans[at - 1].closed_at if at else line[0]
    high = spans[at + 1].opened_at if at + 1 < len(spans) else line[1]
    sentence_start = _sentence_start(text, low, span.opened_at, words)
    begins = (
        sentence_start >= span.opened_at
        or text[low : span.opened_at].rstrip().endswith(":")
        or not text[sentence_start : span.opened_at].strip()
    )
    inner = text[span.start : span.end]
    ends = (
        inner.endswith((*_TERMINAL, ","))
        or text[span.closed_at : span.closed_at + 1] in (*_TERMINAL, ",")
        or span.goes_on
    )
    attribution = None
    if not inner.endswith(".") or text[span.closed_at : span.closed_at + 2].strip()[:1] in ("-", "–", "—", ","):
        stop = _sentence_stop(text, span.closed_at, min(high, span.closed_at + MAX_CHARACTERS_AFTER), words)
        parsed = parse(text, span.closed_at, stop, words)
        attribution = attribution_after(parsed, text, words.language)
    is_after = attribution is not None
    ends = ends or is_after
    is_sentence = begins and ends and not inner[0].islower()
    stands_alone = not text[sentence_start : span.opened_at].strip() and _is_end(text, span.closed_at)
    if attribution is None and sentence_start < span.opened_at:
        attribution = _attribution_in(text, max(sentence_start, span.opened_at - MAX_CHARACTERS_BEFORE), span, words)
    if attribution is None and words.language in _INTERRUPTED_BY_COMMAS:
        attribution = attribution_within(text, span.start, span.end, words)
    return _Said(span, number, attribution, is_after, is_sentence, stands_alone)


def _is_end(text: str, at: int) -> bool:
    """Tell whether a sentence ends at a place: nothing of its line, or the next sentence, comes behind it."""
    behind = text[at : at + 3].split("\n")[0].lstrip(".!?…)")
    return not behind.strip() or (
        behind[0].isspace() and not behind.strip()[0].islower() and behind.strip()[0] not in "-–—"
    )


def _attribution_in(text: str, start: int, span: Span, words: Words) -> Attribution | None:
    before = parse(text, start, span.opened_at, words)
    return attribution_before(before, text, words.language) if before.kinds.strip(",-.") else None


def _sentence_ends(text: str, low: int, high: int, words: Words) -> Iterator[re.Match[str]]:
    for match in _SENTENCE_END.finditer(text, low, high):
        word = match[1].lower()
        is_abbreviation = len(word) == 1 or (len(word) <= 4 and words.kinds.get(word) == "R") or word.isdigit()
        if not is_abbreviation:
            yield match


def _sentence_stop(text: str, low: int, high: int, words: Words) -> int:
    return next((match.end(1) + 1 for match in _sentence_ends(text, low, high, words)), high)


def _sentence_start(text: str, low: int, high: int, words: Words) -> int:
    start = max((match.end() for match in _sentence_ends(text, low, high, words)), default=low)
    if (
        text[high - 2 : high - 1] in _TERMINAL
        and text[high - 1 : high].isspace()
        and not _is_abbreviation(text, high - 2, words)
    ):
        return high
    return start


def _is_abbreviation(text: str, stop: int, words: Words) -> bool:
    word = text[max(0, stop - 5) : stop].split(" ")[-1].lower()
    return text[stop] == "." and (len(word) == 1 or words.kinds.get(word) == "R")


def _with_speakers(text: str, said: Sequence[_Said], words: Words) -> Iterator[tuple[int, int, str | None]]:
    names = Names(text, words, [one.span for one in said])
    known: list[str] = []
    last: tuple[_Said, str | None] | None = None
    for one in said:
        span = one.span
        goes_on = last is not None and (last[0].span.goes_on or _interrupts(text, last[0], one))
        if one.attribution is not None and not goes_on:
            if not _is_quote(text, one, words):
                continue
            speaker = _speaker(one.attribution, text, names, known, span)
            if (
                speaker is None
                and last is not None
                and _is_same_speaker(text, one.attribution, one.line - last[0].line, words)
            ):
                speaker = last[1]
        elif goes_on or (last is not None and _continues(text, last[0], one)):
            speaker = last[1] if last is not None else None
        else:
            continue
        if speaker is not None and speaker not in known:
            known.append(speaker)
        last = (one, speaker)
        yield span.start, span.end, speaker


def _interrupts(text: str, last: _Said, one: _Said) -> bool:
    """Tell whether what says who speaks stands between two parts of one sentence: “It holds,” said Ann, “for now.”"""
    between = text[last.span.closed_at : one.span.opened_at]
    return (
        last.line == one.line
        and last.is_after
        and not one.is_after
        and len(between) <= MAX_CHARACTERS_BETWEEN
        and between.rstrip()[-1:] in (",", ":", "-", "–", "—")
        and _SENTENCE_END.search(between) is None
    )


def _continues(text: str, last: _Said, one: _Said) -> bool:
    """Tell whether words in marks continue the quote before them: in the same sentence, or as whole sentences of their own."""
    is_long = len(_WORD.findall(text[one.span.start : one.span.end])) >= MIN_SENTENCE_WORDS
    return one.is_sentence and one.stands_alone and (last.line == one.line or (is_long and one.line - last.line == 1))


def _is_quote(text: str, one: _Said, words: Words) -> bool:
    inner = text[one.span.start : one.span.end]
    count = len(_WORD.findall(inner))
    if one.is_sentence:
        return True
    if count < MIN_FRAGMENT_WORDS or (one.attribution is not None and one.attribution.kind == "left out"):
        return False
    before = _WORD.findall(text[max(0, one.span.opened_at - 40) : one.span.opened_at].lower())
    is_named = bool(before) and (before[-1] in words.before_titles or " ".join(before[-2:]) in words.before_titles)
    if is_named and inner[0].islower() and one.attribution is not None and one.attribution.describes:
        is_named = False
    if inner[0].isupper() and words.language != "de" and not inner.startswith(("I ", "I'", "I’")):
        return False
    return not is_named


def _is_same_speaker(text: str, attribution: Attribution, lines: int, words: Words) -> bool:
    """Tell whether who speaks without a name is who spoke before: "added the mayor"."""
    if attribution.kind == "left out":
        return lines == 0
    if attribution.kind not in ("role", "he", "she"):
        return False
    verb = _WORD.match(text, attribution.verb_at)
    return lines <= 1 and verb is not None and verb[0].lower() in words.adding


def _speaker(attribution: Attribution, text: str, names: Names, known: Sequence[str], span: Span) -> str | None:
    where = attribution.verb_at or attribution.start
    match attribution.kind:
        case "name":
            return names.full_name(text[attribution.start : attribution.end], span.start)
        case "body":
            return text[attribution.start : attribution.end]
        case "he" | "she":
            return names.last_person(where, known, "m" if attribution.kind == "he" else "f")
        case "role":
            return names.with_role(text[attribution.start : attribution.end], where)
        case "left out" if names.language in _LEAVING_OUT_PRONOUNS:
            return names.last_person(where, known, None)
        case _:
            return None
