"""Stores that answer otherwise than one would wish."""

from __future__ import annotations

from transforms.errors import StorageError, Unclear
from transforms.state.storage import Store


class Mumbling:
    """A store that gives so many creates an answer that is no yes; `works` says whether it does what they ask."""

    at_once = 1

    def __init__(self, store: Store, *, works: bool, times: int, answer: type[StorageError] = Unclear) -> None:
        self.root, self.read, self._store = store.root, store.read, store
        self._works, self._times, self._answer = works, times, answer

    def create(self, path: str, data: bytes) -> None:
        mumbles, self._times = self._times > 0, self._times - 1
        if self._works or not mumbles:
            self._store.create(path, data)
        if mumbles:
            raise self._answer(path)
