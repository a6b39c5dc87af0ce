"""Where a state was when it was last used: a pair that was moved continues, and one of two copies does not write unasked."""

from __future__ import annotations

import logging
import os
import uuid
from pathlib import Path

from msgspec import Struct

from transforms.errors import StateError, StorageError
from transforms.state.decoding import read_document
from transforms.state.local_store import ASIDE
from transforms.state.numbering import number_of
from transforms.state.storage import Store, open_store

_log = logging.getLogger(__name__)


class _Known(Struct):
    """What tells one state from another."""

    id: str


def absolute(root: str) -> str:
    """Name a root so that it is the same place wherever a process runs: a folder by its whole path, a URL as it is.

    >>> absolute("/srv/news/../out/"), absolute("gs://bucket/news")
    ('/srv/out', 'gs://bucket/news')
    """
    if "://" in root:
        return root
    return os.path.normpath(
        Path.cwd() / Path(root).expanduser()
    )  # not resolve(): a link is a name that is meant to stay


def refuse_copy(recorded: str, state: Store, place: str, state_id: str) -> None:
    """See that a state that was last used at another place is not there any more.

    `recorded` is that place, `place` the present one, where `state` lies. Both may be names of one place. Raises: StateError.
    """
    if recorded == place:
        return
    try:
        before = open_store(recorded)
        known = read_document(before, "meta.json", _Known, "")
        if known is None or known.id != state_id or _is_same(before, state):
            return
    except (StateError, StorageError) as error:
        _log.warning(
            "%s: this state was last used at %s, where it cannot be seen whether it is still there (%s); if it is, never let"
            " both write",
            place,
            recorded,
            error,
        )
        return
    raise StateError(
        f"{place}: this is a copy of the state at {recorded}, which is still there; two copies that write to one output write"
        f" its articles twice. If you moved it, stop what uses the old one and rename {recorded}/meta.json; if you want both,"
        " give this one a copy of the output too, and run `newsbeam adopt`"
    )


def _is_same(one: Store, other: Store) -> bool:
    """Tell whether two stores are one, under two names: what is put into one is in the other."""
    path = f"{ASIDE}/{uuid.uuid4().hex}.place"
    other.put(path, b"here")
    try:
        return one.read(path) is not None
    finally:
        other.delete(path)


def refuse_older_state(state: Store, output: Store) -> None:
    """See that an output holds no manifest beyond the end of its state's chain (`state` is the division in force).

    Raises: StateError where it does: the state is an older copy, and would write again what stands in the output.
    """
    days = output.names("runs")
    names = output.names(f"runs/{days[-1]}") if days else []  # before the chain, which each is in before it is here
    numbers = [int(number) for name in names if (number := name.partition("-")[0]).isdecimal()]
    chain = state.names("manifests")
    end = number_of(chain[-1]) if chain else 0
    if numbers and max(numbers) > end:
        raise StateError(
            f"{output.root}/runs/{days[-1]}: there is a manifest with number {max(numbers)}, and the state at {state.root} ends"
            f" at {end}: it is an older copy, and would write again what the output has; bring back the state of the same moment,"
            " or move what is newer out of the output: `newsbeam verify` names it"
        )
