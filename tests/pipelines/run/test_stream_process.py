"""`newsbeam stream` in a process of its own: its lines, what signals do to it, and another command beside it."""

from __future__ import annotations

import signal
from collections.abc import Callable
from functools import partial

import pytest
from running_stream import PATIENCE_SECONDS, HeldPage, Running
from small_newsroom import FEED, OTHER, Newsroom, reply, rss, story, url
from warm import Warm

from pipelines.cli import main

STOPPING = "Stopping: waiting for the requests under way. Press Ctrl-C once more to leave at once.\n"


Start = Callable[..., Running]


@pytest.fixture
def start(warm: Warm, newsroom: Newsroom) -> Start:
    return partial(Running, warm, newsroom)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_between_passes_a_signal_ends_it_at_once(start: Start, newsroom: Newsroom, number: int) -> None:
    newsroom.publish("/1")
    with start(tick_seconds=3600) as running:
        assert "1 polled, 1 new, 1 written" in running.line("polled")
        assert running.signal(number) == STOPPING
        assert running.end() == (0, "Stopped: what was started is written, and nothing is owed.\n", "")


def test_within_a_pass_what_is_in_hand_is_finished_and_the_rest_stays_owed(start: Start, newsroom: Newsroom) -> None:
    newsroom.publish("/1", "/2", "/3")
    page = HeldPage(newsroom, "/2")
    with start() as running:
        assert page.asked.wait(PATIENCE_SECONDS)
        assert running.signal(signal.SIGTERM) == STOPPING
        page.may_answer.set()
        code, out, err = running.end()
    assert (code, err) == (0, "")
    assert "1 polled, 3 new, 2 written, 0 dropped, 0 failed, 1 owed" in out
    assert out.endswith(
        "Stopped: what was started is written; 1 entry is still owed. Run the same command again to continue.\n"
    )
    assert newsroom.written() == [url("/1"), url("/2")]
    assert main(["ingest", newsroom.file()]) == 0
    assert newsroom.written() == [url("/1"), url("/2"), url("/3")]


def test_what_takes_longer_than_the_grace_period_is_given_up_and_stays_owed(start: Start, newsroom: Newsroom) -> None:
    newsroom.publish("/1", "/2")
    page = HeldPage(newsroom, "/2")
    with start(grace_seconds=0) as running:
        assert page.asked.wait(PATIENCE_SECONDS)
        assert running.signal(signal.SIGINT) == STOPPING
        code, out, _ = running.end()  # while the page is still on its way
    assert (code, "1 written" in out, "1 entry is still owed" in out) == (0, True, True)
    assert newsroom.written() == [url("/1")]
    page.may_answer.set()
    assert main(["ingest", newsroom.file()]) == 0
    assert newsroom.written() == [url("/1"), url("/2")]


def test_a_second_signal_leaves_at_once_and_nothing_is_lost(start: Start, newsroom: Newsroom) -> None:
    newsroom.publish("/1", "/2")
    page = HeldPage(newsroom, "/2")
    with start() as running:
        assert page.asked.wait(PATIENCE_SECONDS)
        running.signal(signal.SIGINT)
        assert running.signal(signal.SIGINT) == (
            "Left at once. Nothing is lost: what was not written is still owed. Run the same command again.\n"
        )
        assert running.end() == (3, "", "")
    assert newsroom.written() == []
    page.may_answer.set()
    assert main(["ingest", newsroom.file()]) == 0
    assert newsroom.written() == [url("/1"), url("/2")]


def test_other_commands_work_beside_it(start: Start, newsroom: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    newsroom.publish("/1")
    page = HeldPage(newsroom, "/2")
    schedule = {"schedule": {"floor_seconds": 0, "jitter": 0}}
    with start(tick_seconds=0.2, poll=schedule) as running:
        running.line("1 written")
        newsroom.publish("/1", "/2")
        assert page.asked.wait(PATIENCE_SECONDS)
        assert main(["status", newsroom.file()]) == 0
        assert "Written   1 today (UTC), 1 in all" in capsys.readouterr().out
        page.may_answer.set()
        running.line("1 written")
        assert main(["status", newsroom.file()]) == 0
        assert "Owed      0\nWritten   2 today (UTC), 2 in all" in capsys.readouterr().out
        assert main(["ingest", newsroom.file(), "--now", "--share"]) == 0
        running.signal(signal.SIGTERM)
        assert running.end()[0] == 0
    assert newsroom.written() == [url("/1"), url("/2")]


def test_a_stream_that_cannot_begin_says_why(start: Start, newsroom: Newsroom) -> None:
    newsroom.publish("/1")
    main(["ingest", newsroom.file()])
    with start(shards=4) as running:
        code, out, err = running.end()
    assert (code, out) == (2, "")
    assert err.startswith(f"{newsroom.output}/_state: this state has 1 shards, the configuration says 4;")


def test_books_that_do_not_balance_are_exit_code_4(start: Start, newsroom: Newsroom) -> None:
    newsroom.publish("/1")

    newsroom.server.answers["/1"] = newsroom.lose_the_inbox
    with start() as running:
        code, out, err = running.end()
    assert (code, "1 polled, 1 new" in out) == (4, True)
    assert "\nEntries are missing: 1 was saved as owed and is now neither owed nor settled" in f"\n{err}"


def test_a_list_that_is_changed_beneath_it_is_taken_up(start: Start, newsroom: Newsroom) -> None:
    newsroom.publish("/1")
    newsroom.server.answers["/other.xml"] = reply(body=rss(url("/2", OTHER)), kind="text/xml")
    newsroom.server.answers["/2"] = reply(body=story("/2"))
    feeds = newsroom.folder / "feeds.txt"
    feeds.write_text(f"{FEED}\n")
    with start(tick_seconds=0.5, feeds=[], feeds_from="feeds.txt") as running:
        running.line("1 written")
        feeds.write_text(f"{FEED}\n{url('/other.xml', OTHER)}\n")
        assert "1 polled, 1 new, 1 written" in running.line("1 feed added")
        feeds.write_text("what is this?\n")
        assert "idle" in running.line("the changed configuration cannot be used, and the feeds stay as they were:")
        assert running.stdout.readline().startswith(f"    {feeds}:1: ")
        feeds.write_text(f"{url('/other.xml', OTHER)}\n")
        assert "0 polled" in running.line("1 feed removed")
        running.signal(signal.SIGTERM)
        code, out, err = running.end()
    assert (code, err, "feeds stay" in out) == (0, "", False)
    assert newsroom.written() == [url("/2", OTHER), url("/1")]
