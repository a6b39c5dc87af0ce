"""Read what became of an entry or an article: from the log of its shard, the past, and the rows of the output."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Final

from msgspec.structs import replace

from pipelines.config.config import Config
from pipelines.histories.events import Event, add_log, last_end, last_of_way, list_events
from pipelines.histories.feed_memories import find_standings
from pipelines.histories.manners import read_rest, read_robots
from pipelines.histories.outlooks import foresee_entry
from pipelines.histories.records import EntryHistory, Fate, PlacedRow
from pipelines.histories.revisions import find_revisions
from pipelines.histories.story_places import find_stories
from pipelines.histories.targets import AskedAbout
from transforms.pure.net.urls import shard_of, site_of
from transforms.reasons import is_recorded_drop
from transforms.records import Article, Entry, Failure
from transforms.row_kinds import Kind
from transforms.state.divisions import all_divisions
from transforms.state.log_search import ShardView, view_shard
from transforms.state.manifests import read_newest
from transforms.state.memory import FOREVER
from transforms.state.parked_search import find_parked
from transforms.state.past import Past, PastCommit
from transforms.state.row_search import FoundRow, RowsSought, find_in_file, find_in_files, list_day, list_days

# An entry may be handed over five times, and lead to an article with an address of its own then.
_MOST_IDS = 8
ENDS: Final[dict[str, Fate]] = {
    "written": "written",
    "failed": "failed",
    "dropped": "dropped",
    "taken down": "taken down",
}
_STORIES = "stories"  # as `transforms.state.story_states` has it, which imports numpy
_KINDS: tuple[Kind, ...] = ("articles", "failures")
_log = logging.getLogger(__name__)


def read_entry(
    config: Config, target: AskedAbout, now: datetime, config_path: str, *, scan: bool = False
) -> EntryHistory:
    """Read what became of an entry or an article. `scan`: read the rows, too, for an address that nothing else knows.

    Raises: StateError, StorageError.
    """
    history = _EntryReader(config, target, now, scan).read()
    return replace(history, outlook=tuple(foresee_entry(history, config, now, config_path)))


class _EntryReader:
    def __init__(self, config: Config, target: AskedAbout, now: datetime, scan: bool) -> None:
        self._config, self._target, self._now, self._scan = config, target, now, scan
        self._state, self._output = config.roots.open()
        self._past = Past(all_divisions(config.roots.stores()[0]))
        self._searched = 0

    def read(self) -> EntryHistory:
        """Read all that is known, from what is quickest to read to what takes longer."""
        ids, views, commits = self._gather()
        events = list_events(commits, ids)
        rows, gone = self._rows(events, views, ids)
        events = _with_recorded_drops(events, rows)
        parked = next(filter(None, (find_parked(self._state, view.shard, ids) for view in views)), None)
        entry = parked[1] if parked is not None else _entry_of(rows)
        url = self._url(entry, rows)
        history = EntryHistory(
            asked=self._target.asked,
            id=self._target.id,
            url=url,
            site=None if url is None else site_of(url),
            shard=None if url is None else shard_of(url, self._config.shards),
            shards=self._config.shards,
            fate="unknown",
            ids=tuple(ids),
            events=tuple(events),
            rows=tuple(rows),
            gone=tuple(gone),
            entry=entry,
            box=None if parked is None else parked[0],
            known_since=None if self._is_past_whole() else self._past.begins_at,
            searched=self._searched,
            **_remembered(views, ids, events),  # type: ignore[arg-type]
        )
        history = replace(history, fate=_fate(history), ways=_ways(commits, views, ids))
        return self._with_surroundings(self._with_revisions(history, views))

    def _gather(self) -> tuple[list[str], list[ShardView], list[PastCommit]]:
        """Read what logs and past say of the entry, and of what it led to.

        The log of its own shard is read; all logs, where that is not known, or where it led to another one.
        """
        ids = [self._target.id]
        everywhere = list(range(self._config.shards))
        url = self._target.url
        shards = everywhere if url is None else [shard_of(url, self._config.shards)]
        while True:
            views = [view_shard(self._state, self._output, shard, ids) for shard in shards]
            commits = self._commits(views, ids)
            more = [id_ for id_ in _led_to(ids, views, commits) if id_ not in ids]
            if not more or len(ids) > _MOST_IDS:
                return ids, views, commits
            if any(id_ not in view.memory.settled for view in views for id_ in more):
                shards = everywhere
            ids += more

    def _commits(self, views: list[ShardView], ids: Collection[str]) -> list[PastCommit]:
        commits = self._past.find(ids)
        for view in views:
            commits = add_log(commits, view.shard, view.log, view.memory)
        return commits

    def _rows(
        self, events: list[Event], views: list[ShardView], ids: Collection[str]
    ) -> tuple[list[PlacedRow], list[str]]:
        """Give the rows, and the files of which a row stands nowhere any more."""
        rows: list[PlacedRow] = []
        gone: list[str] = []
        sought = RowsSought(ids=frozenset(ids))
        for path in dict.fromkeys(event.path for event in events if event.path is not None):
            found = self._row_of(path, sought)
            rows += [row for row in found if all((row.path, row.line) != (one.path, one.line) for one in rows)]
            gone += [] if found else [path]
        if not rows and not gone and self._is_worth_a_search(views, events):
            rows = self._search(views, ids)
        return rows, gone

    def _row_of(self, path: str, sought: RowsSought) -> list[PlacedRow]:
        """Give the row of a file of a commit; where its rows have moved, they stand in another file of the same partition."""
        found = find_in_file(self._output, path, sought)
        self._searched += 1
        if found:
            return [_row(one) for one in found]
        kind, day = path.split("/")[0], path.split("/")[1].removeprefix("date=")
        others = [
            other
            for other in list_day(self._output, "articles" if kind == "articles" else "failures", day)
            if other != path
        ]
        self._searched += len(others)
        return [replace(_row(one), was=path) for one in find_in_files(self._output, others, sought)]

    def _is_past_whole(self) -> bool:
        newest = read_newest(self._state)
        return newest is None or self._past.covers(newest.sequence)

    def _is_worth_a_search(self, views: list[ShardView], events: list[Event]) -> bool:
        """Tell whether rows may be there that neither log nor past knows."""
        if self._scan:
            return True
        if self._is_past_whole() or last_end(events) is not None:
            return False
        is_owed = any(find_parked(self._state, view.shard, {self._target.id}) for view in views)
        return not is_owed

    def _search(self, views: list[ShardView], ids: Collection[str]) -> list[PlacedRow]:
        """Search the rows of days before the past begins, from the day on which the entry was seen last backwards."""
        seen = [day for view in views for id_ in ids if (day := view.memory.settled.get(id_, FOREVER)) != FOREVER]
        begins_at = None if self._scan else self._past.begins_at
        until = min([max(seen)] if seen else [], default=None) or (f"{begins_at:%Y-%m-%d}" if begins_at else None)
        addresses = {self._target.asked, self._target.url} if self._scan and self._target.url is not None else set()
        sought = RowsSought(ids=frozenset(ids), addresses=frozenset(filter(None, addresses)))
        for kind in _KINDS:
            days = [day for day in list_days(self._output, kind) if until is None or day <= until]
            if len(days) > 1:
                _log.info(
                    "Searching the %s of up to %d days, the newest first: nothing says where the row is",
                    kind,
                    len(days),
                )
            for day in days:
                paths = list_day(self._output, kind, day)
                self._searched += len(paths)
                found = find_in_files(self._output, paths, sought)
                if found:
                    return [_row(one) for one in found]
        return []

    def _url(self, entry: Entry | None, rows: list[PlacedRow]) -> str | None:
        if self._target.url is not None:
            return self._target.url
        if entry is not None:
            return entry.url
        return next((row.record.url for row in rows if isinstance(row.record, Article)), None)

    def _with_revisions(self, history: EntryHistory, views: list[ShardView]) -> EntryHistory:
        rechecks = (view.memory.rechecks for view in views)
        return replace(
            history, revisions=find_revisions(self._output, history.rows, rechecks, self._config.revisions.checks)
        )

    def _with_surroundings(self, history: EntryHistory) -> EntryHistory:
        """Add what is remembered around it: feeds that list it, how its site may be asked, its stories"""
        state, config, now = self._state, self._config, self._now
        if history.url is not None:
            history = replace(
                history,
                robots=read_robots(state, config.shards, history.url, config.web, now),
                rest=read_rest(state, config.shards, history.url, now),
            )
        brought = {history.entry.feed_url} if history.entry is not None else set()
        standings = find_standings(state, config, history.ids, history.url, brought)
        history = replace(history, standings=tuple(standings))
        article = next((row.record for row in history.rows if isinstance(row.record, Article)), None)
        if article is not None:
            stories = find_stories(self._output.below(_STORIES), article.id, article.fetched.fetched_at)
            history = replace(history, stories=tuple(stories))
        return history


def _row(found: FoundRow) -> PlacedRow:
    assert isinstance(found.record, Article | Failure)
    return PlacedRow(path=found.path, line=found.line, record=found.record)


def _led_to(ids: Collection[str], views: list[ShardView], commits: list[PastCommit]) -> list[str]:
    """Give the ids that some ids led to: of articles with an address of their own, of entries that were handed over."""
    known = [view.memory.aliases.get(id_) for view in views for id_ in ids]
    known += [commit.aliases.get(id_) for commit in commits for id_ in ids]
    return list(dict.fromkeys(filter(None, known)))


def _ways(commits: list[PastCommit], views: list[ShardView], ids: Collection[str]) -> tuple[str, ...]:
    """Give the other entries that led to the same article."""
    pairs = [pair for commit in commits for pair in commit.aliases.items()]
    pairs += [pair for view in views for pair in view.memory.aliases.pairs()]
    return tuple(dict.fromkeys(way for way, to in pairs if to in ids and way not in ids))


def _remembered(views: list[ShardView], ids: list[str], events: Iterable[Event]) -> dict[str, object]:
    """Give what the logs remember of an entry, the first of the ids; where it was handed over, of what took its place."""
    id_ = last_of_way(ids[0], events)
    days = [day for view in views if (day := view.memory.settled.get(id_)) is not None]
    deferrals = [found for view in views if (found := view.memory.deferred.get(id_)) is not None]
    reopened = [at for view in views if (at := view.memory.reopened.get(id_)) is not None]
    return {
        "settled_on": max(days, default=None),
        "deferral": deferrals[-1] if deferrals else None,
        "reopened_at": max(reopened, default=None),
        "led_to": ids[1] if len(ids) > 1 else None,
        "doubtful": tuple(path for view in views for path in view.doubtful),
    }


def _with_recorded_drops(events: list[Event], rows: list[PlacedRow]) -> list[Event]:
    """Tell events of failures by which an entry was dropped as such: only their rows say so."""
    records = [row.record for row in rows if isinstance(row.record, Failure)]
    reasons = {record.id: record.reason for record in records if is_recorded_drop(record.reason)}
    return [
        replace(event, what="dropped", reason=reasons[event.id])
        if event.what == "failed" and event.id in reasons
        else event
        for event in events
    ]


def _fate(history: EntryHistory) -> Fate:
    """Tell how an entry stands, by the logs first, which alone say what is settled now."""
    if history.settled_on == FOREVER:
        return "taken down"
    if history.settled_on is None and history.box is not None:
        return "owed"
    if history.settled_on is None and history.reopened_at is not None:
        return "unparked"
    if any(isinstance(row.record, Article) for row in history.rows):
        return "written"  # if not by this way, by another
    end = last_end(history.events)
    if end is not None and end.what in ENDS:
        return ENDS[end.what]
    if history.rows:
        return "failed"
    return "settled" if history.settled_on is not None else "unknown"


def _entry_of(rows: list[PlacedRow]) -> Entry | None:
    failures = [row.record for row in rows if isinstance(row.record, Failure)]
    return failures[-1].entry if failures else None
