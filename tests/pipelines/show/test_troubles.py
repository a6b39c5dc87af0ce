"""What failed in a run: by reason, where most, and what helps."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from hostile_server import reply
from small_newsroom import Newsroom, url

from pipelines.run.passes import ingest
from pipelines.show import troubles
from pipelines.show.troubles import Trouble, describe_troubles, read_troubles
from transforms import reasons


def entries(reason: reasons.Reason, count: int, **hosts: int) -> Trouble:
    return Trouble(False, reason, count, Counter({f"{name}.example": n for name, n in hosts.items()}), "it broke")


def test_feeds_and_entries_are_apart_and_the_command_ends_the_lines() -> None:
    feed = Trouble(True, reasons.TIMEOUT, 1, Counter({"https://a.example/rss": 1}), "")
    said = describe_troubles([feed, entries(reasons.NO_TEXT, 9, b=5, c=2, d=1, e=1)], "newsbeam status x.yaml")
    assert [line[:60] for line in said if not line.startswith(" " * 14)] == [
        "Failing   1 feed: timeout (https://a.example/rss)",
        "Failed    9 entries: no_text (b.example 5, c.example 2, d.ex",
        "More      newsbeam status x.yaml",
    ]
    assert "and 1 more)" in said[2]
    assert "Waiting may help" in said[1]


def test_nothing_failed() -> None:
    assert describe_troubles([], "newsbeam status x.yaml") == []


def test_of_many_reasons_the_most_frequent_are_shown() -> None:
    many = [entries(reasons.http_status(400 + n), 9 - n, a=9 - n) for n in range(6)]
    said = describe_troubles(many, "more")
    assert sum("entries: http_4" in line for line in said) == troubles.SHOWN_REASONS
    assert "          and for 2 more reasons" in said


def test_a_reason_of_a_later_version_is_shown_with_its_message() -> None:
    said = describe_troubles([entries(reasons.Reason("from_the_future"), 1, a=1)], "more")
    assert said[:2] == ["Failed    1 entry: from_the_future (a.example 1)", "              it broke"]


def test_what_a_run_lists_as_failures_is_read(newsroom: Newsroom) -> None:
    newsroom.publish("/news/1", "/news/2", "/news/3")
    newsroom.server.answers["/news/1"] = newsroom.server.answers["/news/2"] = reply(404)
    feeds = [*newsroom.settings["feeds"], "http://valley.example:9/x?token=secret"]
    config = newsroom.config(feeds=feeds, failure_share=1)
    done = ingest(config, poll_all=True)
    found = read_troubles(config.output, done.manifests)
    assert [(one.is_feed, one.reason, one.times) for one in found][1:] == [(False, "http_404", 2)]
    assert found[1].subjects == {"paper.example": 2}
    assert found[0].is_feed and "secret" not in "".join(found[0].subjects)
    assert url("/news/1") in {row["subject"] for row in newsroom.rows("failures")}


def test_of_a_damaged_file_nothing_is_said(newsroom: Newsroom) -> None:
    newsroom.publish("/news/1")
    newsroom.server.answers["/news/1"] = reply(404)
    done = ingest(newsroom.config(failure_share=1), poll_all=True)
    newsroom.is_damaged = True
    for path in Path(newsroom.output, "failures").rglob("*.gz"):
        path.write_bytes(path.read_bytes()[:-9])
    assert read_troubles(str(newsroom.output), done.manifests) == []
    assert read_troubles("nosuchstore://x", done.manifests) == []
