"""A whole ingest of a newsroom that reserves, allows and says nothing: what rows hold, and what is dropped."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import pytest
from hostile_server import reply
from small_newsroom import Newsroom, story, url

from pipelines.cli import main

ROBOTS = "User-agent: *\nContent-Signal: search=yes, ai-train=no\n\nUser-agent: GPTBot\nDisallow: /\n"
RESERVED = b"<meta name='tdm-reservation' content='1'></head>"


@pytest.fixture
def reserving(newsroom: Newsroom) -> Newsroom:
    """A newsroom whose robots.txt speaks of uses, with one page that reserves mining and one that speaks to another agent."""
    answers = newsroom.server.answers
    answers["/robots.txt"] = reply(body=ROBOTS.encode(), kind="text/plain")
    answers["/1"] = reply(body=story("1").replace(b"<html>", b"<html><head>" + RESERVED))
    answers["/2"] = reply(body=story("2"), headers={"X-Robots-Tag": "googlebot: noai, noindex"})
    newsroom.publish("/1", "/2")
    return newsroom


def rights_of(newsroom: Newsroom) -> Mapping[str, dict[str, Any]]:
    return {row["url"].rpartition("/")[2]: row["rights"] for row in newsroom.rows()}


def test_a_row_holds_what_was_said_and_what_follows(reserving: Newsroom) -> None:
    assert main(["ingest", reserving.file()]) == 0
    rights = rights_of(reserving)
    assert {name: (one["tdm"], one["train_ai"], one["search"]) for name, one in rights.items()} == {
        "1": ("reserved", "reserved", "allowed"),
        "2": (None, "reserved", "allowed"),
    }
    assert [(one["standard"], one["place"], one["value"]) for one in rights["1"]["signals"]] == [
        ("content_signal", "robots_txt", "Content-Signal: search=yes, ai-train=no"),
        ("robots_txt", "robots_txt", "Disallow: / for GPTBot"),
        ("tdmrep", "meta", "tdm-reservation: 1"),
    ]
    assert {one["robots_sha256"] for one in rights.values()} == {hashlib.sha256(ROBOTS.encode()).hexdigest()}
    assert {row["url"].rpartition("/")[2]: row["fetched"]["fetched_at"] for row in reserving.rows()} == {
        name: one["seen_at"] for name, one in rights.items()
    }


def test_what_is_reserved_for_a_purpose_is_dropped_and_counted(
    reserving: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ingest", reserving.file(rights={"policy": "drop_reserved", "purposes": ["tdm"]})]) == 0
    assert reserving.written() == [url("/2")]
    assert "1 dropped (reserved_tdmrep 1)" in capsys.readouterr().out


TDM = "/.well-known/tdmrep.json"
TO_DROP = {"policy": "drop_reserved", "purposes": ["tdm"]}


def test_what_the_file_of_the_site_reserves_is_not_fetched(
    newsroom: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    newsroom.server.answers[TDM] = reply(body=b'[{"location": "/1", "tdm-reservation": 1}]', kind="application/json")
    newsroom.publish("/1", "/2")
    assert main(["ingest", newsroom.file(rights=TO_DROP)]) == 0
    assert newsroom.written() == [url("/2")]
    assert "/1" not in newsroom.server.paths()
    assert "1 written, 1 dropped (reserved_tdmrep 1), 0 failed" in capsys.readouterr().out
    ((_, reason),) = newsroom.failed().items()
    assert reason == "reserved_tdmrep"


@pytest.mark.parametrize("place", ["tdmrep_file", "meta"])
def test_another_policy_and_a_retry_bring_back_what_was_dropped(
    newsroom: Newsroom, capsys: pytest.CaptureFixture[str], place: str
) -> None:
    if place == "meta":
        newsroom.server.answers["/1"] = reply(body=story("1").replace(b"<html>", b"<html><head>" + RESERVED))
    else:
        newsroom.server.answers[TDM] = reply(body=b'[{"location": "/", "tdm-reservation": 1}]', kind="application/json")
    newsroom.publish("/1")
    assert main(["ingest", newsroom.file(rights=TO_DROP)]) == 0
    assert main(["retry", newsroom.file(), "--reason", "reserved_tdmrep"]) == 0
    assert main(["ingest", newsroom.file()]) == 0
    assert newsroom.written() == [url("/1")]
    (row,) = newsroom.rows()
    assert (row["rights"]["tdm"], row["rights"]["signals"][0]["place"]) == ("reserved", place)


def test_what_a_feed_says_of_its_item_is_kept_with_the_article_and_obeyed(newsroom: Newsroom) -> None:
    licence = '<rsl:license><rsl:prohibits type="usage">ai-train</rsl:prohibits></rsl:license>'
    newsroom.publish("/1")
    items = f"<item><link>{url('/1')}</link><rsl:content>{licence}</rsl:content></item>"
    feed = (
        f'<rss version="2.0" xmlns:rsl="https://rslstandard.org/rsl"><channel><title>P</title>{items}</channel></rss>'
    )
    newsroom.server.answers["/feed.xml"] = reply(body=feed.encode(), kind="text/xml")
    assert main(["ingest", newsroom.file()]) == 0
    (row,) = newsroom.rows()
    (signal,) = row["rights"]["signals"]
    assert (signal["standard"], signal["place"], signal["reserves"]) == ("rsl", "feed", ["train_ai"])
    elsewhere = {
        "output": str(newsroom.folder / "other"),
        "rights": {"policy": "drop_reserved", "purposes": ["train_ai"]},
    }
    asked = len(newsroom.server.paths())
    assert main(["ingest", newsroom.file(**elsewhere)]) == 0
    assert newsroom.server.paths()[asked:] == ["/feed.xml"]


def test_files_are_left_out_where_the_configuration_says_so(newsroom: Newsroom) -> None:
    newsroom.server.answers[TDM] = reply(body=b'[{"location": "/", "tdm-reservation": 1}]', kind="application/json")
    newsroom.publish("/1")
    assert main(["ingest", newsroom.file(rights={"site_files": False})]) == 0
    assert TDM not in [asked.path for asked in newsroom.server.log]
    assert [row["rights"]["tdm"] for row in newsroom.rows()] == [None]


def test_a_policy_without_a_purpose_is_refused_with_the_cure(
    reserving: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ingest", reserving.file(rights={"policy": "drop_reserved"})]) == 2
    assert (
        "drop_reserved needs rights.purposes: one or more of tdm, train_ai, ai_input, search" in capsys.readouterr().err
    )
