"""Bounds for feedparser: what in it grows with the square of a document is looked at no further than any feed goes.

Of an item it compares each category with all others, each name of an unknown namespace with all declared ones; it takes white
space off the front of a content piece by piece; it looks for an address in an author, and for a date in a date, whatever
their length; and addresses that documents are read against may grow from each element to those in it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

from feedparser import mixin

# An item of any feed has a tenth of it; the record keeps 64.
MAX_TAGS: Final = 640
MAX_NAMESPACES: Final = 200
# Longer texts name no author and no moment.
MAX_LINE_CHARACTERS: Final = 4_000
_DATES: Final = frozenset(("published", "updated", "created", "expired"))


def bound_parser(parser: type[Any]) -> None:
    """Have one of feedparser's classes of parsers keep to the bounds."""
    for name, bounded in (
        ("_add_tag", _bounded_tags),
        ("track_namespace", _bounded_namespaces),
        ("pop", _bounded_text),
        ("unknown_starttag", _bounded_base),
        ("_sync_author_detail", _bounded_author),
    ):
        setattr(parser, name, bounded(getattr(parser, name)))


# It asks this for each element of a document.
mixin.make_safe_absolute_uri = lru_cache(maxsize=256)(mixin.make_safe_absolute_uri)

Method = Callable[..., Any]


def _bounded_tags(add: Method) -> Method:
    def _add_tag(self: Any, term: Any, scheme: Any, label: Any) -> None:
        if len(self._get_context().get("tags") or ()) < MAX_TAGS:
            add(self, term, scheme, label)

    return _add_tag


def _bounded_namespaces(track: Method) -> Method:
    def track_namespace(self: Any, prefix: Any, uri: str) -> None:
        if len(self.namespaces_in_use) < MAX_NAMESPACES or uri.lower() in self._matchnamespaces:
            track(self, prefix, uri)

    return track_namespace


def _bounded_text(pop: Method) -> Method:
    def pop_bounded(self: Any, element: str, strip_whitespace: int = 1) -> Any:
        if self.elementstack and self.elementstack[-1][0] == element:
            pieces = self.elementstack[-1][2]
            if strip_whitespace and len(pieces) > 1:
                _strip(pieces)
            if element in _DATES:
                pieces[:] = ["".join(piece for piece in pieces if isinstance(piece, str))[:MAX_LINE_CHARACTERS]]
        return pop(self, element, strip_whitespace)

    return pop_bounded


def _bounded_base(start: Method) -> Method:
    def unknown_starttag(self: Any, tag: str, attrs: list[tuple[str, str]]) -> Any:
        # Each is read against the one that it stands in, and may be longer by any length.
        if attrs and len(self.baseuri or "") > MAX_LINE_CHARACTERS:
            attrs = [one for one in attrs if one[0].lower() not in ("xml:base", "base")]
        return start(self, tag, attrs)

    return unknown_starttag


def _strip(pieces: list[str | bytes]) -> None:
    """Take off the pieces of white space at both ends, which are taken off the text in any case; one piece stays."""
    end = len(pieces)
    while end > 1 and not pieces[end - 1].strip():
        end -= 1
    start = 0
    while start < end - 1 and not pieces[start].strip():
        start += 1
    pieces[:] = pieces[start:end]


def _bounded_author(sync: Method) -> Method:
    def _sync_author_detail(self: Any, key: str = "author") -> None:
        context = self._get_context()
        author = context.get(key)
        if isinstance(author, str) and len(author) > MAX_LINE_CHARACTERS:
            context[key] = author[:MAX_LINE_CHARACTERS]
        sync(self, key)

    return _sync_author_detail
