"""Which feeds a job without an end polls by now: its graph names those of its start, a document of the state any later ones.

<state>/roster/jobs/<job>   the name of the job's roster; overwritten when its list changes, deleted when it is stopped
"""

from __future__ import annotations

from functools import cache

from msgspec import Struct

from transforms.errors import StorageError
from transforms.state.roots import Roots
from transforms.state.storage import Store

# Jobs that were killed leave their documents: of more than these the oldest go.
KEPT_JOBS = 64

_known: dict[JobRoster, str | None] = {}


class JobRoster(Struct, frozen=True):
    """The roster of a job, by the job's id, which begins with the time of its start. It works wherever it is unpickled."""

    roots: Roots
    job: str

    def change(self, name: str) -> None:
        """Have the job poll another roster from its next tick on; the roster is shared already. Raises: StorageError."""
        state = _state(self.roots)
        state.put(self._path, name.encode())
        for old in state.names("roster/jobs")[:-KEPT_JOBS]:
            state.delete(f"roster/jobs/{old}")

    def name(self) -> str | None:
        """Give the name of the roster that is polled now; None is that of the graph.

        A store that fails is asked again at the next tick, where this process knows a name. Raises: StorageError, elsewhere.
        """
        try:
            data = _state(self.roots).read(self._path)
        except StorageError:
            if self not in _known:
                raise
            return _known[self]
        _known[self] = _known.get(self) if data is None else data.decode()
        return _known[self]

    def forget(self) -> None:
        """Delete the document: the job is over. Raises: StorageError."""
        _state(self.roots).delete(self._path)

    @property
    def _path(self) -> str:
        return f"roster/jobs/{self.job}"


@cache
def _state(roots: Roots) -> Store:
    return roots.open()[0]
