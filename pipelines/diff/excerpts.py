"""Where two values differ, cut to what a line has room for."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from transforms.pure.shown.display import one_line

NOTHING: Final = "(nothing)"
_BEFORE: Final = 30


def excerpts(old: Any, new: Any, most: int = 160) -> tuple[str, str]:
    """Give both values from a little before the place where they begin to differ, each in one line.

    >>> excerpts("The river rose by two metres.", "The river rose by ten metres.", 20)
    ('…e by two metres.', '…e by ten metres.')
    >>> excerpts(None, ["flood"])
    ('(nothing)', '["flood"]')
    """
    texts = [_text(old), _text(new)]
    same = next((at for at, (one, other) in enumerate(zip(*texts, strict=False)) if one != other), min(map(len, texts)))
    begin = max(0, same - min(_BEFORE, most // 3)) if max(map(len, texts)) > most else 0
    return _cut(texts[0], begin, most), _cut(texts[1], begin, most)


def _text(value: Any) -> str:
    if value is None:
        return NOTHING
    return one_line(value if isinstance(value, str) else msgspec.json.encode(value).decode())


def _cut(text: str, begin: int, most: int) -> str:
    shown = ("…" if begin else "") + text[begin:]
    return shown if len(shown) <= most else shown[: most - 1] + "…"
