"""What kind of page an article was taken from: an article, a stub of one, a live blog, a gallery, a video."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from transforms.pure.body.parsed_page import ParsedPage
from transforms.pure.metadata.hints import Hints
from transforms.pure.verdict.endings import Ending
from transforms.records import PageKind

# A page with a player and more text than this is an article with a film in it.
MAX_VIDEO_CHARACTERS = 700
# So many pictures with captions, and more words in those than in the text, make a gallery.
MIN_GALLERY_CAPTIONS = 5

_VIDEO_FOLDER = re.compile(r"/(?:videos?|v[ií]deos?|wideo|watch)/", re.IGNORECASE)
_PLAYERS = ("video", "iframe", "amp-video", "amp-iframe", "embed", "object")


def page_kind(page: ParsedPage, text_characters: int, ending: Ending) -> PageKind:
    """Give the kind of a page, live blogs aside unless it declares one: what it declares, else what it shows."""
    declared = _declared(page.hints)
    if declared == "liveblog":
        return declared
    if ending.is_walled:
        return "stub"
    if declared is not None:
        return declared
    captions = set(page.captions)
    if len(captions) >= MIN_GALLERY_CAPTIONS and sum(map(len, captions)) > text_characters:
        return "gallery"
    is_video = text_characters <= MAX_VIDEO_CHARACTERS and _VIDEO_FOLDER.search(urlsplit(page.address).path) is not None
    return "video" if is_video and next(page.tree.iter(*_PLAYERS), None) is not None else "article"


def _declared(hints: Hints) -> PageKind | None:
    types = hints.linked.types
    if "liveblogposting" in types:
        return "liveblog"
    if types & {"imagegallery", "mediagallery"}:
        return "gallery"
    if "videoobject" in types or (hints.og_type or "").startswith("video"):
        return "video"
    return None
