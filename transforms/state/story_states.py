"""What is remembered of stories between runs, a language each: saved before its commit, and valid if the commit's file is kept.

<state>/stories/log/<shard>/...                      commits, as those of articles (`transforms.state.log`)
<state>/stories/live/<language>/<number>-<attempt>   the live stories of a language after a commit
<state>/stories/position.json                        up to which manifest the articles have been read: advice

A commit settles the name of the state that it belongs to, together with the rows that were made on the way there. So the rows
and the state are both there, or neither is.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from msgspec import Struct

from transforms.errors import AlreadyExists, StateError, Unclear
from transforms.pure.stories.saving import OtherVersion, UnreadableStories
from transforms.state.decoding import checksum, encode, read_document
from transforms.state.numbering import padded
from transforms.state.places import refuse_older_state
from transforms.state.roots import Roots
from transforms.state.storage import Store

# Languages are hashed into so many shards: never to be changed for a state.
STORY_SHARDS = 16
FOLDER = "stories"
_POSITION = "position.json"


class Position(Struct, frozen=True):
    """The last manifest of which all articles are among the stories."""

    manifest: int


def story_stores(roots: Roots) -> tuple[Store, Store]:
    """Give the stores of the stories: of their state, and of their rows. Raises: StorageError."""
    state, output = roots.stores()
    return state.below(FOLDER), output.below(FOLDER)


def refuse_older_stories(state: Store, output: Store) -> None:
    """See that the output of the stories holds no manifest that their state lacks. Raises: StateError."""
    try:
        refuse_older_state(state, output)
    except StateError as error:
        problem = str(error).partition(";")[0]
        raise StateError(f"{problem}; bring back the state of the same moment, or {begin_anew(state)}") from error


def story_shard(language: str) -> int:
    """Give the shard of a language.

    >>> story_shard("en"), story_shard("de")
    (2, 11)
    """
    return zlib.crc32(language.encode()) % STORY_SHARDS


def read_position(state: Store) -> int | None:
    """Read up to which manifest the articles have been read; None before the first run."""
    position = read_document(state, _POSITION, Position, "delete it: the articles of the look-back are read once more")
    return None if position is None else position.manifest


def save_position(state: Store, manifest: int) -> None:
    """Note up to which manifest the articles have been read."""
    state.put(_POSITION, encode(Position(manifest)))


def state_name(language: str, number: int, attempt: str) -> str:
    """Name the state of a language after its commit `number`, as it stands in the log.

    >>> state_name("en", 7, "3f")
    'en/0000000007-3f'
    """
    return f"{language}/{padded(number)}-{attempt}"


def with_checksum(name: str, data: bytes) -> str:
    """Give the name of a state that holds these bytes: its checksum stands at its end. Names of earlier versions have none.

    >>> with_checksum("en/0000000007-3f", b"live")
    'en/0000000007-3f.530f2caf'
    """
    return f"{name}.{checksum(data)}"


def refuse_changed(name: str, data: bytes) -> None:
    """See that the bytes of a state are those that its name says, if it says so. Raises: UnreadableStories.

    >>> refuse_changed("en/0000000007-3f", b"live")
    """
    said = name.rpartition(".")
    if said[1] and said[2] != checksum(data):
        raise UnreadableStories("these saved stories are damaged, by the checksum in their name")


def newest_state(settled: Iterable[str], language: str) -> tuple[int, str | None]:
    """Give the number and name of the newest state of a language among settled names; 0 and None before the first.

    >>> newest_state(["en/0000000007-3f", "en/0000000006-99", "de/0000000009-00"], "en")
    (7, 'en/0000000007-3f')
    """
    name = max((name for name in settled if name.startswith(f"{language}/")), default=None)
    return (0, None) if name is None else (int(name.partition("/")[2].partition("-")[0]), name)


def languages_of(state: Store) -> list[str]:
    """List the languages that have stories."""
    return state.names("live")


def load_state(state: Store, name: str) -> bytes | None:
    """Read a state; None where another owner has replaced it meanwhile. Raises: StateError where it is gone."""
    data = state.read(f"live/{name}")
    language, _, own = name.partition("/")
    if data is None and not any(other > own for other in state.names(f"live/{language}")):
        raise StateError(
            f"{state.root}/live/{name}: the stories' state that the log names is gone; bring it back from a copy, or"
            f" {begin_anew(state)}"
        )
    return data


def refuse_state(state: Store, name: str, problem: UnreadableStories) -> StateError:
    """Give the error of a state that is damaged, or that another version of newsbeam saved."""
    cure = (
        "use the version of newsbeam that made it" if isinstance(problem, OtherVersion) else "bring it back from a copy"
    )
    return StateError(f"{state.root}/live/{name}: {problem}; {cure}, or {begin_anew(state)}")


def begin_anew(state: Store) -> str:
    """Say how stories are begun again."""
    return f"delete {state.root} and the folder `{FOLDER}` of the output: the next run makes the stories of the look-back anew"


def save_state(state: Store, name: str, data: bytes) -> bool:
    """Save a state under a name that no other attempt uses; tell whether it is surely there."""
    try:
        state.create(f"live/{name}", data)
    except (AlreadyExists, Unclear):
        return state.read(f"live/{name}") == data
    return True


def clear_states(state: Store, name: str) -> None:
    """Delete the states of a language that are older than the one of this name, and those of attempts that came to nothing."""
    language, _, newest = name.partition("/")
    for other in state.names(f"live/{language}"):
        if other < newest or (other != newest and other.partition("-")[0] == newest.partition("-")[0]):
            state.delete(f"live/{language}/{other}")
