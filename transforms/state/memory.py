"""What a shard's log says, added up, and what follows from it for the next commit: decisions, with no store and no clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Container, Iterable, Mapping
from datetime import datetime, timedelta

from msgspec import Struct, field
from msgspec.structs import replace

from transforms import reasons
from transforms.errors import StateError
from transforms.rechecks import Recheck
from transforms.state.days import AHEAD, MOST_DAYS, TO_FORGET, believed, day_of, days_before, is_ahead, with_day
from transforms.state.files import Decision, Planned
from transforms.state.log import Commit, Deferral, Log, Snapshot, count_outcomes
from transforms.state.recheck_queue import RecheckQueue
from transforms.state.settled import Aliases, SettledIds

# Ids are remembered for so long after their last sighting.
MEMORY_DAYS = 120
# The day under which an id that was taken down is remembered: it never ages out.
FOREVER = "9999-12-31"
# Sightings younger than this need not be written down again.
RENEW_DAYS = 20
# A failure that is older is not undone: of its entry it is soon forgotten how it ended.
RETRY_DAYS = 100
# That an entry was reopened is remembered for longer than that it failed, which is the older of the two.
REOPENED_DAYS = MEMORY_DAYS + 2


class Memory(Struct, kw_only=True):
    """What a shard's log says, added up. `settled` maps an id to the day (YYYY-MM-DD) of its last sighting.

    `forgotten` are the ids of them that were taken down, whose day is `FOREVER`. `decisions` are those on the files of the
    newest commit, whose number is `number`; `newest` is that commit, without what a snapshot in it says. `reopened` are entries
    that were made owed again, each with the moment of the last failure that was undone.
    `days` are those on which the shard was at work (`transforms.state.days`). `rechecks` are articles to be asked for again.
    """

    number: int = 0
    newest: Commit | None = None
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    settled: SettledIds = field(default_factory=SettledIds)
    forgotten: set[str] = field(default_factory=set)
    deferred: dict[str, Deferral] = field(default_factory=dict)
    aliases: Aliases = field(default_factory=Aliases)
    reopened: dict[str, datetime] = field(default_factory=dict)
    days: list[str] = field(default_factory=list)
    totals: Counter[str] = field(default_factory=Counter)
    rechecks: RecheckQueue = field(default_factory=RecheckQueue)


def add_up(log: Log, decide: Callable[[str, Planned], Decision | None]) -> Memory:
    """Add up what a log says. `decide` says what became of each file of the newest commit; None leaves it in doubt.

    Raises: StateError where a commit does not say what became of an earlier one's file.
    """
    return add_newer(Memory(), log, decide)


def add_newer(memory: Memory, log: Log, decide: Callable[[str, Planned], Decision | None]) -> Memory:
    """Add commits that continue what is remembered (see `continues`), as `add_up` does, and give it again."""
    for i, (number, commit) in enumerate(log):
        if i + 1 < len(log):
            decisions = _recorded(number, commit, log[i + 1][1])
        else:
            found = {path: decide(path, planned) for path, planned in commit.files.items()}
            decisions = {path: decision for path, decision in found.items() if decision is not None}
        add_commit(memory, number, commit, decisions)
    return memory


def continues(memory: Memory, log: Log) -> bool:
    """Tell whether commits follow those that are remembered without a gap, and say what is remembered of the newest's files."""
    if not log or memory.newest is None:
        return not log
    decisions = log[0][1].decisions
    return [number for number, _ in log] == list(range(memory.number + 1, log[-1][0] + 1)) and all(
        path in memory.decisions and decisions.get(path) == memory.decisions[path] for path in memory.newest.files
    )


def _recorded(number: int, commit: Commit, following: Commit) -> dict[str, Decision]:
    """Give what the commit after one says of its files."""
    for path in commit.files:
        if path not in following.decisions:
            raise StateError(
                f"log entry {number + 1} says nothing of {path}: the log is damaged, restore it from a copy"
            )
    return {path: following.decisions[path] for path in commit.files}


