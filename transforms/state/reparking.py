"""Have entries parked again that the inbox has lost: the feeds that brought them forget them, as far as they still list them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from msgspec.structs import replace

from transforms.errors import StateError
from transforms.state.advice import find_damaged_feeds
from transforms.state.documents import FeedDocument, load_advice, load_due, load_feed, save_due, save_feed
from transforms.state.findings import REPARK, Finding
from transforms.state.inbox import read_box
from transforms.state.ledger import balance, noted_in
from transforms.state.storage import Store

_ID = re.compile(rb'"id":"([a-z2-7]{24})"')


def find_damaged_boxes(state: Store, shards: int) -> list[Finding]:
    """Give the inbox files that cannot be read."""
    findings = []
    for shard in range(shards):
        for name in state.names(f"inbox/{shard}"):
            try:
                read_box(state, shard, name)
            except StateError as error:
                findings.append(Finding(f"inbox/{shard}/{name}", f"it cannot be read: {error}", REPARK, "inbox"))
    return findings


def take_up_anew(state: Store, shards: int) -> list[str]:
    """Delete the documents of feeds that are damaged, so that each is taken up as a new feed; say what was done."""
    done = []
    for finding in find_damaged_feeds(state, shards):
        state.delete(finding.subject)
        done.append(f"{finding.subject}: deleted, for it could not be read; its feed is taken up as a new one")
    return done


def repark(state: Store, output: Store, shards: int) -> list[str]:
    """Delete inbox files that are damaged, and have the feeds forget what is missing; say what was done.

    Raises: StateError, StorageError.
    """
    done, noted = [], noted_in(state, shards)
    for finding in find_damaged_boxes(state, shards):
        number = int(finding.subject.split("/")[1])
        noted[number] |= {found.decode() for found in _ID.findall(state.read(finding.subject) or b"")}
        state.delete(finding.subject)
        done.append(f"{finding.subject}: deleted, for it could not be read")
    before = {shard: frozenset(ids) for shard, ids in noted.items()}
    missing = {id_ for ids in balance(state, output, shards, before, None).missing.values() for id_ in ids}
    if not missing:
        return done
    found = set[str]()
    for path, known in _forget(state, shards, missing):
        found |= known
        done.append(f"{path}: {len(known)} of its items are taken for new, so that its next poll parks them again")
    for shard in range(shards):
        _let_go(state, shard, missing)
    if missing - found:
        done.append(
            f"{len(missing - found)} entries that no feed remembers are lost, for instance {min(missing - found)}"
        )
    return done


def _forget(state: Store, shards: int, missing: Collection[str]) -> Iterator[tuple[str, set[str]]]:
    """Have each feed forget the items that are missing, and be polled at once; give its path, and what it had."""
    for shard in range(shards):
        for name in state.names(f"feeds/{shard}"):
            feed_id = name.removesuffix(".json")
            document = load_feed(state, shard, feed_id, "")
            known = {one.id for one in document.window.seen if one.id in missing}
            parked = {id_ for ids in document.parked.values() for id_ in ids if id_ in missing}
            if known or parked:
                save_feed(state, shard, feed_id, _without(document, missing))
                yield f"feeds/{shard}/{name}", {id_ for id_ in known if id_ is not None}


def _without(document: FeedDocument, missing: Collection[str]) -> FeedDocument:
    """Give a feed's document as if it had never seen some items, nor been polled lately."""
    window = document.window
    kept = tuple(one for one in window.seen if one.id not in missing)
    standing = sum(one.id not in missing for one in window.seen[: window.standing])
    return replace(
        document,
        etag=None,
        last_modified=None,
        body_hash=None,
        sitemaps=(),
        window=replace(window, seen=kept, standing=standing),
        health=replace(document.health, next_poll_at=None, last_full_at=None),
        parked={shard: [id_ for id_ in ids if id_ not in missing] for shard, ids in document.parked.items()},
    )


def _let_go(state: Store, shard: int, missing: Collection[str]) -> None:
    """Note that entries are missing no more, and that the shard's feeds may be due."""
    if not load_advice(state, shard).saved_by:
        return
    due = load_due(state, shard)
    due.boxes = {name: [id_ for id_ in ids if id_ not in missing] for name, ids in due.boxes.items()}
    due.boxes = {name: ids for name, ids in due.boxes.items() if ids}
    due.polls, due.next_poll = dict.fromkeys(due.polls, 0.0), 0.0 if due.polls else None
    save_due(state, shard, due)
