"""`newsbeam forget` on what an ingest wrote: it goes, it does not come back, and what cannot be meant is said."""

from __future__ import annotations

import json

import pytest
from small_newsroom import Newsroom, reply, url

from pipelines.cli import main


@pytest.fixture
def written(newsroom: Newsroom, capsys: pytest.CaptureFixture[str]) -> Newsroom:
    newsroom.publish("/1", "/2", "/gone")
    newsroom.server.answers["/gone"] = reply(404)
    assert main(["ingest", newsroom.file()]) in (0, 1)
    assert newsroom.written() == [url("/1"), url("/2")]
    capsys.readouterr()
    return newsroom


def forget(newsroom: Newsroom, *arguments: str) -> int:
    return main(["forget", newsroom.file(), *arguments])


def test_an_article_is_taken_down_by_its_address_and_not_written_again(
    written: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    (row,) = [row for row in written.rows() if row["url"] == url("/1")]
    assert forget(written, url("/1"), "--reason", "a court's order") == 0
    assert capsys.readouterr().out == (
        "Taken down: 1 article, 0 failures and 0 entries that were owed; 1 file replaced, 1 id is never written again.\n"
        "The manifests name it under `forgotten`: whoever keeps a copy of the dataset deletes it there, too.\n"
    )
    assert written.written() == [url("/2")]
    manifests = [json.loads(path.read_text()) for path in sorted(written.output.glob("runs/date=*/*.json"))]
    told = [one for manifest in manifests for one in manifest["forgotten"]]
    assert told == 2 * [{"id": row["id"], "reason": "a court's order"}], (
        "when it begins, and with the file without the row"
    )
    assert main(["ingest", written.file(), "--now"]) == 0
    assert written.written() == [url("/2")]
    assert main(["verify", written.file()]) == 0


def test_by_its_id_and_only_looked_at(written: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    (row,) = [row for row in written.rows() if row["url"] == url("/1")]
    assert forget(written, row["id"], "--dry-run") == 0
    assert capsys.readouterr().out.startswith("Would take down: 1 article, 0 failures")
    assert written.written() == [url("/1"), url("/2")]
    assert forget(written, row["id"]) == 0
    assert written.written() == [url("/2")]


def test_a_site_is_taken_down_with_its_failures_and_its_feeds_are_named(
    written: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    assert forget(written, "--site", "www.paper.example") == 0
    said = capsys.readouterr().out
    assert said.startswith(
        "Taken down: 2 articles, 1 failure and 0 entries that were owed; 2 files replaced, 3 ids are"
    )
    assert said.endswith(f"or set `enabled: false`: {url('/feed.xml')}\n")
    assert (written.rows(), written.rows("failures")) == ([], [])
    assert main(["verify", written.file()]) == 0


REFUSED = {
    "nothing is named": (
        (),
        2,
        "forget: name one thing to take down, an article's id or address, or `--site` and a site",
    ),
    "two things are named": (("http://paper.example/1", "--site", "paper.example"), 2, "forget: name one thing"),
    "no address": (("paper",), 2, "paper: this is neither an article's id (24 letters and digits) nor an address"),
    "no site": (("--site", "http://"), 2, "--site http://: this is no site"),
}


@pytest.mark.parametrize(("arguments", "code", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_meant_is_refused(
    written: Newsroom, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], code: int, sentence: str
) -> None:
    assert forget(written, *arguments) == code
    assert capsys.readouterr().err.startswith(sentence)
    assert len(written.written()) == 2


def test_what_is_not_there_is_said(written: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    unknown = "a" * 24
    assert forget(written, unknown) == 1
    assert capsys.readouterr().out == (
        f"Nothing to take down: no row, and no entry that is owed, is of {unknown}. Give its address instead of its id, and it"
        " will not be written in future either.\n"
    )


def test_without_a_state_there_is_nothing_to_take_down(newsroom: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    assert forget(newsroom, "--site", "paper.example") == 2
    assert "no state yet; the first `newsbeam ingest` makes it" in capsys.readouterr().err
