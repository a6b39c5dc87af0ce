"""Pages that stand in an article's place: consent walls and checks for robots, known by their generic words."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Literal

Barrier = Literal["consent_page", "bot_check"]

# A barrier says little else; an article about one says more.
MAX_BARRIER_CHARACTERS = 1200

_BOT_CHECK = re.compile(
    r"^just a moment\b|attention required!|\bare you (?:a )?(?:robot|human)\b|verif(?:y|ying) (?:that )?you are (?:a )?human"
    r"|checking your browser|enable javascript and cookies to continue"
    r"|pardon our interruption|access (?:to this page has been )?denied"
    r"|security check(?: required)?$|solve (?:the|this) captcha|unusual traffic|request unsuccessful|press (?:&|and) hold",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"before you continue|we (?:value|care about|respect) your privacy|your privacy choices|(?:cookie|privacy) consent"
    r"|manage (?:your )?consent"
    r"|accept (?:all )?cookies|cookies? akzeptieren|werbung und tracking|zustimmung erforderlich|wir brauchen ihre zustimmung"
    r"|accepter (?:et|les cookies)|votre vie privée|aceptar (?:todas )?las cookies|tu privacidad|accetta (?:tutti )?i cookie"
    r"|cookies? accepteren|zgoda na (?:pliki )?cookie",
    re.IGNORECASE,
)


def find_barrier(titles: Collection[str], text: str, is_article: bool) -> Barrier | None:
    """Tells which barrier a page with these titles and little text is, or None: one sign in a title, or two in the text.

    `is_article` says that the page declares an article in its JSON-LD, which no barrier does.

    >>> find_barrier(["Just a moment..."], "Enable JavaScript and cookies to continue", False)
    'bot_check'
    """
    if is_article or len(text) > MAX_BARRIER_CHARACTERS:
        return None
    if _shows(_BOT_CHECK, titles, text):
        return "bot_check"
    return "consent_page" if _shows(_CONSENT, titles, text) else None


def _shows(signs: re.Pattern[str], titles: Collection[str], text: str) -> bool:
    return any(map(signs.search, titles)) or len({sign.lower() for sign in signs.findall(text)}) >= 2
