"""Try out, before anything is written, whether a store keeps what the commit protocol stands on."""

from __future__ import annotations

import uuid

from transforms.errors import AlreadyExists, StorageError
from transforms.state.local_store import ASIDE
from transforms.state.storage import Store


def probe(store: Store) -> None:
    """Try out what the commit protocol needs of a store.

    Raises: StorageError where an exclusive create does not exclude, or a listing lags behind what was created.
    """
    name = f"{uuid.uuid4().hex}.probe"
    path = f"{ASIDE}/{name}"
    store.create(path, b"first")
    try:
        try:
            store.create(path, b"second")
        except AlreadyExists:
            refused = True
        else:
            refused = False
        if not refused or store.read(path) != b"first":
            raise StorageError(
                f"{store.root}: this store let an exclusive create overwrite an object, so two owners could not be told apart;"
                " use a store with conditional puts"
            )
        if name not in store.names(ASIDE):
            raise StorageError(
                f"{store.root}: this store does not list an object that was just created, so a newer commit could be overlooked;"
                " use a store with consistent listings"
            )
    finally:
        store.delete(path)
