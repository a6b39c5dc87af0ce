"""Made-up bytes as a document of the state."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
from fuzz_checks import NOW

from transforms.errors import StateError
from transforms.pure.feeds.backfill import BackfillOptions, next_gap
from transforms.pure.feeds.completeness import note_no_change
from transforms.pure.feeds.health import is_due, without_future
from transforms.pure.feeds.schedule import wants_unconditional
from transforms.pure.feeds.schedule_options import ScheduleOptions
from transforms.pure.net.pacing import delay_seconds, spacing_seconds
from transforms.records import Entry
from transforms.state.ahead import is_unbelievable, tell_future
from transforms.state.changes import find_rows
from transforms.state.decoding import decode
from transforms.state.documents import Due, FeedDocument, SitesDocument
from transforms.state.holder import Holder, judge
from transforms.state.log import Commit, count_outcomes, find_gap, may_try
from transforms.state.manifests import Manifest
from transforms.state.memory import add_up, due_now, ids_to_renew, is_commit_due, next_commit, snapshot_of
from transforms.state.rests import RestsDocument
from transforms.state.roots import StateMeta
from transforms.state.storage import Store, open_store
from transforms.web.sites import SiteAdvice
from transforms.websub.polls import poll_again_at

_STORE: Store = open_store("memory://fuzz")
_PATH = "log/1/0000000001.json"
_KINDS: tuple[Any, ...] = (
    Commit, FeedDocument, tuple[Entry, ...], Manifest, Due, SitesDocument, RestsDocument, StateMeta, Holder,
)  # fmt: skip


def run(data: bytes) -> None:
    """A document of the state can be worked with and reads the same once written, or a StateError names it with its cure."""
    for kind in _KINDS:
        try:
            found = decode(_STORE, _PATH, data, kind, "restore it")
        except StateError as error:
            assert _PATH in str(error) and str(error).endswith("restore it")
            continue
        assert msgspec.json.decode(msgspec.json.encode(found), type=kind) == found
        if isinstance(found, Commit):
            _check_commit(found)
        elif isinstance(found, Due):
            is_unbelievable(found, NOW)
        elif isinstance(found, Manifest):
            assert found.path.startswith("runs/date=")
            tell_future("here", found.made_at, NOW)
            find_rows("a", 3, found.replaced)
        elif isinstance(found, FeedDocument):
            _check_feed(found)
        elif isinstance(found, Holder):
            judge(found, NOW)
            judge(found, NOW, found.machine)
        elif isinstance(found, SitesDocument):
            _check_sites(found)
        elif isinstance(found, tuple):
            assert all(entry.parked_at - NOW < timedelta.max for entry in found)


def _check_commit(commit: Commit) -> None:
    """Check that a log of one commit is added up, and continued."""
    find_gap([(1, commit)])
    for deferral in commit.deferred.values():
        may_try(deferral, {}, NOW)
    decisions = dict.fromkeys(commit.files, "kept")
    assert count_outcomes(commit, {}).total() <= count_outcomes(commit, decisions).total() or any(
        count < 0 for planned in commit.files.values() for count in planned.counts.values()
    )
    try:
        memory = add_up([(1, commit)], lambda path, planned: "kept")
        add_up([(1, commit), (2, commit)], lambda path, planned: None)
    except StateError:
        return
    ids = [id_ for planned in commit.files.values() for id_ in planned.ids]
    assert all(id_ in memory.settled for id_ in ids if id_ not in commit.reopened)
    due_now(memory, NOW)
    ids_to_renew(memory, ids, NOW)
    is_commit_due(memory, ids, NOW, NOW)
    draft = Commit(attempt="a", pass_id="p", opened_at=NOW, committed_at=NOW)
    following = next_commit(memory, draft, ids, 1)
    assert following.snapshot is not None and following.snapshot == snapshot_of(memory, NOW)
    assert msgspec.json.decode(msgspec.json.encode(following), type=Commit) == following


def _check_sites(document: SitesDocument) -> None:
    """Check that what is remembered of a site's pace tells how long to wait, never for longer than the spacing."""
    try:
        advice = msgspec.convert(document.sites, dict[str, SiteAdvice])
    except msgspec.ValidationError:
        return  # The web client leaves it out.
    for one in advice.values():
        spacing = spacing_seconds(one.pace, 1.0)
        assert 0 <= delay_seconds(one.pace, NOW, spacing) <= spacing


def _check_feed(document: FeedDocument) -> None:
    """Check that what is remembered of a feed can be compared with now, and that a next poll is planned."""
    is_due(document.health, NOW)
    wants_unconditional(document.health, ScheduleOptions(), NOW)
    without_future(document.health, NOW, 86_400.0)
    poll_again_at(document, NOW)
    note_no_change(document.completeness, NOW)
    next_gap(document.completeness, BackfillOptions(), NOW)
