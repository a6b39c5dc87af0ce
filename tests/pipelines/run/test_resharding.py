"""`newsbeam reshard` on a state that an ingest made: the next ingest continues with the new number of shards."""

from __future__ import annotations

import pytest
from small_newsroom import Newsroom, reply, url

from pipelines.cli import main


def reshard(newsroom: Newsroom, shards: int, **changes: object) -> int:
    return main(["reshard", newsroom.file(**changes), "--shards", str(shards)])


def test_the_next_ingest_goes_on_under_the_new_number(newsroom: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    newsroom.publish("/1", "/2")
    newsroom.server.answers["/2"] = reply(503)
    assert main(["ingest", newsroom.file()]) == 0
    assert newsroom.written() == [url("/1")]
    capsys.readouterr()

    assert reshard(newsroom, 4) == 0
    said = capsys.readouterr().out
    assert said == (
        f"The state at {newsroom.output}/_state has 4 shards now; it had 1. It knows 1 feed and remembers 1 settled entry;"
        " 1 is owed. Set `shards: 4` in the configuration before the next ingest.\n"
    )
    assert main(["ingest", newsroom.file()]) == 2
    assert "has 4 shards, the configuration says 1; set `shards: 4`" in capsys.readouterr().err

    asked = len(newsroom.server.log)
    newsroom.publish("/1", "/2", "/3")
    assert main(["ingest", newsroom.file(shards=4), "--now"]) == 0
    assert newsroom.written() == [url("/1"), url("/3")]
    assert "/1" not in [request.path for request in newsroom.server.log[asked:]]


def test_the_same_number_again_changes_nothing(newsroom: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    newsroom.publish("/1")
    assert main(["ingest", newsroom.file()]) == 0
    capsys.readouterr()
    assert reshard(newsroom, 1) == 0
    assert capsys.readouterr().out == f"The state at {newsroom.output}/_state has 1 shard already.\n"


def test_without_a_state_there_is_nothing_to_divide(newsroom: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    assert reshard(newsroom, 4) == 2
    assert (
        "no state yet; set `shards: 4`, and the first `newsbeam ingest` makes it with that number"
        in capsys.readouterr().err
    )


@pytest.mark.parametrize("shards", ["0", "-1", "many", "4097"])
def test_the_number_must_be_one(newsroom: Newsroom, capsys: pytest.CaptureFixture[str], shards: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["reshard", newsroom.file(), "--shards", shards])
    assert ended.value.code == 2
    assert f"--shards: expected a whole number from 1 to 4096, got {shards}\n" in capsys.readouterr().err
