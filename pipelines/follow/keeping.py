"""Where a cursor is kept, so that two followers of one name never both move it.

<place>/<name>/<number>.json                    the cursor; made by exclusive create, the newest two stay
<place>/<name>/refused/<number>-<attempt>.jsonl what the sink refused for good on the way to that cursor, a row a line

`place` is `_followers` in the output, or a folder of the user's own. A follower that begins makes the next cursor, with its own
attempt in it: whoever had the name before finds that one, and leaves.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from pipelines.follow.cursors import Cursor
from transforms.errors import AlreadyExists, Unclear
from transforms.moments import Moment
from transforms.state.decoding import encode, read_document
from transforms.state.manifests import list_newest
from transforms.state.numbering import last_of, number_of, numbered, padded
from transforms.state.storage import TRIES, Store
from transforms.state.store_calls import give_up_on_silence

# Below the output; readers of rows look for no name that begins like this.
FOLDER: Final = "_followers"
_CURE = "delete it and begin again: rows come again then, with the same ids"


class Overtaken(Exception):
    """Another follower has continued under this name."""


class CursorKeeper:
    """The cursors of one name in a store. `number` is the one that was read or made last."""

    def __init__(self, store: Store, name: str) -> None:
        self._store, self.name, self.number = store, name, 0

    @property
    def place(self) -> str:
        """Give the folder as it may be named to people."""
        return f"{self._store.root}/{self.name}"

    def load(self) -> Cursor | None:
        """Read the newest cursor; None before the first. Raises: StateError where it is damaged; StorageError."""
        while numbers := self._numbers():
            self.number = numbers[-1]
            found = read_document(self._store, f"{self.name}/{numbered(self.number)}", Cursor, _CURE)
            if found is not None:
                return found  # None: others continued meanwhile, and freed it.
        return None

    def check(self) -> None:
        """See that nobody has continued. Raises: Overtaken; StorageError."""
        if last_of(self._names()) != self.number:
            raise Overtaken

    def save(self, cursor: Cursor) -> None:
        """Make the next cursor. Raises: Overtaken where somebody else has made it; StorageError."""
        data = encode(cursor)
        for tries in range(TRIES):
            path = f"{self.name}/{numbered(self.number + 1)}"
            try:
                self._store.create(path, data)
                break
            except AlreadyExists:
                found = read_document(self._store, path, Cursor, _CURE)
                if found is None or found.attempt != cursor.attempt:
                    raise Overtaken from None
                if found == cursor:
                    break  # It is our own try, of which no answer came.
                self.number += 1  # The one before, which came late: ours stands behind it.
            except Unclear as error:
                give_up_on_silence(error)
                if tries == TRIES - 1:
                    raise
        self.number += 1
        # A stalled follower may take a number that was freed since.
        self.check()
        self._prune()

    def save_refused(self, lines: list[bytes], attempt: str) -> str:
        """Keep what a sink refused, before the cursor moves on; give the path. Raises: StorageError."""
        path = f"{self.name}/refused/{padded(self.number + 1)}-{attempt}.jsonl"
        self._store.put(path, b"".join(line + b"\n" for line in lines))
        return path

    def _names(self) -> list[str]:
        return [name for name in self._store.names(self.name) if name.endswith(".json")]

    def _numbers(self) -> list[int]:
        return sorted(map(number_of, self._names()))

    def _prune(self) -> None:
        for number in self._numbers():
            if number < self.number - 1:
                self._store.delete(f"{self.name}/{numbered(number)}")


class FollowerState(Struct, frozen=True, kw_only=True):
    """A follower by its cursor: how many manifests it is behind, how many rows its sink has refused, when it last moved."""

    name: str
    sink: str
    target: str
    behind: int
    refused: int
    moved_at: Moment


def read_followers(output: Store) -> list[FollowerState]:
    """Give the followers whose cursors are kept in an output, by name. Raises: StateError, StorageError."""
    place = output.below(FOLDER)
    cursors = [cursor for name in place.names("") if (cursor := CursorKeeper(place, name).load()) is not None]
    newest = max(list_newest(output, 1), default=0) if cursors else 0
    return [
        FollowerState(
            name=one.name,
            sink=one.sink,
            target=one.target,
            behind=max(0, newest - one.point.position),
            refused=one.refused,
            moved_at=one.saved_at,
        )
        for one in cursors
    ]
