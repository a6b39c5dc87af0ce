"""A status in words and as JSON: what the words mean, what is owed to feeds that are polled no more, which files are gone."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hostile_server import reply
from msgspec.structs import replace
from one_shard import entry
from small_newsroom import FEED, Newsroom
from steps import set_now

from pipelines.cli import main
from pipelines.config.config import Config
from pipelines.follow.keeping import FollowerState
from pipelines.run.passes import ingest
from pipelines.show.status import FeedState, Status
from pipelines.show.status_text import as_json, describe, explain_health
from transforms.pure.feeds.schedule_options import ScheduleOptions
from transforms.records import Feed

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
CONFIG = Config(output="out/news")


@pytest.fixture(autouse=True)
def at_noon() -> None:
    set_now(NOON)


def said(config: Config = CONFIG, **fields: Any) -> list[str]:
    return describe(Status(**{"feeds": []} | fields), config, NOON).splitlines()


def test_each_word_on_health_is_explained_where_it_is_used() -> None:
    feeds = [FeedState(feed=Feed(url="https://a.example/rss"), health="dead", next_poll_at=NOON, last_error="it broke")]
    found = said(feeds=feeds)
    assert found[:2] == [
        "Feeds     1: 1 dead; 1 due now",
        "          dead: so many polls have failed in a row that it is polled every 30 days at the least",
    ]
    assert explain_health({"healthy": 3, "new": 1}, ScheduleOptions()) == []
    assert explain_health({"failing": 1, "gone": 2}, ScheduleOptions(backoff_cap_seconds=7200)) == [
        "failing: the last poll failed; polled again after a growing wait, of 2 h at most",
        "gone: the server says for good that it is gone (410); polled every 30 days",
    ]


REMOVED = Counter({f"https://{name}.example/rss?token=s3cret": 7 - n for n, name in enumerate("abcdef")})


@pytest.mark.parametrize(("drops", "becomes"), [(False, "fetched all the same"), (True, "dropped by the next ingest")])
def test_what_is_owed_to_a_removed_feed_is_told(drops: bool, becomes: str) -> None:
    found = said(replace(CONFIG, drop_owed=drops), unlisted=REMOVED)
    at = next(n for n, line in enumerate(found) if line.startswith("Removed"))
    assert found[at].startswith(
        f"Removed   27 entries are owed to 6 feeds that are polled no more; they are {becomes} (`drop_owed` is"
    )
    assert found[at + 1] == "          7 of https://a.example/rss"
    assert found[at + 6] == "          and of 1 more feed"
    assert "s3cret" not in "".join(found)


def test_files_that_are_gone_are_told() -> None:
    paths = [f"articles/date=2026-11-22/part-{n}.jsonl.gz" for n in range(7)]
    (line,) = [line for line in said(gone=paths) if line.startswith("Gone")]
    assert "7 files that manifests list are not there" in line and "part-4" in line and "part-5" not in line
    assert "newsbeam verify" in line


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({}, []),
        (
            {"asked_again": 1, "next_recheck": NOON},
            [
                "Again     1 article is asked for again, the next one at 2026-11-22 12:00 UTC; 0 later versions and 0"
                " retractions so far"
            ],
        ),
        (
            {"asked_again": 0, "revised": 2, "retracted": 1},
            ["Again     0 articles are asked for again; 2 later versions and 1 retraction so far"],
        ),
    ],
)
def test_what_is_asked_for_again_is_told(fields: dict[str, Any], line: list[str]) -> None:
    assert [one for one in said(**fields) if one.startswith("Again")] == line


def test_json_has_all_of_it_and_no_secrets() -> None:
    feed = FeedState(
        feed=Feed(url="https://a.example/rss?token=s3cret", name="A"),
        health="failing",
        next_poll_at=NOON,
        last_error="https://a.example/rss?token=s3cret: the server answered 500",
    )
    status = Status(feeds=[feed], owed=2, oldest_owed=entry("a", NOON), unlisted=REMOVED, deferred=Counter(timeout=1))
    text = as_json(status, NOON)
    found = json.loads(text)
    assert found["at"] == "2026-11-22T12:00:00Z"
    assert found["feeds"][0] == {
        "url": "https://a.example/rss",
        "name": "A",
        "health": "failing",
        "next_poll_at": "2026-11-22T12:00:00Z",
        "last_error": "https://a.example/rss: the server answered 500",
        "missed": 0,
    }
    assert found["deferred"] == {"timeout": 1} and found["oldest_owed"]["url"] == "https://site.example/a"
    assert set(Status.__struct_fields__) <= set(found)
    assert "s3cret" not in text


def test_the_command_tells_removed_feeds_and_files_that_are_gone(
    newsroom: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    newsroom.publish("/news/1", "/news/2")
    newsroom.server.answers["/news/2"] = reply(503)
    ingest(newsroom.config(failure_share=1), poll_all=True)
    path = newsroom.file(feeds=[], failure_share=1)
    assert main(["status", path]) == 0
    assert "Removed   1 entry is owed to 1 feed that is polled no more; they are fetched all the same" in (
        told := capsys.readouterr().out
    )
    assert f"          1 of {FEED}" in told
    newsroom.is_damaged = True
    (rows,) = Path(newsroom.output, "articles").rglob("*.gz")
    rows.unlink()
    assert main(["status", path, "--json"]) == 4
    assert json.loads(capsys.readouterr().out)["gone"] == [str(rows.relative_to(newsroom.output))]


def test_followers_are_named_with_how_far_they_are_behind() -> None:
    desk = FollowerState(name="desk", sink="webhook", target="https://desk.example", behind=0, refused=0, moved_at=NOON)
    late = FollowerState(name="late", sink="kafka", target="k:9092, topic news", behind=3, refused=1, moved_at=NOON)
    assert [line for line in said(followers=[desk, late]) if "moved" in line] == [
        "Followers desk (https://desk.example): up to date, moved 2026-11-22 12:00 UTC",
        "          late (k:9092, topic news): 3 manifests behind, 1 row refused, moved 2026-11-22 12:00 UTC",
    ]
