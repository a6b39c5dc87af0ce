"""The WARC files of a commit: pages are added as they come, and each has its place at once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from transforms.captures import Capture, WarcPlace
from transforms.records import Page
from transforms.warc.members import (
    CONFORMS_TO,
    FirstRecord,
    info_member,
    metadata_member,
    new_id,
    request_member,
    response_member,
)


class WarcPart:
    """A WARC file in the making. `path` is where it will be; `about` says what makes it; `pages` counts what it holds."""

    def __init__(self, path: str, about: Mapping[str, str], at: datetime) -> None:
        self.path, self.pages, self.size = path, 0, 0
        self._members: list[bytes] = []
        self._known: dict[tuple[str, bytes], FirstRecord] = {}
        self._add(info_member(about, path.rpartition("/")[2], at))

    def add(self, page: Page) -> WarcPlace:
        """Add a page, with the redirects that led to it, and give its place.

        A body that this file holds already, of the same address, is not kept once more: a record refers to it.
        """
        *hops, last = page.captures
        for hop in hops:
            self._add_exchange(hop, hop.body)
        id_, offset = self._add_exchange(last, page.body)
        self._add(metadata_member(page, id_))
        self.pages += 1
        return WarcPlace(file=self.path, offset=offset)

    def add_members(self, members: Iterable[bytes]) -> None:
        """Add records that belong to no page."""
        for member in members:
            self._add(member)

    def data(self) -> bytes:
        """Give the bytes of the file."""
        return b"".join(self._members)

    def _add_exchange(self, capture: Capture, body: bytes) -> tuple[str, int]:
        id_, offset = new_id(), self.size
        key = (capture.url, hashlib.sha256(body).digest())
        same = self._known.get(key) if body else None
        self._add(response_member(capture, body, id_, same))
        self._add(request_member(capture, id_))
        self._known.setdefault(key, FirstRecord(id_, capture.url, capture.asked_at))
        return id_, offset

    def _add(self, member: bytes) -> None:
        self._members.append(member)
        self.size += len(member)


class WarcParts:
    """The WARC files of one commit, one for each folder (`folder_of` a moment). `name` gives the k-th file's base name."""

    def __init__(
        self,
        root: str,
        folder_of: Callable[[datetime], str],
        name: Callable[[int], str],
        about: Mapping[str, str],
    ) -> None:
        self._root, self._folder_of, self._name = root, folder_of, name
        self._about = {**about, "format": "WARC File Format 1.1", "conformsTo": CONFORMS_TO}
        self._parts: dict[str, WarcPart] = {}

    @property
    def size(self) -> int:
        """How many bytes the files have together."""
        return sum(part.size for part in self._parts.values())

    def add(self, page: Page) -> WarcPlace:
        """Add a page to the file of its folder, and give its place."""
        return self._part(page.fetched_at).add(page)

    def add_members(self, members: Iterable[bytes], at: datetime) -> None:
        """Add records that belong to no page to the file of a moment's folder."""
        self._part(at).add_members(members)

    def _part(self, at: datetime) -> WarcPart:
        folder = self._folder_of(at)
        if folder not in self._parts:
            path = f"{self._root}/{folder}/{self._name(len(self._parts))}"
            self._parts[folder] = WarcPart(path, self._about, at)
        return self._parts[folder]

    def files(self) -> dict[str, tuple[int, bytes]]:
        """Give the files by path, each with the number of its pages."""
        return {part.path: (part.pages, part.data()) for part in self._parts.values()}
