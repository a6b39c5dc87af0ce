"""What the inbox has lost is missing until it is back, or until a repair has its feeds bring it again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hostile_server import reply
from small_newsroom import Newsroom, story, url

from pipelines.run.passes import Report, ingest
from transforms.state.repair import Repair
from transforms.state.verification import verify

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def newsroom(newsroom: Newsroom) -> Newsroom:
    """One article to be written, and an entry that stays owed."""
    newsroom.publish("/a", "/waits")
    newsroom.server.answers["/waits"] = reply(503)
    return newsroom


def run(newsroom: Newsroom, hours: float) -> Report:
    now = NOON + timedelta(hours=hours)
    return ingest(newsroom.config(memory_mb=0), clock=lambda: now)


@pytest.mark.parametrize("damage", ["deleted", "truncated"])
def test_a_lost_inbox_file_is_told_until_a_repair_brings_its_entries_again(newsroom: Newsroom, damage: str) -> None:
    assert not run(newsroom, 0).missing
    (box,) = (newsroom.output / "_state" / "inbox" / "0").iterdir()
    if damage == "deleted":
        box.unlink()
        for hours in (0.01, 24, 48):
            assert [len(ids) for ids in run(newsroom, hours).missing.values()] == [1], "it is told again and again"
    else:
        box.write_bytes(box.read_bytes()[:-9])
    state, output = newsroom.config().roots.open()
    assert any("newsbeam verify --repair" in finding.cure for finding in verify(state, output, 1).findings)
    newsroom.server.answers["/waits"] = reply(body=story("waits"))
    assert Repair(state, output, 1, version="0", clock=lambda: NOON + timedelta(days=3)).run().findings == ()
    assert not run(newsroom, 73).missing
    assert newsroom.written() == [url("/a"), url("/waits")]


def test_an_inbox_file_that_is_brought_back_is_missing_no_more(newsroom: Newsroom) -> None:
    run(newsroom, 0)
    (box,) = (newsroom.output / "_state" / "inbox" / "0").iterdir()
    data = box.read_bytes()
    box.unlink()
    assert run(newsroom, 24).missing
    box.write_bytes(data)
    newsroom.server.answers["/waits"] = reply(body=story("waits"))
    assert not run(newsroom, 48).missing
    assert newsroom.written() == [url("/a"), url("/waits")]
