"""Advice read back: documents that cannot be read, or that would keep a shard idle although it has something to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from itertools import islice

from transforms.errors import StateError
from transforms.state.decoding import read_document
from transforms.state.documents import Due, SitesDocument, listing_hash, load_feed
from transforms.state.findings import AS_NEW, NEXT_TURN, Finding
from transforms.state.inbox import read_inbox
from transforms.state.log import read_log
from transforms.state.memory import add_up
from transforms.state.rests import RestsDocument
from transforms.state.storage import Store, side_by_side

KINDS: dict[str, type[Due | SitesDocument | RestsDocument]] = {
    "due": Due,
    "sites": SitesDocument,
    "rests": RestsDocument,
}
# A document's time has milliseconds, and advice has none to spare.
_SAME_SECONDS = 1.0


def check_advice(state: Store, shards: int) -> list[Finding]:
    """Give the documents of advice that are damaged or would have a shard miss something, and damaged documents of feeds."""
    findings: list[Finding] = []
    for shard in range(shards):
        next_polls, damaged = _read_feeds(state, shard)
        findings += damaged
        for folder, kind in KINDS.items():
            path = f"{folder}/{shard}.json"
            try:
                document = read_document(state, path, kind, NEXT_TURN)
            except StateError as error:
                findings.append(Finding(path, f"it cannot be read: {error}", NEXT_TURN, "advice"))
                continue
            if isinstance(document, Due):
                findings += _oversights(state, shard, path, document, next_polls)
    return findings


def find_damaged_feeds(state: Store, shards: int) -> list[Finding]:
    """Give the documents of feeds that are damaged."""
    return [finding for shard in range(shards) for finding in _read_feeds(state, shard)[1]]


def _read_feeds(state: Store, shard: int) -> tuple[dict[str, datetime | None], list[Finding]]:
    """Read when each feed of a shard is polled next by its own document, and give the documents that are damaged."""

    def read(feed_id: str) -> datetime | StateError | None:
        try:
            return load_feed(state, shard, feed_id, "").health.next_poll_at
        except StateError as error:
            return error

    ids = [name.removesuffix(".json") for name in state.names(f"feeds/{shard}")]
    found = dict(zip(ids, side_by_side(state, read, ids), strict=True))
    damaged = [
        Finding(f"feeds/{shard}/{feed_id}.json", f"it cannot be read: {error}", AS_NEW)
        for feed_id, error in found.items()
        if isinstance(error, StateError)
    ]
    return {feed_id: at for feed_id, at in found.items() if not isinstance(at, StateError)}, damaged


def _oversights(
    state: Store, shard: int, path: str, due: Due, next_polls: Mapping[str, datetime | None]
) -> Iterator[Finding]:
    """Give what a shard's advice would have its owner miss, one thing of each kind."""
    if due.polls and (due.next_poll is None or due.next_poll > min(due.polls.values()) + _SAME_SECONDS):
        yield Finding(path, "it puts the next poll later than that of one of its feeds", NEXT_TURN, "advice")
    late = filter(None, map(partial(_check_feed, path, next_polls), due.polls.items()))
    yield from islice(late, 1)  # One is enough.
    if due.next_try is None and due.inbox_hash == listing_hash(state.names(f"inbox/{shard}")):
        settled = add_up(read_log(state, shard), lambda *_: "kept").settled  # what is in doubt may be
        owed = {entry.id for entry in read_inbox(state, shard) if entry.id not in settled}
        if owed:
            yield Finding(path, f"it says that nothing is owed, and {len(owed)} entries are", NEXT_TURN, "advice")


def _check_feed(path: str, next_polls: Mapping[str, datetime | None], poll: tuple[str, float]) -> Finding | None:
    """Compare when a feed is polled next by the advice with what its document says."""
    feed_id, at = poll
    next_poll_at = next_polls.get(feed_id)
    if next_poll_at is None or next_poll_at.timestamp() + _SAME_SECONDS >= at:
        return None
    problem = f"it puts the next poll of {feed_id} later than the document of that feed does"
    return Finding(path, problem, NEXT_TURN, "advice")
