"""A whole ingest that keeps pages as they came: which are kept, what of them, and what a takedown leaves."""

from __future__ import annotations

import gzip
import io
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from fastwarc.warc import ArchiveIterator as FastIterator
from fastwarc.warc import WarcRecordType
from hostile_server import redirect, reply
from sample_run import Sample
from small_newsroom import HOST, Newsroom, story, url
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from pipelines.cli import main

NO_ARCHIVE = b"<html><head><meta name='robots' content='noarchive'></head>"


def warcs(output: Path) -> list[Path]:
    return [path for path in sorted(output.glob("warc/date=*/*.warc.gz")) if path.stat().st_size > 20]


def answers(output: Path) -> dict[str, bytes]:
    """The bodies of all answers that another reader finds, by address."""
    found = {}
    for path in warcs(output):
        with path.open("rb") as file:
            for record in ArchiveIterator(file, check_digests="raise"):
                if record.rec_type == "response":
                    found[record.rec_headers.get_header("WARC-Target-URI")] = record.content_stream().read()
    return found


def keeping(newsroom: Newsroom, **changes: Any) -> str:
    return newsroom.file(**{"warc": {"root": "warc"}} | changes)


def test_pages_are_kept_as_they_came_whatever_became_of_them(newsroom: Newsroom) -> None:
    newsroom.publish("/1", "/2", "/3", "/4")
    given = newsroom.server.answers
    given["/2"] = redirect("/22", 301)
    given["/22"] = reply(body=story("2"), headers={"Set-Cookie": "session=8f3a77c2"})
    given["/3"] = reply(body=b"<html><p>Too short.</p></html>")
    given["/4"] = reply(body=story("4").replace(b"<html>", NO_ARCHIVE))
    assert main(["ingest", keeping(newsroom)]) == 0
    kept = answers(newsroom.output)
    assert kept == {
        url("/1"): story("/1"),
        url("/2"): b"",
        url("/22"): story("2"),
        url("/3"): b"<html><p>Too short.</p></html>",
    }
    places = {row["url"]: row["fetched"]["warc"] for row in newsroom.rows()}
    assert places[url("/4")] is None
    for address, body in [(url("/1"), story("/1")), (url("/22"), story("2"))]:
        place = places[address]
        with (newsroom.output / place["file"]).open("rb") as file:
            file.seek(place["offset"])
            record = next(iter(ArchiveIterator(file)))
            assert (record.rec_headers.get_header("WARC-Target-URI"), record.content_stream().read()) == (address, body)
    assert b"8f3a77c2" not in b"".join(gzip.decompress(path.read_bytes()) for path in warcs(newsroom.output))


def test_both_readers_find_the_same_and_the_check_of_warcio_finds_nothing(newsroom: Newsroom) -> None:
    newsroom.publish("/1", "/2")
    assert main(["ingest", keeping(newsroom)]) == 0
    (path,) = warcs(newsroom.output)
    with path.open("rb") as file:
        one = [(each.rec_type, each.rec_headers.get_header("WARC-Record-ID")) for each in ArchiveIterator(file)]
    with path.open("rb") as file:
        other = [
            (each.headers["WARC-Type"], each.record_id)
            for each in FastIterator(file, record_types=WarcRecordType.any_type)
        ]
    assert one == [(kind, f"<{id_.strip('<>')}>") for kind, id_ in other] and len(one) == 7
    with redirect_stdout(io.StringIO()) as said:
        checker = Checker(type("Asked", (), {"inputs": [str(path)], "verbose": True})())
        checker.process_all()
    assert checker.exit_value == 0 and said.getvalue().count("digest pass") == len(one)


def test_a_takedown_leaves_nothing_of_an_article(newsroom: Newsroom) -> None:
    newsroom.publish("/1", "/2")
    file = keeping(newsroom)
    assert main(["ingest", file]) == 0
    assert main(["forget", file, url("/1")]) == 0
    assert list(answers(newsroom.output)) == [url("/2")]
    assert newsroom.written() == [url("/2")]
    plain = b"".join(gzip.decompress(path.read_bytes()) for path in warcs(newsroom.output))
    assert f"{HOST}/1".encode() not in plain


def test_nothing_is_kept_unless_a_root_is_given(sample: Sample, newsroom: Newsroom) -> None:
    newsroom.publish("/1")
    assert main(["ingest", newsroom.file(warc={"pages": True})]) == 0
    assert warcs(newsroom.output) == warcs(sample.output) == []
    assert [row["fetched"]["warc"] for row in newsroom.rows()] == [None]


def test_a_root_that_something_else_has_is_refused(newsroom: Newsroom, capsys: Any) -> None:
    assert main(["ingest", newsroom.file(warc={"root": "articles"})]) == 2
    assert "expected the name of a folder of its own below the output, such as warc" in capsys.readouterr().err
