"""What a state remembers of the files that speak of the uses of a site's pages: whether they could be read. Nothing is asked."""

from __future__ import annotations

from datetime import datetime

import msgspec
from msgspec import Raw, Struct

from transforms.pure.net.urls import shard_of
from transforms.state.decoding import DAMAGED
from transforms.state.documents import read_advice
from transforms.state.storage import Store
from transforms.web.kept_files import KeptSiteFile


class KnownFile(Struct, frozen=True, kw_only=True):
    """A file of a site: its address, when it was read last, and why it could not be read now, if it could not.

    `statements` counts the rules, or the contents, that it holds.
    """

    address: str
    read_at: datetime | None
    problem: str | None
    statements: int


class _Site(Struct):
    files: dict[str, KeptSiteFile] = {}


class _Sites(Struct):
    sites: dict[str, Raw] = {}


def read_known_files(state: Store, shards: int, site: str) -> list[KnownFile]:
    """Give the files that the owner of a site remembers, by address. It is advice: what cannot be read is left out."""
    found = (read_advice(state, f"sites/{shard_of(f'https://{site}/', shards)}.json", _Sites) or _Sites()).sites.get(
        site
    )
    try:
        known = _Site() if found is None else msgspec.json.decode(found, type=_Site)
    except DAMAGED:
        return []
    return [
        KnownFile(
            address=address,
            read_at=kept.read_at,
            problem=kept.problem,
            statements=len(kept.rules) + len(kept.contents),
        )
        for address, kept in sorted(known.files.items())
    ]
