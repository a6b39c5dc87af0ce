"""Whether a change of words mends a slip of the pen, and no more."""

from __future__ import annotations

from collections.abc import Sequence

# A word with fewer letters is often another word by one letter.
_LEAST_LETTERS = 5
# From so many on, two letters may differ.
_LONG_WORD = 8


def is_slip(removed: Sequence[str], added: Sequence[str], before: str | None) -> bool:
    """Tell whether words differ by case, punctuation, a space, or few letters. `before` is the word ahead of them.

    Numbers, short words and names that differ are no slips: they may be what a correction is about.

    >>> is_slip(["goverment"], ["government"], None), is_slip(["12"], ["13"], None), is_slip(["Smyth"], ["Smith"], None)
    (True, False, False)
    """
    if _letters(removed) == _letters(added):
        return True
    if not added and len(removed) == 1 and before is not None:
        return _letters(removed) == _letters([before])
    return len(removed) == len(added) and all(map(_is_misspelt, removed, added))


def _letters(words: Sequence[str]) -> str:
    return "".join(character for character in "".join(words).casefold() if character.isalnum())


def _is_misspelt(one: str, other: str) -> bool:
    """Tell whether two words are one but for a letter, or two in a long one, or two that changed places."""
    was, is_ = _letters([one]), _letters([other])
    if was == is_:
        return True
    if any(character.isdigit() for character in was + is_):
        return False
    if _swapped(was, is_):
        return True
    if was[:1] != is_[:1] or (one[:1].isupper() and other[:1].isupper()):
        return False
    shorter, longer = sorted(map(len, (was, is_)))
    allowed = 0 if shorter < _LEAST_LETTERS - 1 or longer < _LEAST_LETTERS else 1 if shorter < _LONG_WORD else 2
    return allowed > 0 and longer <= 40 and _distance(was, is_) <= allowed


def _swapped(one: str, other: str) -> bool:
    """Tell whether two letters side by side have changed places.

    >>> _swapped("teh", "the"), _swapped("ten", "net")
    (True, False)
    """
    if len(one) != len(other):
        return False
    at = next((at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b), len(one))
    return one[:at] + one[at + 1 : at + 2] + one[at : at + 1] + one[at + 2 :] == other


def _distance(one: str, other: str) -> int:
    """Give how many letters have to be put in, taken out or replaced (Levenshtein)."""
    row = list(range(len(other) + 1))
    for number, letter in enumerate(one, 1):
        above, row = row, [number]
        for column, counterpart in enumerate(other):
            row.append(min(above[column + 1] + 1, row[column] + 1, above[column] + (letter != counterpart)))
    return row[-1]
