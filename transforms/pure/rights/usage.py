"""Preferences by label: AIPREF's Content-Usage and Cloudflare's Content-Signal."""

from __future__ import annotations

from typing import Any, Final, cast

import http_sf

from transforms.rights import Answer, Use

# A value that is longer is no list of two labels.
MOST_CHARACTERS: Final = 4_096
_USAGE_LABELS: Final[dict[str, Use]] = {"train-ai": "train_ai", "search": "search"}
_SIGNALS: Final[dict[str, Use]] = {"search": "search", "ai-input": "ai_input", "ai-train": "train_ai"}
_YES_OR_NO: Final[dict[str, Answer]] = {"yes": "allowed", "no": "reserved", "y": "allowed", "n": "reserved"}


def read_content_usage(value: str) -> dict[Use, Answer]:
    """Give the preferences of a Content-Usage value: a dictionary of labels, each with the token `y` or `n`.

    Any other label, parameter or value says nothing; where the whole does not parse nothing is said at all
    (draft-ietf-aipref-vocab of 2026-08, "Processing Algorithm"; RFC 9651, 4.2.2).

    >>> read_content_usage("train-ai=n, search=y"), read_content_usage("Train-AI=n")
    ({'train_ai': 'reserved', 'search': 'allowed'}, {})
    """
    if len(value) > MOST_CHARACTERS:
        return {}
    try:
        read = cast(dict[str, Any], http_sf.parse(value.encode("ascii"), tltype="dictionary"))
    except ValueError:
        return {}
    found: dict[Use, Answer] = {}
    for label, use in _USAGE_LABELS.items():
        item = read.get(label)
        token = item[0] if isinstance(item, tuple) else None
        if isinstance(token, http_sf.Token) and str(token) in ("y", "n"):
            found[use] = _YES_OR_NO[str(token)]
    return found


def read_content_signal(value: str) -> dict[Use, Answer]:
    """Give the preferences of a Content-Signal line: `search`, `ai-input` and `ai-train`, each `yes` or `no`.

    What is left out is neither granted nor restricted (the Content Signals Policy of September 2025). Of two values of one
    signal the one that restricts counts.

    >>> read_content_signal("search=yes, ai-train=no")
    {'search': 'allowed', 'train_ai': 'reserved'}
    """
    found: dict[Use, Answer] = {}
    for part in value[:MOST_CHARACTERS].split(","):
        name, _, said = part.partition("=")
        use, answer = _SIGNALS.get(name.strip().lower()), _YES_OR_NO.get(said.strip().lower())
        if use is not None and answer is not None and len(said.strip()) > 1 and found.get(use) != "reserved":
            found[use] = answer
    return found
