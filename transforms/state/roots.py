"""The two roots, state and output, which belong together; a mismatch is refused with its cure."""

from __future__ import annotations

import logging
import uuid
from datetime import datetime

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from transforms.errors import AlreadyExists, StateError, Unclear
from transforms.moments import Moment
from transforms.pure.net.urls import RULES_VERSION
from transforms.state.decoding import read_document
from transforms.state.divisions import in_force
from transforms.state.places import absolute, refuse_copy, refuse_older_state
from transforms.state.probe import probe
from transforms.state.storage import Store, open_store, sweep, tighten

# 2: commits that rewrite files, and that take ids back or forget them for good; who knows only 1 would overlook these.
LAYOUT_VERSION = 2
# These are read, and become LAYOUT_VERSION when the state is claimed.
_LAYOUTS = (1, LAYOUT_VERSION)

_log = logging.getLogger(__name__)


class StateMeta(Struct, frozen=True, kw_only=True):
    """What a state is, fixed when it is made: `<state>/meta.json`."""

    id: str
    layout: int
    rules: int
    shards: int
    output: str
    made_at: Moment


class Marker(Struct, frozen=True, kw_only=True):
    """Which state an output belongs to: `<output>/_newsbeam.json`."""

    state_id: str
    state: str


class Roots(Struct, frozen=True, kw_only=True):
    """Where state and output lie (folders or fsspec URLs), and into how many shards the state is divided.

    `memory_mb` is how much a process may remember of the shards between their turns: 0 for nothing.
    """

    state: str
    output: str
    shards: int
    memory_mb: float = 0.0

    def stores(self) -> tuple[Store, Store]:
        """Give the stores of the whole state and of the output. Raises: StorageError where a URL names none."""
        return open_store(self.state, private=True), open_store(self.output)

    def open(self) -> tuple[Store, Store]:
        """Give the stores of the state's division in force, and of the output. Raises: StateError where the shards differ."""
        root, output = self.stores()
        state, shards = in_force(root, self.shards)
        if state is not root:
            self.check(shards)
        return state, output

    def check(self, shards: int) -> None:
        """See that the state has as many shards as the configuration says. Raises: StateError."""
        if shards != self.shards:
            raise StateError(
                f"{self.state}: this state has {shards} shards, the configuration says {self.shards};"
                f" set `shards: {shards}`, or change the state with `newsbeam reshard`"
            )


def claim(roots: Roots, now: datetime) -> StateMeta:
    """Make the roots on their first use, and see that they are a pair. A state of an earlier layout gets the present one.

    Raises: StateError when they are not, or when the configuration disagrees with the state; StorageError when a store
    does not give what the commit protocol needs.
    """
    state, output = roots.stores()
    probe(state)
    probe(output)
    meta = _meta(state, output, roots, now)
    check(meta, roots)
    marker = _check_marker(meta, state, output, roots)
    refuse_copy(marker.state, state, roots.state, meta.id)
    in_use = roots.open()[0]
    refuse_older_state(in_use, output)
    tighten(state)
    for store in (state, in_use, output):
        sweep(store)
    return _settle_in(meta, marker, state, output, roots)


def examine(roots: Roots) -> None:
    """See that the roots are a pair, or can become one, as `claim` does, and make nothing. Raises: StateError, StorageError."""
    state, output = roots.stores()
    meta, marker = _read_meta(state), _marker(output)
    if meta is None:
        _refuse_orphan(marker, roots)
        return
    check(meta, roots)
    if marker is None:
        _refuse_lost_output(meta, state, roots)
    else:
        _check_pair(meta, marker, roots)
        refuse_copy(marker.state, state, roots.state, meta.id)
    refuse_older_state(roots.open()[0], output)


def adopt(roots: Roots) -> None:
    """Take over a state and its output where they are now, also where a copy of the state still is at another place.

    Raises: StateError where there are none, or where they do not belong together.
    """
    meta = require(roots)
    state, output = roots.stores()
    marker = _marker(output)
    if marker is None:
        raise StateError(f"{roots.output}: no output of the state at {roots.state} is here; copy both, then adopt them")
    _check_pair(meta, marker, roots)
    refuse_older_state(roots.open()[0], output)
    _settle_in(meta, marker, state, output, roots)


def find(roots: Roots) -> StateMeta | None:
    """Read what the state is, without making anything; None where there is none."""
    return _read_meta(open_store(roots.state))


def require(roots: Roots) -> StateMeta:
    """Read what the state is, and see that the configuration agrees with it. Raises: StateError, also where there is none."""
    meta = find(roots)
    if meta is None:
        _refuse_orphan(_marker(roots.stores()[1]), roots)
        raise StateError(f"{roots.state}: no state yet; the first `newsbeam ingest` makes it")
    check(meta, roots)
    return meta


