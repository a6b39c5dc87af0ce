"""What a log says of articles that are asked for again: by kept files alone, of none that was taken down, and in its file."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from asked_again import HOUR, later, recheck
from msgspec.structs import replace
from one_shard import NOON, rows

from transforms.rechecks import Recheck
from transforms.state.changes import Forgotten, Replaced
from transforms.state.files import Decision, Planned
from transforms.state.log import Commit, Log
from transforms.state.memory import MEMORY_DAYS, Memory, add_newer, add_up, snapshot_of

A = recheck("a", file="f1")


def commit(at: datetime = NOON, **fields: Any) -> Commit:
    return Commit(attempt="x", pass_id="p", opened_at=at, committed_at=at, **fields)


def planned(**rechecks: Recheck | None) -> Planned:
    return replace(rows(*rechecks)[0], rechecks=rechecks)


def read(*commits: Commit, found: Decision | None = "kept") -> Memory:
    log: Log = list(enumerate(commits, start=1))
    return add_up(log, lambda path, planned: found)


BEGUN = commit(files={"f1": planned(a=replace(A, file=""))})
NEXT = {"f1": "kept"}


@pytest.mark.parametrize(("found", "known"), [("kept", {"a": A}), ("void", {}), (None, {})])
def test_it_begins_with_a_row_whose_file_is_kept_and_names_that_file(
    found: Decision | None, known: dict[str, Recheck]
) -> None:
    assert read(BEGUN, found=found).rechecks == known


@pytest.mark.parametrize("found", ["kept", "void"])
def test_a_revision_advances_it_only_where_its_file_is_kept(found: Decision) -> None:
    second = replace(later(A), version=2)
    memory = read(BEGUN, commit(decisions=NEXT, files={"f2": planned(a=second)}), found=found)
    assert memory.rechecks == {"a": replace(second, file="f2") if found == "kept" else A}


@pytest.mark.parametrize("found", ["kept", "void"])
def test_a_retraction_ends_it_only_where_its_file_is_kept(found: Decision) -> None:
    memory = read(BEGUN, commit(decisions=NEXT, files={"f2": planned(a=None)}), found=found)
    assert memory.rechecks == ({} if found == "kept" else {"a": A})


@pytest.mark.parametrize(("after", "known"), [(later(A), {"a": later(A)}), (None, {})])
def test_without_a_row_the_commit_says_what_is_remembered(after: Recheck | None, known: dict[str, Recheck]) -> None:
    assert read(BEGUN, commit(decisions=NEXT, rechecked={"a": after})).rechecks == known


def test_what_is_taken_down_is_not_asked_for_again_nor_begun_later() -> None:
    memory = read(BEGUN, commit(decisions=NEXT, forgotten=[Forgotten(id="a")]))
    assert memory.rechecks == {}
    more = commit(files={"f3": planned(a=A)}, rechecked={"a": later(A)})
    assert add_newer(memory, [(3, more)], lambda path, planned: "kept").rechecks == {}


@pytest.mark.parametrize(("by", "found", "files"), [("f9", "kept", ["f9"]), ("f9", "void", ["f1"]), (None, "kept", [])])
def test_it_names_the_file_that_takes_over_the_rows_of_its_own(
    by: str | None, found: Decision, files: list[str]
) -> None:
    rewritten = {by: rows()[0]} if by else {}
    moved = commit(decisions=NEXT, files=rewritten, replaces=[Replaced(path="f1", by=by)])
    assert [one.file for one in read(BEGUN, moved, found=found).rechecks.values()] == files


def test_a_snapshot_says_the_same_as_the_log_below_it() -> None:
    memory = read(BEGUN, commit(decisions=NEXT, rechecked={"a": later(A)}))
    again = read(commit(snapshot=snapshot_of(memory, NOON)))
    assert again.rechecks == memory.rechecks == {"a": later(A)}
    assert again.rechecks.next_at == later(A).next_at


def test_a_snapshot_leaves_out_articles_that_are_too_old_by_the_days_of_work() -> None:
    now = NOON + timedelta(days=MEMORY_DAYS + 10)
    memory = read(BEGUN)
    assert snapshot_of(memory, now).rechecks == {"a": A}, "one day of work proves nothing"
    memory.days = [f"{now - timedelta(days=ago):%Y-%m-%d}" for ago in range(7, -1, -1)]
    assert snapshot_of(memory, now).rechecks == {}


def test_a_snapshot_and_the_next_commit_undo_what_a_clock_has_put_off_that_was_ahead() -> None:
    ahead = NOON + timedelta(days=400)
    begun = commit(ahead, files={"f1": planned(a=recheck("a", ahead + HOUR, at=ahead))})
    due = recheck("a", NOON, file="f1")
    assert snapshot_of(read(begun), NOON).rechecks == {"a": due}
    assert read(begun, commit(decisions=NEXT)).rechecks == {"a": due}
    assert read(begun).rechecks["a"].next_at == ahead + HOUR
