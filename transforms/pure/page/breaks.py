"""Single line breaks: some part paragraphs, turns of a dialogue or results, others only the words of an address or a poem."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from transforms.pure.text.sentences import ends_sentence

# In letters, see `text_length`. What is as long and a whole sentence is no line of an address.
MIN_PARAGRAPH_LENGTH = 60
MAX_SUBHEAD_CHARACTERS = 120
MIN_RESULTS, MAX_RESULT_CHARACTERS = 3, 100

_IDEOGRAPH = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
# What begins a turn of a dialogue, or an item that is no element of its own.
_TURN = re.compile(r"[–—―•▪●►▸‣]|[-*·]\s|\d{1,2}[.)]\s|[QA][.:]\s")
_OPENING, _CLOSING = tuple('“„«»「『"”'), tuple('”“»«」』"')
# A semicolon asks in Greek alone.
_QUESTION_END = re.compile("[?？؟\u037e]|(?<=[\u0370-\u03ff\u1f00-\u1fff]);")
QUESTION_MAX = 200
_LABEL = re.compile(r"[^\W\d_][^:：.!?]{0,24}[:：]\s*\S")
_DIGIT = re.compile(r"\d")


def text_length(text: str) -> int:
    """Give the number of characters of a text; an ideograph counts as two.

    >>> text_length("The dam"), text_length("水位")
    (7, 4)
    """
    return len(text) if text.isascii() else len(text) + len(_IDEOGRAPH.findall(text))


def find_partings(texts: Sequence[str], bold: Sequence[bool]) -> list[bool]:
    """Tell of each break between the pieces of a line whether it parts paragraphs; `bold` are the pieces all in bold.

    >>> find_partings(["– When?", "– On Monday."], [False, False]), find_partings(["Dam Road 1", "Soller"], [False, False])
    ([True], [False])
    """
    if _are_results(texts):
        return [True] * (len(texts) - 1)
    turns = [_TURN.match(text) is not None for text in texts]
    labels = [_LABEL.match(text) is not None for text in texts]
    talks = sum(turns) > 1
    return [
        (talks and (turns[at] or turns[at + 1]))
        or (labels[at] and labels[at + 1])
        or ((bold[at] or one.isupper()) and not (bold[at + 1] or other.isupper()) and _heads(one, other))
        or _are_paragraphs(one, other)
        for at, (one, other) in enumerate(pairwise(texts))
    ]


def _are_results(texts: Sequence[str]) -> bool:
    """Tell whether the pieces are short and have a number each, a heading aside: results, prices, times of departure."""
    if len(texts) < MIN_RESULTS or max(map(len, texts)) > MAX_RESULT_CHARACTERS:
        return False
    without = [text for text in texts if not _DIGIT.search(text)]
    return not without or (without == [texts[0]] and len(texts) > MIN_RESULTS)


def _heads(subhead: str, text: str) -> bool:
    if len(subhead) > MAX_SUBHEAD_CHARACTERS:
        return False
    return text_length(text) >= MIN_PARAGRAPH_LENGTH or ends_sentence(subhead)


def _are_paragraphs(one: str, other: str) -> bool:
    """Tell whether a break parts two sentences of which one is long, or two that are said."""
    if one.startswith(_OPENING) and other.startswith(_OPENING) and one.endswith(_CLOSING):
        return True
    if not ends_sentence(one) or other[:1].islower():
        return False
    return max(text_length(one), text_length(other)) >= MIN_PARAGRAPH_LENGTH


def asks(text: str) -> bool:
    """Tell whether a line asks something.

    >>> asks("When does the dam open?"), asks("The dam opens.")
    (True, False)
    """
    return len(text) <= QUESTION_MAX and _QUESTION_END.fullmatch(text, max(0, len(text) - 1)) is not None


def begins_quoted(text: str) -> bool:
    """Tell whether a text has its quotation marks already.

    >>> begins_quoted(" “dry”"), begins_quoted("dry")
    (True, False)
    """
    return text.lstrip().startswith(_OPENING)


def parts_sentences(before: str, text: str) -> bool:
    """Tell whether a sentence or a line ends and another begins where two elements meet without a space.

    >>> parts_sentences("The tide goes out.", "It comes in."), parts_sentences("It is in the U.", "S. harbour.")
    (True, False)
    """
    first = text[0]
    if " " not in before or not (first in _OPENING or (first.isalpha() and not first.islower())):
        return False
    if before[-1].islower():
        return first.isupper()
    # One letter and a stop are initials; where no spaces part words, none is missing.
    return ends_sentence(before) and sum(map(str.isalnum, before.split()[-1])) > 1 and text_length(first) == 1
