"""Try out, before anything is written, whether a store keeps what the commit protocol stands on."""

from __future__ import annotations

import tempfile
import uuid
from pathlib import Path

from transforms.errors import AlreadyExists, StorageError, Unclear
from transforms.state.local_store import ASIDE, LocalStore, cure_of
from transforms.state.storage import Store
from transforms.state.store_calls import AnswerTimeoutError


def probe(store: Store) -> None:
    """Try out what the commit protocol needs of a store.

    Raises: StorageError where an exclusive create does not exclude, or a listing lags behind what was created.
    """
    name = f"{uuid.uuid4().hex}.probe"
    path = f"{ASIDE}/{name}"
    try:
        store.create(path, b"first")
    except (AlreadyExists, Unclear) as error:
        # An answer may have been lost, and the name is ours alone; but who says nothing at all need not be asked again.
        if isinstance(error.__cause__, AnswerTimeoutError) or store.read(path) != b"first":
            raise
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
        store.put(path, b"third")  # Documents are replaced, which some stores allow to fewer people.
        if name not in store.names(ASIDE):
            raise StorageError(
                f"{store.root}: this store does not list an object that was just created, so a newer commit could be overlooked;"
                " use a store with consistent listings"
            )
    finally:
        store.delete(path)


def probe_place(store: Store) -> None:
    """Try out the same, and leave nothing behind: where the folder of a local store is still to be made, in the one above it.

    Raises: StorageError, as `probe`; also where the store cannot be written.
    """
    if not isinstance(store, LocalStore):
        probe(store)
        return
    try:
        folder = Path(store.root)
        while not folder.exists() and folder != folder.parent:
            folder = folder.parent
        if not folder.is_dir():
            raise StorageError(f"{store.root}: cannot be written ({folder} is a file); choose another place")
        with tempfile.TemporaryDirectory(prefix=".newsbeam-", dir=folder) as aside:
            _probe_beside(aside, store.root)
    except OSError as error:
        raise StorageError(f"{store.root}: cannot be written ({folder}: {error.strerror}); {cure_of(error)}") from error


def _probe_beside(aside: str, root: str) -> None:
    try:
        probe(LocalStore(aside))
    except StorageError as error:
        raise StorageError(str(error).replace(aside, root)) from error
