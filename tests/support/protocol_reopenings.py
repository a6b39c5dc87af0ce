"""What the simulation knows of retries: which failures were undone, and what of it has to hold at the end."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from transforms.state.log import Commit


@dataclass
class Retries:
    """Failures that commits undid, by the entry's id; those that a retry saw through to its end; pages that were mended."""

    undone: dict[str, set[datetime]] = field(default_factory=dict)
    done: dict[str, datetime] = field(default_factory=dict)
    mended: set[str] = field(default_factory=set)

    def note_commit(self, data: bytes) -> None:
        """A commit was put into a log, whoever made it and knows of it."""
        if b'"reopened":{"' in data:
            for id_, at in msgspec.json.decode(data, type=Commit).reopened.items():
                self.undone.setdefault(id_, set()).add(at)

    def copy(self) -> Retries:
        """What is known now; a copy of the state that is brought back brings this back."""
        undone = {id_: set(ats) for id_, ats in self.undone.items()}
        return Retries(undone, dict(self.done), self.mended)
