"""Words in quotation marks with what their sentence says of them: who says them, and whether they are whole sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from transforms.pure.quotes.attributions import (
    Attribution,
    attribution_after,
    attribution_at_end,
    attribution_before,
)
from transforms.pure.quotes.effort import Effort
from transforms.pure.quotes.quoted_spans import Span, has_marks, marks_in, spans_in
from transforms.pure.quotes.sentences_before import TERMINAL, sentence_start, sentence_stop
from transforms.pure.quotes.speech_words import Words
from transforms.pure.quotes.spoken_dashes import Spoken, attribution_within, spoken_behind_dash, spoken_in
from transforms.pure.quotes.word_kinds import parse

MAX_CHARACTERS_BEFORE, MAX_CHARACTERS_AFTER = 260, 220

MAX_SMALL_PART = 40
# Words of saying follow a quote behind a pause, or with the verb first.
_PAUSES = (*TERMINAL, ",", "-", "–", "—")
_VERB_FIRST = tuple("VXTANBG")

_DASHES = ("—", "–", "-")
# The dash stands before the space that must come before it: a search for one of few signs is fast.
_DASH_BEHIND_SPACE = re.compile(r"[—–-](?<=\s.)")
_LONG_WORD = re.compile(r"[^\W\d_][\w’']{3,}")
_LINE = re.compile(r"[^\n]+")
# In these languages what says who speaks stands between dashes within the marks: «It holds, — said Ann. — It does».
_INTERRUPTED_BY_DASHES = ("ru", "uk", "be", "bg")
_INTERRUPTED_BY_COMMAS = ("fr", "it")


class Said(NamedTuple):
    """A span of a line with what is said of it.

    `is_after` where the words that say who speaks stand behind it, `is_sentence` where it is one or more whole sentences,
    `stands_alone` where its sentence has no other words.
    """

    span: Span
    line: int
    attribution: Attribution | None
    is_after: bool
    is_sentence: bool
    stands_alone: bool


def all_said(text: str, words: Words) -> Iterator[Said]:
    """Give all that stands in marks or behind dashes in a text, in order, whether it is a quote or not."""
    marks, effort = marks_in(text), Effort(len(text))
    lines = [match.span() for match in _LINE.finditer(text)]
    for number, (start, end) in enumerate(lines):
        by_dash = words.language != "en" and _has_dash(text, start, end)
        spoken = spoken_behind_dash(text, start, end, words, effort) if by_dash else []
        if spoken:
            yield from _said_by_dash(number, spoken)
        elif has_marks(text, start, end, marks):
            following = text[slice(*lines[number + 1])] if number + 1 < len(lines) else ""
            yield from _said_in_marks(text, number, (start, end), following, words, effort)


def _has_dash(text: str, start: int, end: int) -> bool:
    """Tell whether a dash begins a line or stands behind a space in it."""
    return text.startswith(_DASHES, start) or _DASH_BEHIND_SPACE.search(text, start + 1, end) is not None


def _said_in_marks(
    text: str, number: int, line: tuple[int, int], following: str, words: Words, effort: Effort
) -> Iterator[Said]:
    spans = spans_in(text, *line, following)
    for at, span in enumerate(spans):
        inner = spoken_in(text, span.start, span.end, words, effort) if words.language in _INTERRUPTED_BY_DASHES else []
        if len(inner) > 1:
            yield from _said_by_dash(number, inner)
            continue
        low = spans[at - 1].closed_at if at else line[0]
        high = spans[at + 1].opened_at if at + 1 < len(spans) else line[1]
        if _is_small_part(text, low, span) or _is_in_compound(text, span, words) or _is_title(text, low, span, words):
            continue
        said = _said_of(text, number, (low, high), span, words, effort)
        if not (said.attribution is not None and _is_heading(text, line, span)):
            yield said


def _is_small_part(text: str, low: int, span: Span) -> bool:
    """Tell whether one or two words stand in marks within a sentence, where they are no quote whatever is said of them."""
    if span.end - span.start > MAX_SMALL_PART or text.count(" ", span.start, span.end) > 1:
        return False
    before = text[low : span.opened_at].rstrip()[-1:]
    is_within = before.isalnum() and before != ""
    return is_within and text[span.end - 1].isalnum() and text[span.closed_at : span.closed_at + 1] != ","


def _is_in_compound(text: str, span: Span, words: Words) -> bool:
    """Tell whether a hyphen binds a word to the marks: „Meet the Press“-Programm."""
    if text[span.closed_at : span.closed_at + 1] == "-":
        return text[span.closed_at + 1 : span.closed_at + 2].isalpha()
    behind = text[span.closed_at : span.closed_at + 3]
    return words.language == "de" and behind[:2] == " -" and behind[2:].isupper()


def _is_title(text: str, low: int, span: Span, words: Words) -> bool:
    """Tell whether words within an English sentence have capitals as titles do: began “Walking in the Rain.”"""
    if words.language != "en" or not text[low : span.opened_at].rstrip()[-1:].isalnum():
        return False
    inner = _LONG_WORD.findall(text, span.start, span.end)
    return text.count(" ", span.start, span.end) > 1 and len(inner) > 1 and all(word[0].isupper() for word in inner)


def _is_heading(text: str, line: tuple[int, int], span: Span) -> bool:
    """Tell whether a line is a heading: it ends with the marks, and no sentence of it ends with a full stop."""
    if span.closed_at < line[1] or span.goes_on or line[1] - line[0] > MAX_CHARACTERS_BEFORE:
        return False
    return text[line[1] - 2] not in (*TERMINAL, ",") and line[0] < span.opened_at and ". " not in text[slice(*line)]


def _said_by_dash(number: int, spoken: Sequence[Spoken]) -> Iterator[Said]:
    for one in spoken:
        yield Said(Span(one.start, one.end, "—", one.start, one.end), number, one.attribution, True, True, True)


def _said_of(text: str, number: int, room: tuple[int, int], span: Span, words: Words, effort: Effort) -> Said:
    low, high = room
    start = sentence_start(text, low, span.opened_at, words)
    lead = text[start : span.opened_at].strip()
    inner, behind = text[span.start : span.end], text[span.closed_at : span.closed_at + 2]
    after = before = None
    if lead.endswith(":"):
        before = _attribution_before(text, start, span, words)
    if (before is None or before.kind == "topic") and (
        not inner.endswith(".") or behind.strip()[:1] in ("-", "–", "—", ",")
    ):
        stop = sentence_stop(text, span.closed_at, min(high, span.closed_at + MAX_CHARACTERS_AFTER), words)
        parsed = parse(text, span.closed_at, stop, words)
        after = attribution_after(parsed, text, words.language)
        if after is not None and not _has_pause(text, span, after, parsed.kinds):
            after = None
        if after is None and before is None and lead:
            before = _attribution_before(text, start, span, words) or attribution_at_end(parsed, text, words.language)
    elif before is None and lead:
        before = _attribution_before(text, start, span, words)
    attribution = after or before
    if attribution is None and words.language in _INTERRUPTED_BY_COMMAS:
        attribution = attribution_within(text, span.start, span.end, words, effort)
    ends = inner.endswith((*TERMINAL, ",")) or behind[:1] in (*TERMINAL, ",") or span.goes_on or after is not None
    begins = not lead or lead[-1] == ":" or _follows_verb(inner, lead, before)
    is_sentence = begins and ends and not inner[0].islower()
    return Said(span, number, attribution, after is not None, is_sentence, not lead and _is_end(text, span.closed_at))


def _attribution_before(text: str, start: int, span: Span, words: Words) -> Attribution | None:
    parsed = parse(text, max(start, span.opened_at - MAX_CHARACTERS_BEFORE), span.opened_at, words)
    return attribution_before(parsed, text, words.language) if parsed.kinds.strip(",-.") else None


def _has_pause(text: str, span: Span, after: Attribution, kinds: str) -> bool:
    """Tell whether a pause parts a quote from the words that say who speaks, if these do not begin with their verb."""
    if kinds[:1] in _VERB_FIRST or text[span.start : span.end].rstrip("’'\"”»)")[-1:] in _PAUSES:
        return True
    return any(pause in text[span.closed_at : max(after.verb_at, span.closed_at + 2)] for pause in _PAUSES)


def _follows_verb(inner: str, lead: str, before: Attribution | None) -> bool:
    """Tell whether a sentence follows its verb of saying without a colon: Ann said, “It holds.”"""
    return before is not None and before.ends_with_verb and inner.endswith((*TERMINAL, ",")) and lead[-1] not in "([“«"


def _is_end(text: str, at: int) -> bool:
    """Tell whether a sentence ends at a place: nothing of its line, or the next sentence, comes behind it."""
    behind = text[at : at + 3].split("\n")[0].lstrip(".!?…)")
    next_word = behind.strip()[:1]
    return not next_word or (behind[0].isspace() and not next_word.islower() and next_word not in "-–—")
