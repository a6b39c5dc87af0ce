"""The stories of an output: what `newsbeam stories` has written, each as it was told last."""

from __future__ import annotations

from datetime import date

import msgspec

from transforms.state.following import Follower
from transforms.state.storage import open_store
from transforms.state.story_states import FOLDER
from transforms.story_records import Story


def stories(output: str, since: date | None = None) -> list[Story]:
    """Read the stories of an output, each as it was told last, in the order in which they began.

    `output` is a folder or any fsspec URL. `since` leaves out those that were told last before that UTC day; None gives all. A
    story that went into another one is not given: `merged_into` of its last row names the other.

    Raises: OutputError where a manifest or file is gone or damaged; StorageError where the store does not answer.

    >>> import tempfile
    >>> stories(tempfile.mkdtemp())
    []
    """
    follower = Follower(open_store(output).below(FOLDER), since)
    newest: dict[str, Story] = {}
    for _, files in follower.files(""):
        for file in files:
            for line in follower.lines(file):
                row = msgspec.json.decode(line, type=Story)
                if row.story_id not in newest or newest[row.story_id].version < row.version:
                    newest[row.story_id] = row
    told = (story for story in newest.values() if story.merged_into is None)
    return sorted(told, key=lambda story: (story.first_seen_at, story.story_id))