def add_commit(memory: Memory, number: int, commit: Commit, decisions: Mapping[str, Decision]) -> None:
    """Add the next commit, with the decisions on its files; a file without one is in doubt, and settles nothing.

    A snapshot takes the place of all that was known: what it has forgotten is forgotten here, too.
    """
    waiting: Collection[str] = commit.deferred  # Of these some may be settled now; of the others none was before.
    if commit.snapshot is not None:
        memory.settled = SettledIds.of(commit.snapshot.settled)
        memory.forgotten = set(commit.snapshot.settled.get(FOREVER, ()))
        memory.deferred, memory.aliases = dict(commit.snapshot.deferred), Aliases.of(commit.snapshot.aliases)
        memory.reopened = dict(commit.snapshot.reopened)
        # Snapshots of earlier versions do not say on which days the shard was at work: on those of the ids.
        memory.days = list(commit.snapshot.days) or sorted(commit.snapshot.settled.keys() - {FOREVER})[-MOST_DAYS:]
        memory.rechecks = RecheckQueue(commit.snapshot.rechecks)
        waiting = {**memory.deferred, **commit.deferred}
        commit = replace(commit, snapshot=None)  # It would be remembered twice.
    # What a commit from the future has put off, by the clock of the one after it, is due.
    memory.deferred = due_now(memory, commit.committed_at)
    if is_from_future(memory, commit.committed_at):
        memory.rechecks.undo_future(commit.committed_at)
    day = day_of(commit.committed_at)
    memory.days = with_day(memory.days, day)
    memory.number, memory.newest, memory.decisions = number, commit, decisions
    memory.totals = Counter(commit.totals)
    memory.deferred.update(commit.deferred)
    memory.aliases.update(commit.aliases)
    kept = (planned.ids for path, planned in commit.files.items() if decisions.get(path) == "kept")
    ended = [id_ for ids in (commit.renewed, *kept, *commit.dropped.values()) for id_ in ids]
    memory.settled.update(dict.fromkeys(ended, day))
    memory.forgotten.update(one.id for one in commit.forgotten)
    memory.settled.update(
        dict.fromkeys(memory.forgotten.intersection((*ended, *(one.id for one in commit.forgotten))), FOREVER)
    )
    memory.totals.update(count_outcomes(commit, decisions))
    for id_ in (*ended, *(id_ for id_ in waiting if id_ in memory.settled)):
        memory.deferred.pop(id_, None)
    memory.settled.remove(commit.reopened)
    memory.reopened.update(commit.reopened)
    _add_rechecks(memory, commit, decisions)


def _add_rechecks(memory: Memory, commit: Commit, decisions: Mapping[str, Decision]) -> None:
    """Add what a commit says of articles that are asked for again: of files that are kept, of no article that was taken down."""
    memory.rechecks.move([one for one in commit.replaces if one.by is None or decisions.get(one.by) == "kept"])
    found = dict(commit.rechecked)
    for path, planned in commit.files.items():
        if planned.rechecks and decisions.get(path) == "kept":
            found |= {id_: one and replace(one, file=path) for id_, one in planned.rechecks.items()}
    for id_, recheck in found.items():
        if recheck is not None and id_ not in memory.forgotten:
            memory.rechecks.set(recheck)
    memory.rechecks.remove(id_ for id_, recheck in found.items() if recheck is None)
    memory.rechecks.remove(one.id for one in commit.forgotten)


def next_commit(memory: Memory, draft: Commit, sighted: Collection[str], snapshot_every: int) -> Commit:
    """Complete the draft of the next commit with what the log before it says.

    The draft holds what the owner brings; `sighted` are the ids that stand in the inbox. Every `snapshot_every`-th commit is
    also a snapshot.
    """
    now = draft.committed_at
    # With each commit, for what is swept after it is not there to be seen at the turn's end.
    dropped = {**draft.dropped, reasons.SEEN_AGAIN: ids_to_renew(memory, sighted, now)}
    led_to = (draft.aliases.get(id_) or memory.aliases.get(id_) for id_ in sighted)
    articles = {article for article in led_to if article is not None}
    return replace(
        draft,
        decisions=dict(memory.decisions),
        dropped={reason: list(ids) for reason, ids in dropped.items() if ids},
        renewed=ids_to_renew(memory, articles, now),
        totals=dict(memory.totals),
        snapshot=snapshot_of(memory, now) if (memory.number + 1) % snapshot_every == 0 else None,
    )


def still_owed(memory: Memory, id_: str) -> bool:
    """Tell whether an entry that was owed before is owed still: what became of it elsewhere is in the newer memory."""
    return id_ not in memory.settled


def due_now(memory: Memory, now: datetime) -> dict[str, Deferral]:
    """Give the deferrals as they count now: none puts anything off where the newest commit was made in the future."""
    return undo_future(memory.deferred, now) if is_from_future(memory, now) else memory.deferred


def is_from_future(memory: Memory, now: datetime) -> bool:
    """Tell whether the newest commit was made in the future: by a clock that was ahead."""
    return memory.newest is not None and is_ahead(memory.newest.committed_at, now)


