"""Park what a poll or a back-fill brought, before its feed's document remembers it."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from transforms.archive_jobs import ArchiveJob
from transforms.poll_results import FeedJob, PollResult
from transforms.pure.feeds.completeness import DayTally, changes
from transforms.pure.net.urls import shard_of
from transforms.records import Entry
from transforms.state.documents import FeedDocument, save_feed
from transforms.state.inbox import park
from transforms.state.storage import Store


class Parked(Struct, frozen=True):
    """A feed's document after a poll, and what the poll parked: per shard, the inbox file and the entries in it.

    `stored` are the document's bytes, as they are saved, `days` what the poll adds to what was seen and missed.
    """

    document: FeedDocument
    stored: bytes
    files: dict[int, tuple[str, list[Entry]]]
    days: tuple[DayTally, ...] = ()


def park_and_save(state: Store, shard: int, shards: int, job: FeedJob | ArchiveJob, result: PollResult) -> Parked:
    """Park a poll's new entries in the shards of their links, then save the feed's document, in this order.

    What an earlier poll of the same pass parked stays in the document: a pass is accounted for as a whole.
    """
    entries: dict[int, list[Entry]] = {}
    for entry in result.entries:
        entries.setdefault(shard_of(entry.url, shards), []).append(entry)
    names = {target: park(state, target, parked) for target, parked in entries.items()}
    ids = dict(job.document.parked) if job.document.pass_id == result.document.pass_id else {}
    for target, parked in entries.items():
        ids[str(target)] = [*ids.get(str(target), []), *(entry.id for entry in parked)]
    document = replace(result.document, parked=ids)
    stored = save_feed(state, shard, job.id, document)
    files = {target: (name, entries[target]) for target, name in names.items() if name is not None}
    days = changes(job.document.completeness.days, document.completeness.days)
    return Parked(document, stored, files, days)
