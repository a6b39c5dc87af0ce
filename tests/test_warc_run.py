"""A whole ingest that keeps pages as they came: which are kept, what of them, and what a takedown leaves."""

from __future__ import annotations

import gzip
import io
import json
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from fastwarc.warc import ArchiveIterator as FastIterator
from fastwarc.warc import WarcRecordType
from hostile_server import conditional, redirect, reply
from sample_run import Sample
from small_newsroom import HOST, Newsroom, rss, story, url
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from pipelines.cli import main
from transforms.warc.members import NOT_MODIFIED

PAGES = {"root": "warc", "feeds": False, "robots": False}
ALL = {"root": "warc"}
ROBOTS = b"User-agent: *\nAllow: /\nLicense: http://paper.example/license.xml\n"
RSL = b'<rsl xmlns="https://rslstandard.org/rsl"><content url="/"></content></rsl>'
NO_ARCHIVE = b"<html><head><meta name='robots' content='noarchive'></head>"


def warcs(output: Path) -> list[Path]:
    return [path for path in sorted(output.glob("warc/date=*/*.warc.gz")) if path.stat().st_size > 20]


def plain(output: Path) -> bytes:
    return b"".join(gzip.decompress(path.read_bytes()) for path in warcs(output))


def revisits(output: Path) -> list[tuple[str, str]]:
    """The addresses of all revisit records, each with its profile."""
    found = []
    for path in warcs(output):
        with path.open("rb") as file:
            for record in ArchiveIterator(file):
                if record.rec_type == "revisit":
                    headers = record.rec_headers
                    found.append((headers.get_header("WARC-Target-URI"), headers.get_header("WARC-Profile")))
    return found


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
    return newsroom.file(**{"warc": PAGES} | changes)


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
    assert b"8f3a77c2" not in plain(newsroom.output)


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
    assert f"{HOST}/1".encode() not in plain(newsroom.output)


def test_feeds_and_what_a_site_says_in_files_of_its_own_are_kept_beside_the_pages(newsroom: Newsroom) -> None:
    newsroom.publish("/1")
    given = newsroom.server.answers
    given["/robots.txt"] = reply(body=ROBOTS, kind="text/plain", headers={"Set-Cookie": "session=8f3a77c2"})
    given["/.well-known/tdmrep.json"] = reply(body=b"[]", kind="application/json")
    given["/license.xml"] = reply(body=RSL, kind="application/rsl+xml")
    feed = {"url": url("/feed.xml?token=8f3a77c2"), "headers": {"Authorization": "Bearer 8f3a77c3"}}
    given["/1"] = reply(body=story("1").replace(b"<html>", NO_ARCHIVE))
    file = keeping(newsroom, warc=ALL, feeds=[feed])
    assert main(["ingest", file]) == 0
    assert newsroom.server.log[1].headers["Authorization"] == "Bearer 8f3a77c3"
    # A word of the page keeps the page out, and nothing else.
    assert answers(newsroom.output) == {
        url("/robots.txt"): ROBOTS,
        url("/feed.xml"): rss(url("/1")),
        url("/.well-known/tdmrep.json"): b"[]",
        url("/license.xml"): RSL,
    }
    (path,) = warcs(newsroom.output)
    assert [path.read_bytes()] == [(newsroom.output / one["path"]).read_bytes() for one in archived(newsroom.output)]
    assert b"8f3a77c" not in plain(newsroom.output)
    assert [row["fetched"]["warc"] for row in newsroom.rows()] == [None]


def archived(output: Path) -> list[dict[str, Any]]:
    """The files of pages that the manifests list."""
    read = [json.loads(path.read_text()) for path in sorted(output.glob("runs/date=*/*.json"))]
    return [file for manifest in read for file in manifest["archived"]]


def test_a_poll_without_news_makes_no_file_and_goes_with_the_next_one(newsroom: Newsroom) -> None:
    newsroom.publish("/1")
    newsroom.server.answers["/feed.xml"] = conditional('"1"', rss(url("/1")))
    file = keeping(newsroom, warc={**ALL, "robots": False})
    assert main(["ingest", file]) == 0
    before = warcs(newsroom.output)
    assert main(["ingest", file, "--now"]) == 0
    assert (warcs(newsroom.output), len(archived(newsroom.output))) == (before, 1)
    newsroom.publish("/1", "/2")
    assert main(["ingest", file, "--now"]) == 0
    assert revisits(newsroom.output) == [(url("/feed.xml"), NOT_MODIFIED)]
    assert answers(newsroom.output)[url("/feed.xml")] == rss(url("/1"), url("/2"))


def test_a_refused_poll_is_kept_as_what_came(newsroom: Newsroom) -> None:
    newsroom.server.answers["/feed.xml"] = reply(status=403, body=b"Pay first.")
    assert main(["ingest", keeping(newsroom, warc={**ALL, "robots": False})]) == 1
    assert warcs(newsroom.output)
    assert b"HTTP/1.1 403 Forbidden" in plain(newsroom.output)
    assert b"Pay first." not in plain(newsroom.output)


def test_a_takedown_takes_the_documents_of_feeds_that_speak_of_the_article(newsroom: Newsroom) -> None:
    newsroom.publish("/1")
    file = keeping(newsroom, warc=ALL)
    assert main(["ingest", file]) == 0
    newsroom.publish("/2")
    assert main(["ingest", file, "--now"]) == 0
    assert main(["forget", file, url("/1")]) == 0
    left = answers(newsroom.output)
    assert left[url("/feed.xml")] == rss(url("/2")) and url("/2") in left and url("/robots.txt") in left
    assert f"{HOST}/1".encode() not in plain(newsroom.output)
    assert main(["verify", file]) == 0


def test_each_kind_is_kept_alone(newsroom: Newsroom) -> None:
    newsroom.publish("/1")
    kept = {}
    for n, kind in enumerate(("pages", "feeds", "robots")):
        output = newsroom.folder / kind
        # Another client, which knows no robots.txt.
        newsroom.settings["web"] |= {"total_seconds": 20 + n}
        options = {"pages": False, "feeds": False, "robots": False, "root": "warc", kind: True}
        assert main(["ingest", newsroom.file(warc=options, output=str(output))]) == 0
        kept[kind] = {address.rpartition("/")[2] for address in answers(output)}
    assert kept == {"pages": {"1"}, "feeds": {"feed.xml"}, "robots": {"robots.txt", "tdmrep.json"}}


def test_nothing_is_kept_unless_a_root_is_given(sample: Sample, newsroom: Newsroom) -> None:
    newsroom.publish("/1")
    assert main(["ingest", newsroom.file(warc={"pages": True})]) == 0
    assert warcs(newsroom.output) == warcs(sample.output) == []
    assert [row["fetched"]["warc"] for row in newsroom.rows()] == [None]


def test_a_root_that_something_else_has_is_refused(newsroom: Newsroom, capsys: Any) -> None:
    assert main(["ingest", newsroom.file(warc={"root": "articles"})]) == 2
    assert "expected the name of a folder of its own below the output, such as warc" in capsys.readouterr().err
