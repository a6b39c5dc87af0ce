"""The command `newsbeam rights`, on a newsroom that changes its mind."""

from __future__ import annotations

import json

import pytest
from hostile_server import reply
from small_newsroom import Newsroom

from pipelines.cli import main

TDM = "/.well-known/tdmrep.json"


@pytest.fixture
def reserving(newsroom: Newsroom) -> Newsroom:
    newsroom.server.answers[TDM] = reply(body=b'[{"location": "/", "tdm-reservation": 1}]', kind="application/json")
    newsroom.publish("/1", "/2")
    assert main(["ingest", newsroom.file()]) == 0
    return newsroom


def test_all_sites_are_listed(reserving: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["rights", reserving.file()]) == 0
    assert "paper.example         2  0/2/0     0/0/2     0/0/2   0/0/2" in capsys.readouterr().out


@pytest.mark.parametrize("site", ["paper.example", "www.paper.example", "http://paper.example/1", "PAPER.example"])
def test_one_site_is_told_at_length(reserving: Newsroom, capsys: pytest.CaptureFixture[str], site: str) -> None:
    capsys.readouterr()
    assert main(["rights", reserving.file(), site]) == 0
    said = capsys.readouterr().out
    assert said.startswith("paper.example\n2 articles, on ")
    assert '{"location": "/", "tdm-reservation": 1}\n    reserves tdm\n    said on ' in said
    assert f"http://paper.example{TDM}: read on " in said


def test_programs_get_json(reserving: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["rights", reserving.file(), "--json"]) == 0
    (site,) = json.loads(capsys.readouterr().out)
    assert (site["site"], site["uses"]["tdm"]["reserved"], len(site["files"])) == ("paper.example", 2, 1)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (["nowhere.example"], "SITE nowhere.example: no article of nowhere.example is there; without SITE all sites"),
        (["paper.example", "--since", "2099-01-01"], "no article of paper.example is there from 2099-01-01 on"),
        (["http://"], "SITE http://: "),
    ],
)
def test_an_unknown_site_is_refused_with_the_cure(
    reserving: Newsroom, capsys: pytest.CaptureFixture[str], asked: list[str], sentence: str
) -> None:
    capsys.readouterr()
    assert main(["rights", reserving.file(), *asked]) == 2
    assert sentence in capsys.readouterr().err


def test_what_was_taken_down_does_not_count(reserving: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["forget", reserving.file(), "http://paper.example/1"]) == 0
    capsys.readouterr()
    assert main(["rights", reserving.file(), "paper.example"]) == 0
    assert capsys.readouterr().out.startswith("paper.example\n1 article, on ")


def test_without_a_state_there_is_nothing_to_say(newsroom: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rights", newsroom.file()]) == 2
    assert "no state yet; the first `newsbeam ingest` makes it" in capsys.readouterr().err
