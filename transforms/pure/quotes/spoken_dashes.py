"""Speech behind a dash, as in dialogues of many languages, and words of saying that stand within a quote."""

from __future__ import annotations

import re
from typing import NamedTuple

from transforms.pure.quotes.attributions import Attribution, attribution_after
from transforms.pure.quotes.effort import Effort
from transforms.pure.quotes.speech_words import Words
from transforms.pure.quotes.word_kinds import may_begin_with, parse

_DASH = re.compile(r"(?:(?<!\s)\s+)?[—–]\s*|(?<!\s)\s+-\s+|(?<=\s)-(?=\w)|(?<=\w)-(?=\s)")
_OPENING = re.compile(r"(?:^|(?<=[.!?:…] ))[—–-]\s*(?=[^\W\d_]|[¿¡«])")
_COMMA = re.compile(r"[,!?…]\s+")
_EDGES = " ,.;:"
_MAX_ATTRIBUTION = 160
_FIRST_KINDS = "VXB"
# So many looks at a name cost as much as parsing what says who speaks.
_PARSING = 100
# More white space than stands behind a comma.
_MOST_SPACES = 20


class Spoken(NamedTuple):
    """Words that a dash or a comma sets off from those that say who speaks."""

    start: int
    end: int
    attribution: Attribution


def spoken_behind_dash(text: str, start: int, end: int, words: Words, effort: Effort | None = None) -> list[Spoken]:
    """Give what is said in a line by dashes: "— It holds — said Ann —. It does."; empty where no verb of saying stands between.

    >>> from transforms.pure.quotes.speech_words import words_of
    >>> line = "—No lo sé —dijo Ana—. Ya veremos."
    >>> [line[one.start : one.end] for one in spoken_behind_dash(line, 0, len(line), words_of("es"))]
    ['No lo sé', 'Ya veremos.']
    """
    opening = _OPENING.search(text[start:end])
    return spoken_in(text, start + opening.end(), end, words, effort) if opening is not None else []


def spoken_in(text: str, start: int, end: int, words: Words, effort: Effort | None = None) -> list[Spoken]:
    """Give what is said in a part of a text that begins with speech, without the words between dashes that say who speaks."""
    pieces = _pieces(text, start, end)
    effort = effort or Effort(end - start)
    found: list[Spoken] = []
    attribution: Attribution | None = None
    at = 0
    # What says who speaks stands behind no comma ahead of this.
    looked = start
    while at < len(pieces):
        first, last = pieces[at]
        following = pieces[at + 1] if at + 1 < len(pieces) else None
        said = _attribution(text, *following, words, effort) if following is not None else None
        if said is not None:
            attribution, at = said, at + 2
        else:
            if attribution is None:
                last, said, looked = _before_comma(text, max(first, looked), last, words, effort)
            if said is not None:
                attribution = said
            elif following is not None:
                pieces[at + 1] = (first, following[1])
                at += 1
                continue
            at += 1
        if attribution is None:
            return []
        first, last = _trim(text, first, last)
        if last > first:
            found.append(Spoken(first, last, attribution))
    return found


def attribution_within(
    text: str, start: int, end: int, words: Words, effort: Effort | None = None
) -> Attribution | None:
    """Give who speaks where a quote says so between its commas: « Il faut agir, a dit Jean Roux, et vite »."""
    effort = effort or Effort(end - start)
    for match in _COMMA.finditer(text, start, end):
        if match[0][0] == ",":
            found = _attribution(text, match.end(), end, words, effort)
            if found is not None:
                stop = text.find(",", max(found.end, match.end()), end)
                return found if stop >= 0 or text[found.end : end].strip(_EDGES) == "" else None
    return None


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    pieces: list[tuple[int, int]] = []
    at = start
    for match in _DASH.finditer(text, start, end):
        pieces.append((at, match.start()))
        at = match.end()
    return [*pieces, (at, end)]


def _before_comma(text: str, start: int, end: int, words: Words, effort: Effort) -> tuple[int, Attribution | None, int]:
    """Give where speech ends before a comma, and who speaks behind it ("– It holds, says Ann."); and from where on there are
    commas behind which more words would say more.
    """
    open_from = end - _MOST_SPACES
    for match in _COMMA.finditer(text, start, end):
        if not _may_say(text, match.end(), end, words):
            continue
        found = _attribution(text, match.end(), end, words, effort)
        if found is not None:
            return match.start() + (match[0][0] != ","), found, end
        if match.end() + _MAX_ATTRIBUTION > end:
            open_from = min(open_from, match.start())
    return end, None, open_from


def _may_say(text: str, start: int, end: int, words: Words) -> bool:
    return may_begin_with(text, start, min(end, start + _MAX_ATTRIBUTION), words, _FIRST_KINDS)


def _attribution(text: str, start: int, end: int, words: Words, effort: Effort) -> Attribution | None:
    """Give who speaks where a part begins with a verb of saying and its subject."""
    if not _may_say(text, start, end, words) or not effort.spend(_PARSING):
        return None
    parsed = parse(text, start, min(end, start + _MAX_ATTRIBUTION), words)
    if parsed.kinds[:1] not in tuple(_FIRST_KINDS):
        return None
    found = attribution_after(parsed, text, words.language)
    return found if found is not None and found.kind != "left out" else None


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in " ,;:":
        end -= 1
    return start, end
