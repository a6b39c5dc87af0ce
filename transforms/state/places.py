"""Where a state was when it was last used: a pair that was moved continues, and one of two copies does not write unasked."""

from __future__ import annotations

import logging
import os
import uuid
from pathlib import Path

from msgspec import Struct

from transforms.errors import StateError, StorageError
from transforms.moments import Moment
from transforms.state.decoding import read_document
from transforms.state.local_store import ASIDE
from transforms.state.numbering import number_of
from transforms.state.storage import Store, open_store

_log = logging.getLogger(__name__)


class _End(Struct):
    """What of a manifest says where it is in the output, and the one before it."""

    made_at: Moment | None = None
    follows: str | None = None


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
    newest, place = _newest_published(output, _days_of_end(state))
    chain = state.names("manifests")  # after the output: each is in the chain before it is there
    end = number_of(chain[-1]) if chain else 0
    if newest > end:
        raise StateError(
            f"{output.root}/{place}: there is a manifest with number {newest}, and the state at {state.root} ends at {end}: it is"
            " an older copy, and would write again what the output has; bring back the state of the same moment, or move what is"
            " newer out of the output: `newsbeam verify` names it; if the state lost its manifests alone, `newsbeam verify"
            " --repair` puts them back"
        )


def _days_of_end(state: Store) -> list[str]:
    """Give the folders of the last manifest of the chain and of the one before it; none where that cannot be told."""
    for name in state.names("manifests")[-1:]:
        try:
            end = read_document(state, f"manifests/{name}", _End, "") or _End()
        except StateError:
            continue  # Whoever needs it tells.
        made_on = [] if end.made_at is None else [f"date={end.made_at:%Y-%m-%d}"]
        return made_on + ([] if end.follows is None else [end.follows.split("/")[1]])
    return []


def _newest_published(output: Store, ends: list[str]) -> tuple[int, str]:
    """Give the highest number of a manifest that an output shows, and its folder; `ends` are those at the chain's end.

    What is newer than that stands there or in the folder of a later day, unless clocks went back: the first folder is looked
    at, too.
    """
    days = output.names("runs")
    looked = {*days[:1], *days[-1:], *(day for day in days if ends and day >= min(ends))}
    numbers = {
        int(number): f"runs/{day}"
        for day in sorted(looked)
        for name in output.names(f"runs/{day}")
        if (number := name.partition("-")[0]).isdecimal()
    }
    newest = max(numbers, default=0)
    return newest, numbers.get(newest, "runs")
