"""`newsbeam retry`: what failed is owed again, once for each failure, and the next ingest asks for it."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from small_newsroom import Newsroom, reply, story, url

from pipelines.cli import main


@pytest.fixture
def mended(newsroom: Newsroom, capsys: pytest.CaptureFixture[str]) -> Iterator[Newsroom]:
    """A newsroom of which two of three pages failed, for two reasons, and are there now."""
    newsroom.publish("/1", "/2", "/3")
    newsroom.server.answers["/1"] = reply(404)
    newsroom.server.answers["/2"] = reply(body=b"<html><p>Little.</p></html>")
    main(["ingest", newsroom.file()])
    assert newsroom.failed() == {url("/1"): "http_404", url("/2"): "no_text"}
    newsroom.server.answers["/1"] = reply(body=story("/1"))
    newsroom.server.answers["/2"] = reply(body=story("/2"))
    capsys.readouterr()
    yield newsroom


def retry(newsroom: Newsroom, *arguments: str, **changes: object) -> int:
    return main(["retry", newsroom.file(**changes), *arguments])


def owed(newsroom: Newsroom) -> int:
    return sum(1 for _ in (newsroom.output / "_state" / "inbox" / "0").iterdir())


def manifests(newsroom: Newsroom) -> list[dict[str, object]]:
    return [json.loads(path.read_text()) for path in sorted((newsroom.output / "runs").rglob("*.json"))]


def test_what_failed_is_written_once_after_a_retry(mended: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    assert retry(mended) == 0
    config = mended.folder / "newsbeam.yaml"
    assert capsys.readouterr().out == (
        "2 entries that failed are owed again:\n"
        "    http_404                  1  paper.example 1\n"
        "    no_text                   1  paper.example 1\n"
        f"Now run: newsbeam ingest {config}\n"
    )
    assert retry(mended) == 0
    said = capsys.readouterr().out
    assert said.startswith("0 entries that failed are owed again.\nLeft as they are, 2 owed already")
    assert main(["ingest", mended.file()]) == 0
    assert mended.written() == [url("/1"), url("/2"), url("/3")]
    assert retry(mended) == 0
    said = capsys.readouterr().out
    assert "Left as they are, 2 retried before, and ended since in another way" in said
    assert owed(mended) == 0
    assert main(["ingest", mended.file(), "--now"]) == 0
    assert mended.written() == [url("/1"), url("/2"), url("/3")]
    assert main(["verify", mended.file()]) == 0
