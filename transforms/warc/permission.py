"""Whether a page may be kept as it came."""

from __future__ import annotations

from typing import Final

from transforms.pure.rights.archiving import may_archive
from transforms.pure.rights.page_rights import MOST_SIGNALS, say_headers
from transforms.records import Page
from transforms.rights import Rights

_WORDS: Final = (b"noarchive", b"nocache")


def may_keep(page: Page, rights: Rights | None) -> bool:
    """Tell whether a page may be kept, given what was found to be said of its uses; None where nobody could read it.

    A page that was not read is not kept where the word noarchive stands anywhere in it.
    """
    agent = page.heard.agent
    said = (one.signal for one in say_headers(dict(page.heard.headers), page.fetched_url, agent))
    if not may_archive(said, agent) or any(_mentions(capture.body) for capture in page.captures):
        return False
    if rights is None or len(rights.signals) >= MOST_SIGNALS:
        return not _mentions(page.body)
    return may_archive(rights.signals, agent)


def _mentions(body: bytes) -> bool:
    # Without zero bytes, which UTF-16 puts between the letters.
    plain = body.replace(b"\0", b"").lower()
    return any(word in plain for word in _WORDS)
