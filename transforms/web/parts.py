"""The sitemaps that an index's answer holds: which of them bring something, and what is remembered of each."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from transforms.pure.feeds.window import KnownSitemap
from transforms.web.response import Part, body_hash


def remember_parts(parts: Sequence[Part], known: Sequence[KnownSitemap]) -> tuple[KnownSitemap, ...]:
    """Give what is remembered of an index's sitemaps after an answer; as before where it brought none."""
    if not parts:
        return tuple(known)
    before = {one.url: one for one in known}
    return tuple(_remember(part, before.get(part.url) or KnownSitemap(url=part.url)) for part in parts)


def has_unread(parts: Sequence[Part], known: Sequence[KnownSitemap]) -> bool:
    """Tell whether a sitemap has another body than the one that was read last."""
    hashes = {one.url: one.body_hash for one in known}
    return any(
        body is not None and body_hash(body) != hashes.get(url)
        for url, body in ((part.url, body_of(part)) for part in parts)
    )


def body_of(part: Part) -> bytes | None:
    """Give the body that a sitemap's answer brings; None where it brings none."""
    answer = part.response
    return None if answer is None or answer.not_modified else answer.body


def _remember(part: Part, known: KnownSitemap) -> KnownSitemap:
    if part.failed:
        return replace(known, changed_at=None)  # to be asked again, whatever its date says
    answer = part.response
    if answer is None or answer.not_modified:
        return replace(known, changed_at=part.changed_at)
    return KnownSitemap(
        url=part.url,
        changed_at=part.changed_at,
        etag=answer.headers.get("etag"),
        last_modified=answer.headers.get("last-modified"),
        body_hash=body_hash(answer.body),
    )
