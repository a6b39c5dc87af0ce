"""Stores of a process that dies: before its n-th operation that changes something, whichever of them is asked for it."""

from __future__ import annotations

from transforms.state.storage import Store


class Died(BaseException):
    """The process is gone."""


class Life:
    """How many operations a process still makes; shared by its stores."""

    def __init__(self, operations: int) -> None:
        self._left = operations

    def spend(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise Died


class Dying:
    """A store that dies with its process; what it did before is done."""

    at_once = 1

    def __init__(self, store: Store, life: Life) -> None:
        self._store, self._life = store, life
        self.root, self.read, self.head, self.names = store.root, store.read, store.head, store.names

    def create(self, path: str, data: bytes) -> None:
        self._life.spend()
        self._store.create(path, data)

    def put(self, path: str, data: bytes) -> None:
        self._life.spend()
        self._store.put(path, data)

    def delete(self, path: str) -> None:
        self._life.spend()
        self._store.delete(path)

    def below(self, folder: str) -> Store:
        return Dying(self._store.below(folder), self._life)
