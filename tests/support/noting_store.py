"""A store that notes what it is asked for."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any

from transforms.state.storage import Store


class Noting:
    """A store that notes how often it was asked for what, and how many bytes it gave.

    `asked` counts by kind and folder: "read log".
    """

    at_once = 1
    root: str
    read: Any
    head: Any
    names: Any
    create: Any
    put: Any
    delete: Any
    below: Any

    def __init__(self, store: Store) -> None:
        self.root, self._store = store.root, store
        self.asked: Counter[str] = Counter()
        self.bytes_read = 0
        for name in ("read", "head", "names", "create", "put", "delete", "below"):
            setattr(self, name, partial(self._ask, name))

    def _ask(self, name: str, path: str, *arguments: object) -> object:
        self.asked[f"{name} {path.split('/')[0]}"] += 1
        answer = getattr(self._store, name)(path, *arguments)
        self.bytes_read += len(answer) if isinstance(answer, bytes) else 0
        return answer