def check(meta: StateMeta, roots: Roots) -> None:
    """See that a configuration agrees with a state, of this layout or an earlier one. Raises: StateError."""
    if meta.layout not in _LAYOUTS:
        raise StateError(
            f"{roots.state}: this state has layout {meta.layout}, and this newsbeam knows none above {LAYOUT_VERSION}: a newer"
            " version has upgraded it; use that version, or bring back the copies of state and output from before the upgrade"
        )
    if meta.rules != RULES_VERSION:
        raise StateError(
            f"{roots.state}: this state has rules {meta.rules}, this newsbeam {RULES_VERSION}; use the version that made it, or"
            " a new output and state"
        )
    roots.check(in_force(open_store(roots.state), meta.shards)[1])


def _settle_in(meta: StateMeta, marker: Marker, state: Store, output: Store, roots: Roots) -> StateMeta:
    """Note where state and output are now, and give the state the present layout, from which on earlier versions refuse it.

    Each is one write; whoever comes after a kill finishes the rest.
    """
    if marker.state != roots.state:
        output.put("_newsbeam.json", msgspec.json.encode(replace(marker, state=roots.state)))
    now = replace(meta, layout=LAYOUT_VERSION, output=roots.output)
    if now != meta:
        state.put("meta.json", msgspec.json.encode(now))
    if meta.layout != LAYOUT_VERSION:
        _log.warning(
            "%s: upgraded from layout %d to %d; earlier versions of newsbeam refuse it now",
            state.root,
            meta.layout,
            LAYOUT_VERSION,
        )
    return now


def _meta(state: Store, output: Store, roots: Roots, now: datetime) -> StateMeta:
    found = _read_meta(state)
    if found is None:
        _refuse_orphan(_marker(output), roots)
        meta = StateMeta(
            id=uuid.uuid4().hex,
            layout=LAYOUT_VERSION,
            rules=RULES_VERSION,
            shards=roots.shards,
            output=roots.output,
            made_at=now,
        )
        try:
            state.create("meta.json", msgspec.json.encode(meta))
        except AlreadyExists:
            found = _read_meta(state)
        except Unclear:
            found = _read_meta(state)
            if found is None:
                raise
        else:
            return meta
    if found is None:
        raise StateError(
            f"{roots.state}/meta.json: there a moment ago and gone now; is another process deleting this state?"
        )
    return found


def _refuse_orphan(marker: Marker | None, roots: Roots) -> None:
    """See that an output belongs to no state, where the configuration's has not been made yet. Raises: StateError."""
    if marker is None:
        return
    if absolute(marker.state) == roots.state:
        raise StateError(
            f"{roots.output}: the state that this output belongs to is gone from {roots.state}; bring it back, or choose"
            " a new output: a new state would write this output's articles again"
        )
    raise StateError(
        f"{roots.output}: this output belongs to the state at {marker.state}, and {roots.state} holds none;"
        f" set `state: {marker.state}`, or choose a new output"
    )


def _read_meta(state: Store) -> StateMeta | None:
    return read_document(
        state, "meta.json", StateMeta, "restore it from a copy: it names the state's shards, rules and output"
    )


def _marker(output: Store) -> Marker | None:
    cure = "restore it from a copy: it holds the `id` of the state's meta.json as `state_id`, and the state's address as `state`"
    return read_document(output, "_newsbeam.json", Marker, cure)


def _check_marker(meta: StateMeta, state: Store, output: Store, roots: Roots) -> Marker:
    """Give the output's marker, made where there is none yet. Raises: StateError where it names another state."""
    marker = _marker(output)
    if marker is None:
        _refuse_lost_output(meta, state, roots)
        made = Marker(state_id=meta.id, state=roots.state)
        try:
            output.create("_newsbeam.json", msgspec.json.encode(made))
            return made
        except AlreadyExists:
            marker = _marker(output)
        except Unclear:
            marker = _marker(output)
            if marker is None:
                raise
    return _check_pair(meta, marker, roots)


def _refuse_lost_output(meta: StateMeta, state: Store, roots: Roots) -> None:
    """See that an output which names no state is that of this one, and nothing was written to it. Raises: StateError."""
    if absolute(meta.output) != roots.output:
        raise StateError(
            f"{roots.output}: the state at {roots.state} was made for the output at {meta.output};"
            f" set `output: {meta.output}`, or choose a new state for the new output"
        )
    if state.names("log"):
        raise StateError(
            f"{roots.output}: the state at {roots.state} has written here before, and its files are gone; bring them"
            " back, or choose a new state and a new output: with this state their articles would never be written again"
        )


def _check_pair(meta: StateMeta, marker: Marker | None, roots: Roots) -> Marker:
    if marker is None or marker.state_id != meta.id:
        other = marker.state if marker else "an unknown place"
        raise StateError(
            f"{roots.output}: this output belongs to the state at {other}, not to {roots.state};"
            f" set `state: {other}`, or choose another output"
        )
    return marker
