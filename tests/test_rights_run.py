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


def test_a_policy_without_a_purpose_is_refused_with_the_cure(
    reserving: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ingest", reserving.file(rights={"policy": "drop_reserved"})]) == 2
    assert (
        "drop_reserved needs rights.purposes: one or more of tdm, train_ai, ai_input, search" in capsys.readouterr().err
    )
