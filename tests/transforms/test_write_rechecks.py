"""The step that writes, where articles are asked for again: what is remembered, what is due, and what its rows say."""

from __future__ import annotations

import gzip
import itertools
import json
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import pytest
from asked_again import HOUR, later, retracted, revised
from msgspec.structs import replace
from one_shard import NOON, Shard, article, entry

from transforms.batch import WriteOptions
from transforms.rechecks import Recheck, RevisionOptions
from transforms.state.documents import Due, load_due
from transforms.turns import Element, Ended, Extracted, Rechecked, Turn
from transforms.write import Writer

CHECKS = RevisionOptions(checks=(3600.0, 86_400.0))
_passes = itertools.count()


@pytest.fixture
def shard(tmp_path: Path) -> Shard:
    return Shard(str(tmp_path))


def turn(shard: Shard, elements: Iterable[Element], options: RevisionOptions = CHECKS) -> Due:
    """Take a turn that brings these elements; what is due after it."""
    begun = Turn(shard.open(), f"p{next(_passes)}", NOON + timedelta(days=9), Due(), shard.now)
    writer = Writer(begun, WriteOptions(), "1.2", lambda: shard.now, revisions=options)
    for element in (*elements, Ended(begun)):
        writer.take(element)
    return load_due(shard.state, 0)


def known(shard: Shard) -> Recheck:
    (found,) = shard.open().memory.rechecks.values()
    return found


def begun(shard: Shard) -> Recheck:
    """An article was written by an earlier turn, and this is remembered of it."""
    turn(shard, [Extracted(entry("a"), article("a"))])
    return known(shard)


def test_an_article_that_is_written_is_asked_for_again_by_the_first_check(shard: Shard) -> None:
    due = turn(shard, [Extracted(entry("a"), article("a")), Extracted(entry("way"), article("a"))])
    found = known(shard)
    assert (found.id, found.version, found.done) == ("a", 1, 0)
    assert shard.output.read(found.file) is not None
    assert due.next_recheck == found.next_at > NOON


def test_without_checks_nothing_is_remembered_and_nothing_is_due(shard: Shard) -> None:
    assert turn(shard, [Extracted(entry("a"), article("a"))], RevisionOptions()).next_recheck is None
    assert shard.open().memory.rechecks == {}


def test_what_was_remembered_before_the_checks_were_taken_away_is_not_due(shard: Shard) -> None:
    begun(shard)
    assert turn(shard, [], RevisionOptions()).next_recheck is None


def test_an_answer_that_changed_nothing_puts_the_next_check_off(shard: Shard) -> None:
    before = begun(shard)
    due = turn(shard, [Rechecked(before, later(before), "unchanged")])
    assert known(shard) == later(before)
    assert due.next_recheck == later(before).next_at


def test_a_later_version_has_a_row_of_its_own_and_is_what_the_next_one_is_compared_with(shard: Shard) -> None:
    before = begun(shard)
    turn(shard, [revised(before)])
    after = known(shard)
    assert (after.version, after.digest) == (2, "Other text.")
    assert after.file.startswith("revisions/date=2026-11-22/part-") and after.file != before.file
    (row,) = gzip.decompress(shard.output.read(after.file) or b"").splitlines()
    said = json.loads(row)
    assert (said["id"], said["version"], said["previous_version"], said["text"]) == ("a", 2, 1, "Other text.")
    assert turn(shard, [revised(before)]).next_recheck == after.next_at
    assert known(shard) == after, "it was compared with a version that is no more the newest"


def test_a_retraction_is_written_and_ends_the_checks(shard: Shard) -> None:
    before = begun(shard)
    assert turn(shard, [retracted(before)]).next_recheck is None
    assert shard.open().memory.rechecks == {}
    (name,) = shard.output.names("retractions/date=2026-11-22")
    (row,) = gzip.decompress(shard.output.read(f"retractions/date=2026-11-22/{name}") or b"").splitlines()
    assert json.loads(row)["because"] == "gone"


def test_of_two_turns_that_asked_at_once_one_counts(shard: Shard) -> None:
    before = begun(shard)
    slow = Turn(shard.open(), "slow", NOON + timedelta(days=9), Due(), shard.now)
    turn(shard, [revised(before)])
    after = known(shard)
    writer = Writer(slow, WriteOptions(), "1.2", lambda: shard.now, revisions=CHECKS)
    for element in (revised(before, text="Slow."), Ended(slow)):
        writer.take(element)
    assert slow.owner.lost
    assert known(shard) == after
    assert len(shard.output.names("revisions/date=2026-11-22")) == 1


def test_an_owner_gives_each_article_once_a_turn_and_only_when_it_is_due(shard: Shard) -> None:
    before = begun(shard)
    owner = shard.open()
    assert owner.take_rechecks(before.next_at - HOUR, 9) == []
    assert owner.take_rechecks(before.next_at, 0) == []
    assert owner.take_rechecks(before.next_at, 9) == [before]
    assert owner.take_rechecks(before.next_at, 9) == []
    assert owner.commit({}, {}, {}, rechecked={"a": replace(before, done=1)})
    assert owner.take_rechecks(before.next_at, 9) == []
    assert shard.open().take_rechecks(before.next_at, 9) == [replace(before, done=1)]
