"""What a later reading of an article means, by a table; and the step that asks for it."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import msgspec
import pytest
from asked_again import HOUR, recheck
from bare_articles import bare_article
from msgspec.structs import replace
from one_shard import NOON
from steps import now, set_now, through

from transforms import reasons
from transforms.compare_versions import ComparedBy, CompareVersions, compare_versions, judge_unread, without_repeats
from transforms.pure.body.site_repeats import block_key
from transforms.pure.revisions.digests import comparable_digest
from transforms.rechecks import RevisionOptions
from transforms.records import Article, Page, Run
from transforms.row_files import pack
from transforms.state.documents import SitesDocument
from transforms.state.log import Deferral
from transforms.state.roots import Roots
from transforms.state.storage import open_store
from transforms.tries import FetchOptions
from transforms.turns import (
    Began,
    Captured,
    Deferred,
    Dropped,
    Extracted,
    Failed,
    Rechecked,
    Retracted,
    Revised,
    fail_entry,
)
from transforms.written import written

CHECKS = (3600.0, 86_400.0)
STORY = "\n\n".join(f"On day {number} the water rose by an inch, and the wall of the dam held." for number in range(8))
FIRST = bare_article(
    id="a", text=STORY, title="Dam holds", authors=("Ada Fernwright",), run=Run(id="p", newsbeam_version="1")
)
BEFORE = recheck("a", digest=comparable_digest(FIRST), file="articles/date=2026-11-22/part-0.jsonl.gz")
ANOTHER = " ".join(f"word{n}" for n in range(90))
NOTICE = "This article has been withdrawn because its main source could not be confirmed."


def given(**fields: Any) -> ComparedBy:
    said = {"checks": CHECKS, "tries": FetchOptions(), "least_characters": 100, "now": NOON + HOUR}
    return ComparedBy(**said | {"rng": random.Random(1)} | fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "outcome"),
    [
        ({}, "unchanged"),
        ({"tags": ("dams",)}, "unchanged"),
        ({"text": f"{STORY}\n\nWatch the video below."}, "unchanged"),
        ({"text": STORY.replace("an inch", "a foot")}, "edit"),
        ({"text": STORY.replace("inch", "foot") + "\n\nCorrection: It was a foot."}, "correction"),
        ({"text": ANOTHER}, "rewrite"),
        ({"title": "Dam breaks"}, "edit"),
        ({"text": f"{NOTICE}\n\n{STORY}"}, "notice"),
        ({"text": NOTICE}, "notice"),
        ({"text": "The water rose."}, "put_off/no_text"),
        ({"text": ANOTHER, "id": "other"}, "put_off/other_article"),
        ({"text": STORY.replace("an inch", "a foot"), "id": "other"}, "edit"),
        ({"text": STORY[:200], "page_kind": "stub"}, "put_off/cut_short"),
    ],
)
def test_what_a_later_reading_means(changed: dict[str, Any], outcome: str) -> None:
    article = replace(FIRST, **changed)
    found = compare_versions(BEFORE, article, lambda: FIRST, given())
    if isinstance(found, Revised):
        assert (found.revision.id, found.revision.version, found.revision.previous_version) == ("a", 2, 1)
        assert found.after is not None and found.after.digest == comparable_digest(article)
        assert found.revision.significance == outcome
    elif isinstance(found, Retracted):
        assert (found.retraction.because, found.retraction.notice, found.retraction.title) == (
            outcome,
            NOTICE,
            "Dam holds",
        )
    else:
        assert found.outcome == outcome
    assert found.before == BEFORE


def test_what_has_the_same_digest_costs_no_reading() -> None:
    def read() -> Article | None:
        raise AssertionError("it is read")

    assert isinstance(compare_versions(BEFORE, FIRST, read, given()), Rechecked)


def test_without_the_earlier_version_nothing_is_compared() -> None:
    found = compare_versions(BEFORE, replace(FIRST, title="Dam breaks"), lambda: None, given())
    assert isinstance(found, Rechecked) and found.outcome == "put_off/no_earlier_version"


BIO = "Ada Fernwright covers rivers for the paper."


@pytest.mark.parametrize(
    ("before", "after", "known", "is_unchanged"),
    [
        (f"{STORY}\n\n{BIO}", STORY, {block_key(BIO): 2}, True),
        (STORY, f"{STORY}\n\n{BIO}", {block_key(BIO): 2}, True),
        (f"{BIO}\n\n{STORY}", STORY, {}, False),
        (f"{BIO}\n\n{STORY}", STORY.replace("inch", "foot"), {block_key(BIO): 2}, False),
    ],
    ids=["left out by now", "left out before", "not known", "beside a change"],
)
def test_what_a_site_repeats_is_no_change(before: str, after: str, known: dict[str, int], is_unchanged: bool) -> None:
    first, later = replace(FIRST, text=before), replace(FIRST, text=after)
    found = compare_versions(replace(BEFORE, digest="d"), later, lambda: first, given(known=known))
    assert isinstance(found, Rechecked) == is_unchanged
    if isinstance(found, Revised):
        assert not any(BIO.split()[0] in (change.removed or "") for change in found.revision.changes.words) or not known


def test_what_both_have_stays() -> None:
    both = replace(FIRST, text=f"{STORY}\n\n{BIO}")
    assert without_repeats(both, both, {block_key(BIO): 3}) == (both, both)


DEFERRAL = Deferral(attempts=1, not_before=NOON, reason=reasons.BOT_CHECK)
FAILED = fail_entry(BEFORE.entry, NOON, stage="extract", reason=reasons.NO_TEXT, message="m", subject="s")
RESERVED = fail_entry(BEFORE.entry, NOON, stage="extract", reason=reasons.RESERVED_RSL, message="m", subject="s")


@pytest.mark.parametrize(
    ("element", "outcome", "ends"),
    [
        (FAILED, "put_off/no_text", False),
        (Deferred(BEFORE.entry.id, DEFERRAL), "put_off/bot_check", False),
        (Dropped(BEFORE.entry.id, reasons.DUPLICATE), "put_off/duplicate", False),
        (RESERVED, "ended/reserved_rsl", True),
    ],
)
def test_what_was_not_read_is_put_off_or_ends(element: Any, outcome: str, ends: bool) -> None:
    found = judge_unread(BEFORE, element, given())
    assert (found.outcome, found.after is None) == (outcome, ends)


class Turn:
    """The part of a turn that the step needs."""

    def __init__(self, *rechecks: Any) -> None:
        self.rechecks = {one.entry.id: one for one in rechecks}
        self.sites, self.began_at = SitesDocument(), NOON


def step(folder: Path) -> CompareVersions:
    roots = Roots(state=str(folder / "state"), output=str(folder / "out"), shards=1)
    store = open_store(roots.output)
    store.create(BEFORE.file, pack(BEFORE.file, [line(FIRST)]))
    return CompareVersions(RevisionOptions(checks=CHECKS), FetchOptions(), 100, roots, now)


def line(article: Article) -> bytes:
    return msgspec.json.encode(written(article))


def test_the_step_acts_on_what_is_asked_again_alone(tmp_path: Path) -> None:
    set_now(NOON + HOUR)
    turn: Any = Turn(BEFORE)
    page = Page(entry=BEFORE.entry, fetched_url=BEFORE.url, status=200, body=b"", fetched_at=NOON, size=0)
    news = Extracted(replace(BEFORE.entry, id="n"), FIRST)
    later = Extracted(BEFORE.entry, replace(FIRST, title="Dam breaks"))
    began, *found = through(step(tmp_path), Began(turn), news, Captured(page), later, later)
    assert isinstance(began, Began)
    assert [type(element) for element in found] == [Extracted, Captured, Revised, Extracted]
    assert found[0] is news and found[2].revision.changes.fields == ("title",)
    assert turn.rechecks == {}, "what comes later of the entry is another matter"


def test_a_page_of_what_did_not_change_is_not_kept_once_more(tmp_path: Path) -> None:
    set_now(NOON + HOUR)
    turn: Any = Turn(BEFORE)
    page = Page(entry=BEFORE.entry, fetched_url=BEFORE.url, status=200, body=b"", fetched_at=NOON, size=0)
    _, *found = through(step(tmp_path), Began(turn), Captured(page), Extracted(BEFORE.entry, FIRST))
    assert [type(element) for element in found] == [Rechecked]


def test_a_feeds_failure_is_none_of_an_article(tmp_path: Path) -> None:
    turn: Any = Turn(BEFORE)
    failed = Failed(None, FAILED.failure)
    assert through(step(tmp_path), Began(turn), failed)[1:] == [failed]
