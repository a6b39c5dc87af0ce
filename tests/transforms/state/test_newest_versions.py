"""What is remembered of articles, brought up to the newest versions that rows have."""

from __future__ import annotations

from datetime import timedelta

import pytest
from asked_again import HOUR, recheck, retracted, revised
from msgspec.structs import replace
from one_shard import NOON, article, failure

from transforms.pure.revisions.digests import comparable_digest
from transforms.revision_records import GoneAnswer
from transforms.state.newest_versions import NewestVersions
from transforms.state.recheck_queue import RecheckQueue

FIRST = recheck("a", file="f1")
SECOND = replace(revised(FIRST).revision, fetched=replace(article("a").fetched, fetched_at=NOON + HOUR, etag='"2"'))
THIRD = replace(SECOND, version=3, previous_version=2, text="A third text.")


def corrected(known: RecheckQueue, **files: list[object]) -> RecheckQueue:
    newest = NewestVersions()
    for path, rows in files.items():
        newest.add(path, rows)  # type: ignore[arg-type]
    newest.correct(known)
    return known


def test_what_is_of_the_newest_version_stays() -> None:
    known = RecheckQueue({"a": FIRST})
    assert corrected(known, f1=[article("a"), failure("b"), article("c")]) == {"a": FIRST}


def test_a_version_that_was_put_into_another_file_is_known_there() -> None:
    assert corrected(RecheckQueue({"a": FIRST}), f7=[article("a")]) == {"a": replace(FIRST, file="f7")}


@pytest.mark.parametrize("order", [("f2", "f3"), ("f3", "f2")])
def test_a_later_version_takes_the_place_of_what_is_known(order: tuple[str, str]) -> None:
    rows = {"f2": [SECOND], "f3": [THIRD]}
    before = replace(FIRST, gone=(GoneAnswer(status=404, answered_at=NOON),))
    found = corrected(RecheckQueue({"a": before}), f1=[article("a")], **{path: rows[path] for path in order})["a"]
    assert (found.version, found.changes, found.file, found.etag) == (3, 2, "f3", '"2"')
    assert (found.digest, found.seen_at, found.gone) == (comparable_digest(THIRD), NOON + timedelta(hours=1), ())
    assert (found.since, found.next_at) == (FIRST.since, FIRST.next_at)


@pytest.mark.parametrize("rows", [[], [article("a"), retracted(FIRST).retraction]], ids=["no row", "withdrawn"])
def test_what_has_no_row_or_was_withdrawn_is_asked_for_no_more(rows: list[object]) -> None:
    assert corrected(RecheckQueue({"a": FIRST}), f1=rows) == {}
