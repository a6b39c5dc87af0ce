"""What became of articles that were added, and of a feed that was read back, as people read it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace
from one_shard import entry

from pipelines.run.adding import Added
from pipelines.run.backfilling import BackfillChoice, Backfilled
from pipelines.run.owing import Owing
from pipelines.show.brought import describe_added, describe_backfilled
from transforms.pure.net.urls import clean
from transforms.records import Feed

FEED = Feed(url="https://paper.example/feed")
CHOICE = BackfillChoice(feed=FEED.url, since=date(2026, 11, 1))


def test_added_articles_are_listed_and_of_many_some() -> None:
    owing = Owing(parked=tuple(entry(f"{n}") for n in range(12)), owed=(entry("x"),), settled=(entry("y"), entry("z")))
    lines = describe_added(Added(owing=owing, problems=("no address: give one",), wrong=1), "my.yaml").splitlines()
    assert lines[0] == "12 articles are owed now:" and lines[11] == "    and 2 more"
    assert lines[12].startswith("1 is owed already: ") and lines[13] == "    https://site.example/x"
    assert lines[14].startswith("2 are settled already: ")
    assert lines[-2:] == ["no address: give one", "Now run: newsbeam ingest my.yaml"]


def backfilled(**fields: object) -> Backfilled:
    given = {
        "feed": FEED,
        "items": 9,
        "owing": Owing(parked=(entry("a"),)),
        "asked": 3,
        "reached": True,
        "is_cut": False,
    }
    return Backfilled(**given | fields)  # type: ignore[arg-type]


ENDS = {
    "all was read": ({}, ["1 item is owed now.", "Now run: newsbeam ingest my.yaml"]),
    "nothing is new": ({"owing": Owing()}, ["0 items are owed now."]),
    "there is more": (
        {"is_cut": True, "reached": False, "owing": Owing()},
        ["0 items are owed now.", "There is more: --requests 200 reads further back."],
    ),
    "the archive is short": (
        {"reached": False, "owing": Owing()},
        ["0 items are owed now.", "The archive may not go back so far: nothing older was found."],
    ),
    "gaps are filled": (
        {"gaps": 2},
        ["1 item is owed now.", "2 suspected gaps are filled.", "Now run: newsbeam ingest my.yaml"],
    ),
}


@pytest.mark.parametrize(("fields", "lines"), ENDS.values(), ids=ENDS)
def test_how_far_back_a_feed_was_read(fields: dict[str, object], lines: list[str]) -> None:
    said = describe_backfilled(backfilled(**fields), CHOICE, "my.yaml").splitlines()
    assert said == [f"9 items since 2026-11-01 found in 3 requests: {FEED.url}", *lines]


def shown(name: str) -> list[str]:
    """The lines that docs/feeds.md shows behind a command."""
    text = Path("docs/feeds.md").read_text().partition(f"<!-- {name} -->")[2].partition("<!-- end -->")[0]
    return [line[4:] for line in text.strip("\n").splitlines() if not line.startswith("    $ ")]


def test_the_documentation_shows_what_is_said() -> None:
    paper = entry("news/flood")
    flood, dam = (replace(paper, url=f"https://paper.example/news/{name}") for name in ("flood", "dam"))
    try:
        clean("mailto:desk@paper.example")
    except ValueError as error:
        problem = str(error)
    added = Added(owing=Owing(parked=(flood,), settled=(dam,)), problems=(problem,), wrong=1)
    assert describe_added(added, "newsbeam.yaml").splitlines() == shown("add")
    owing = Owing(parked=(flood,) * 180, settled=(dam,) * 34)
    found = backfilled(items=214, owing=owing, asked=22, gaps=2)
    assert describe_backfilled(found, CHOICE, "newsbeam.yaml").splitlines() == shown("backfill")
