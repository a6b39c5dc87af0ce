"""What a publisher says of a change in the article itself: that it was corrected, or that it was withdrawn.

The words are data files by language; all languages are read as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from transforms.pure.revisions.comparable import correction_labels, revision_phrases
from transforms.pure.text.normal import clean_text, fold
from transforms.pure.text.wordlists import any_of

# A note stands at the head of the text or at its foot.
_HEAD_PARAGRAPHS, _FOOT_PARAGRAPHS = 3, 8
_MOST_NOTE_CHARACTERS = 1_500
_MOST_NOTICE_CHARACTERS = 600
_KEPT_CHARACTERS = 1_000


def find_corrections(text: str) -> list[str]:
    """Give the notes on corrections that stand at the head or the foot of a text, a line each.

    >>> find_corrections("The dam opens.\\n\\nCorrection, Nov. 3: An earlier text named another river.")
    ['Correction, Nov. 3: An earlier text named another river.']
    >>> find_corrections("The dam opens.\\n\\nCorrection officers: a strike begins.")
    []
    """
    paragraphs = [paragraph for paragraph in clean_text(text).split("\n") if paragraph]
    foot = max(_HEAD_PARAGRAPHS, len(paragraphs) - _FOOT_PARAGRAPHS)
    places = (*range(min(_HEAD_PARAGRAPHS, len(paragraphs))), *range(foot, len(paragraphs)))
    return [note for at in places if (note := _note_at(paragraphs, at)) is not None]


def _note_at(paragraphs: Sequence[str], at: int) -> str | None:
    """Give the note that begins with a paragraph: the one behind it belongs to it where it is a heading."""
    paragraph = paragraphs[at]
    label = _label().match(paragraph)
    if label is not None and not label["rest"]:
        return _kept(f"{paragraph} {paragraphs[at + 1]}") if at + 1 < len(paragraphs) else None
    return _kept(paragraph) if label is not None or _is_note(paragraph) else None


def _is_note(paragraph: str) -> bool:
    return len(paragraph) <= _MOST_NOTE_CHARACTERS and revision_phrases("note").matches(fold(paragraph))


def _kept(note: str) -> str:
    return note if len(note) <= _KEPT_CHARACTERS else note[: _KEPT_CHARACTERS - 1].rstrip() + "…"


@lru_cache(maxsize=1)
def _label() -> re.Pattern[str]:
    """Give the pattern of a paragraph that begins with a label: alone, or with a colon, and a date or brackets ahead of it."""
    return re.compile(
        rf"[*\[(_]{{0,2}}(?:{any_of(correction_labels())})"
        r"(?:(?:(?:\s?\([^()]{1,60}\)|,?\s[^:\d]{0,20}\d[^:]{0,30})?(?:\s?[:：–—]|\s-)|\.)\s?(?P<rest>\S.{0,1500})"
        r"|[\])*_.:：]{0,2})$",
        re.IGNORECASE,
    )


def find_withdrawal(lines: Iterable[str | None]) -> str | None:
    """Give the line that says that an article was withdrawn, of its title and the first paragraphs; None where none does.

    >>> find_withdrawal(["Dam opens", "This article has been removed at the request of the paper's editor."])
    "This article has been removed at the request of the paper's editor."
    >>> find_withdrawal(["The wall that was removed", "They have withdrawn."]) is None
    True
    """
    for line in filter(None, lines):
        if len(line) <= _MOST_NOTICE_CHARACTERS and revision_phrases("withdrawn").matches(fold(line)):
            return _kept(line)
    return None
