"""What happened to an entry, one thing after another, as commits tell it; pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Literal

from msgspec import Struct

from transforms import reasons
from transforms.reasons import Reason
from transforms.state.log import Log
from transforms.state.memory import Memory
from transforms.state.past import PastCommit, past_of

What = Literal["deferred", "written", "failed", "dropped", "reopened", "taken down"]


class Event(Struct, frozen=True, kw_only=True):
    """One thing that a commit says of an id: of shard and number, and the file of its row where it has one.

    `reason` is why it was deferred or dropped; `attempts` and `not_before` are those of a deferral, `led_to` the article to
    which the entry led.
    """

    at: datetime
    what: What
    id: str
    shard: int
    commit: int
    pass_id: str = ""
    reason: Reason | None = None
    attempts: int | None = None
    not_before: datetime | None = None
    path: str | None = None
    led_to: str | None = None
    note: str | None = None


def add_log(past: Iterable[PastCommit], shard: int, log: Log, memory: Memory) -> list[PastCommit]:
    """Give the commits of the past and of a log as it stands, in the order of their time, each once."""
    found = {(one.committed_at, one.shard, one.number): one for one in past}
    for at, (number, commit) in enumerate(log):
        decisions = log[at + 1][1].decisions if at + 1 < len(log) else memory.decisions
        found.setdefault((commit.committed_at, shard, number), past_of(shard, number, commit, decisions))
    return [found[key] for key in sorted(found)]


def list_events(commits: Iterable[PastCommit], ids: Collection[str]) -> list[Event]:
    """Give what commits say of some ids, in their order."""
    return [event for commit in commits for id_ in ids for event in _events_of(commit, id_)]


def _events_of(commit: PastCommit, id_: str) -> Iterator[Event]:
    def event(what: What, **more: object) -> Event:
        return Event(
            at=commit.committed_at,
            what=what,
            id=id_,
            shard=commit.shard,
            commit=commit.number,
            pass_id=commit.pass_id,
            **more,  # type: ignore[arg-type]
        )

    if id_ in commit.reopened:
        yield event("reopened")
    deferral = commit.deferred.get(id_)
    if deferral is not None:
        yield event("deferred", reason=deferral.reason, attempts=deferral.attempts, not_before=deferral.not_before)
    for path, ids in commit.kept.items():
        if id_ in ids:
            yield event(
                "written" if path.startswith("articles/") else "failed", path=path, led_to=commit.aliases.get(id_)
            )
    for reason, dropped in commit.dropped.items():
        if id_ in dropped:
            yield event("dropped", reason=reason, led_to=commit.aliases.get(id_))
    for one in commit.forgotten:
        if one.id == id_:
            yield event("taken down", note=one.reason)


def last_end(events: Iterable[Event]) -> Event | None:
    """Give the event by which the entry ended last; None where it did not, or was made owed again since.

    That an item was seen again in its feed ends nothing.
    """
    end = None
    for event in events:
        if event.what in ("written", "failed", "dropped", "taken down") and event.reason != reasons.SEEN_AGAIN:
            end = event
        elif event.what == "reopened":
            end = None
    return end


def last_of_way(id_: str, events: Iterable[Event]) -> str:
    """Give the id of the entry that took an entry's place, after any number of hand-overs; its own where there was none."""
    followers = {event.id: event.led_to for event in events if event.reason == reasons.MOVED}
    seen = {id_}
    while (following := followers.get(id_)) is not None and following not in seen:
        seen.add(id_ := following)
    return id_