def undo_future(deferred: Mapping[str, Deferral], now: datetime) -> dict[str, Deferral]:
    """Give deferrals of a clock that was ahead: none puts anything off any more."""
    return {id_: replace(found, not_before=min(found.not_before, now)) for id_, found in deferred.items()}


def is_commit_due(memory: Memory, sighted: Iterable[str], opened_at: datetime, now: datetime) -> bool:
    """Tell whether a commit is due even where nothing is to be settled.

    One commit a day closes the day before: no owner who opened the shard earlier can add to it any more. And what was
    sighted again has to be dated again.
    """
    newest = memory.newest
    return newest is None or newest.opened_at.date() != opened_at.date() or bool(ids_to_renew(memory, sighted, now))


def ids_to_renew(memory: Memory, sighted: Iterable[str], now: datetime) -> list[str]:
    """Give, of the ids that were sighted, those that are settled and whose last sighting on record is old.

    One in the future was recorded by a clock that was ahead, and is recorded again.
    """
    old, today = day_of(now - timedelta(days=RENEW_DAYS)), day_of(now + AHEAD)
    return sorted(id_ for id_ in sighted if (day := memory.settled.get(id_, FOREVER)) < old or today < day < FOREVER)


def snapshot_of(memory: Memory, now: datetime) -> Snapshot:
    """Give all that is known; ids are forgotten whose last sighting is too long ago, if the days of work agree that it is."""
    settled = memory.settled.by_day()
    forgotten = _forgotten(memory, settled, now)
    return Snapshot(
        settled={day: ids for day, ids in settled.items() if day not in forgotten},
        deferred=due_now(memory, now),
        aliases={
            id_: to
            for id_, to in memory.aliases.pairs()
            if (day := memory.settled.get(id_)) is not None and day not in forgotten
        },
        reopened=_still_known(memory, now),
        days=memory.days,
        rechecks=_to_ask_again(memory, now),
    )


def _to_ask_again(memory: Memory, now: datetime) -> dict[str, Recheck]:
    """Give the articles that are to be asked for again, as they count now; those that are too old are not any more."""
    rechecks = memory.rechecks
    if is_from_future(memory, now):
        rechecks = RecheckQueue(rechecks)
        rechecks.undo_future(now)
    at = believed(memory.days, now, TO_FORGET)
    return rechecks.since(None if at is None else at - timedelta(days=MEMORY_DAYS))


def _forgotten(memory: Memory, days: Iterable[str], now: datetime) -> set[str]:
    """Give, of the days of sightings, those whose ids are forgotten."""
    at = believed(memory.days, now, TO_FORGET)
    return set() if at is None else days_before(memory.days, days, now, day_of(at - timedelta(days=MEMORY_DAYS)))


def merge(memories: Collection[Memory], now: datetime, sighted: Container[str] = ()) -> Snapshot:
    """Give what several shards know together, but for what they deferred: it is for each a snapshot of its own to begin with.

    Ids that are `sighted`, since they stand in an inbox, and the articles that they led to are not forgotten, however long ago
    they were settled: they would be owed.
    Of an id that was reopened, only those are believed that know of its last reopening: the others say what was before it.
    """
    latest = dict[str, str]()
    known = [_still_known(memory, now) for memory in memories]
    reopened = {id_: max(ats.get(id_, at) for ats in known) for own in known for id_, at in own.items()}
    aliases = {id_: to for memory in memories for id_, to in memory.aliases.pairs()}
    led_to = {to for id_, to in aliases.items() if id_ in sighted}
    for memory, own in zip(memories, known, strict=True):
        forgotten = _forgotten(memory, {day for _, day in memory.settled.pairs()}, now)
        for id_, day in memory.settled.pairs():
            if (day not in forgotten or id_ in sighted or id_ in led_to) and own.get(id_) == reopened.get(id_):
                latest[id_] = max(day, latest.get(id_, ""))
    days: dict[str, list[str]] = {}
    for id_, day in sorted(latest.items()):
        days.setdefault(day, []).append(id_)
    longest = max((memory.days for memory in memories), key=len, default=[])
    return Snapshot(settled=days, deferred={}, aliases=aliases, reopened=reopened, days=longest)


def _still_known(memory: Memory, now: datetime) -> dict[str, datetime]:
    at = believed(memory.days, now, TO_FORGET)
    oldest = None if at is None else at - timedelta(days=REOPENED_DAYS)
    return {id_: at for id_, at in memory.reopened.items() if oldest is None or at >= oldest}
