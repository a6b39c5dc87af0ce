"""`newsbeam add`: single articles, as people name them."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from small_newsroom import Newsroom, reply, story, url
from steps import now, set_now

from pipelines.run.adding import MAX_PROBLEMS, add
from pipelines.run.errors import Refused
from pipelines.run.passes import ingest

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
NOTHING = io.BytesIO()


@pytest.fixture(autouse=True)
def at_noon() -> None:
    set_now(NOON)


def test_what_is_added_is_fetched_by_the_next_ingest(newsroom: Newsroom) -> None:
    newsroom.publish("/1")
    newsroom.server.answers["/2"] = reply(body=story("/2"))
    config = newsroom.config()
    added = add(config, [url("/2"), f"{url('/2')}?utm_source=x"], None, NOTHING, now)
    assert [entry.url for entry in added.owing.parked] == [url("/2")]
    assert ingest(config, clock=now).missing == {}
    rows = {row["url"]: row["feed"] for row in newsroom.rows()}
    assert {address: row["came_by"] for address, row in rows.items()} == {url("/1"): "poll", url("/2"): "added"}
    assert rows[url("/2")]["url"] == "about:blank"
    again = add(config, [url("/2"), url("/1"), url("/3")], None, NOTHING, now)
    assert [entry.url for entry in again.owing.settled] == [url("/2"), url("/1")]
    assert [entry.url for entry in again.owing.parked] == [url("/3")]
    assert [entry.url for entry in add(config, [url("/3")], None, NOTHING, now).owing.owed] == [url("/3")]
    newsroom.settings["feeds"] = [url("/other.xml")]
    config = newsroom.config(drop_owed="removed_feeds") if "drop_owed" in newsroom.settings else newsroom.config()
    assert ingest(config, clock=now).missing == {}
    assert newsroom.failed()[url("/3")] == "http_404"


def test_a_file_has_an_address_a_line(newsroom: Newsroom, tmp_path: Path) -> None:
    file = tmp_path / "addresses.txt"
    file.write_text(f"\ufeff# from a reader\n\n  {url('/1')}  \nftp://paper.example/2\nno address\n{url('/3')}\n")
    added = add(newsroom.config(), [], str(file), NOTHING, now)
    assert [entry.url for entry in added.owing.parked] == [url("/1"), url("/3")]
    assert added.wrong == 2 and len(added.problems) == 2
    assert added.problems[0].startswith(f"{file}, line 4: ") and "ftp://paper.example/2" in added.problems[0]
    from_stdin = add(newsroom.config(), [], "-", io.BytesIO(f"{url('/4')}\n".encode()), now)
    assert [entry.url for entry in from_stdin.owing.parked] == [url("/4")]


def test_of_many_wrong_lines_some_are_told(newsroom: Newsroom) -> None:
    lines = io.BytesIO(b"\xff\xfe nothing\n" * 100_000)
    added = add(newsroom.config(), [url("/1")], "-", lines, now)
    assert (added.wrong, len(added.problems), len(added.owing.parked)) == (100_000, MAX_PROBLEMS + 1, 1)
    assert added.problems[-1] == f"and {100_000 - MAX_PROBLEMS} more that are no addresses"


def test_what_cannot_be_read_is_refused_with_a_sentence(newsroom: Newsroom, tmp_path: Path) -> None:
    config = newsroom.config()
    with pytest.raises(Refused, match=r"^newsbeam add: there is no file .*none\.txt"):
        add(config, [], str(tmp_path / "none.txt"), NOTHING, now)
    with pytest.raises(Refused, match=r"^newsbeam add: no address is given; name some"):
        add(config, [], None, NOTHING, now)
    with pytest.raises(Refused, match=r"^newsbeam add: - is larger than 20 MB; split it"):
        add(config, [], "-", io.BytesIO(b"x" * 20_000_001), now)
    assert not (newsroom.output / "_state" / "inbox").exists()
