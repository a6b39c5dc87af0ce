"""How a state is divided into shards, and where the documents of a division lie: `newsbeam reshard` makes a new one.

    <state>/                                 the first division: inbox, log, feeds, ... of its shards
    <state>/next/<attempt>.json              where the division that follows lies; or void: that attempt was given up
    <state>/divisions/<attempt>/inbox/...    a later division, whole in itself; it may have a next one, too

A division ends when its `next/<attempt>.json` is created, in one step: before it the old one is in force, after it the new one.
Commits that close the old one's logs name the attempt; an owner who opens a shard and finds such a commit without the
document creates it void, and continues. So a reshard that died changed nothing, and one that lives is refused.
"""

from __future__ import annotations

from msgspec import Struct

from transforms.errors import AlreadyExists, StateError, StorageError, Unclear
from transforms.moments import Moment
from transforms.state.decoding import encode, read_document
from transforms.state.storage import TRIES, Store
from transforms.state.store_calls import give_up_on_silence


class Division(Struct, frozen=True, kw_only=True):
    """A division of the state; `folder` is where it lies below the one before it, None for an attempt that was given up."""

    folder: str | None
    shards: int
    made_at: Moment | None = None


GIVEN_UP = Division(folder=None, shards=0)


def in_force(root: Store, shards: int) -> tuple[Store, int]:
    """Give the store of the division in force, and its number of shards; `shards` is that of the first one."""
    store = root
    while (following := _following(store)) is not None:
        assert following.folder is not None
        store, shards = store.below(following.folder), following.shards
    return store, shards


def all_divisions(root: Store) -> list[Store]:
    """Give the stores of all divisions of a state, the first one first, the one in force last."""
    stores = [root]
    while (following := _following(stores[-1])) is not None:
        assert following.folder is not None
        stores.append(stores[-1].below(following.folder))
    return stores


def _following(store: Store) -> Division | None:
    for name in reversed(store.names("next")):
        found = read_next(store, name.removesuffix(".json"))
        if found is not None and found.folder is not None:
            return found
    return None


def read_next(store: Store, name: str) -> Division | None:
    """Read how an attempt ended; None while it is open."""
    cure = "restore it from a copy: it says whether the state was divided again"
    return read_document(store, f"next/{name}.json", Division, cure)


def end_attempt(store: Store, name: str, division: Division) -> Division:
    """End an attempt, unless it has ended, and give how it ended: the same for all who ask.

    Raises: StorageError where the store does not answer.
    """
    for _ in range(TRIES):
        try:
            store.create(f"next/{name}.json", encode(division))
            return division
        except AlreadyExists:
            found = read_next(store, name)
            if found is not None:
                return found
        except Unclear as error:
            give_up_on_silence(error)
    raise StorageError(f"{store.root}/next/{name}.json: the store did not answer {TRIES} times; try again later")


def refuse_closed(store: Store, name: str) -> None:
    """See that a shard whose log was closed is in force after all: an attempt that has not ended is given up.

    Raises: StateError where the state was divided again meanwhile.
    """
    found = end_attempt(store, name, GIVEN_UP)
    if found.folder is not None:
        raise StateError(
            f"{store.root}: this state was divided into {found.shards} shards while this ran; set `shards: {found.shards}`"
            " and run the command again"
        )
