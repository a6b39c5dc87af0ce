"""A bug of ours in reading what one site sent, in a whole ingest: it costs that answer alone, is told, and nothing is lost by it.

What reads is made to raise, for one site alone; there is no other way to have a bug that nobody has mended yet.
"""

from __future__ import annotations

import importlib
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from aiohttp import web
from hostile_server import reply
from small_newsroom import FEED, OTHER, Newsroom, rss, story, url

from pipelines.cli import main
from transforms.bugs import contained_bugs
from transforms.errors import StateError, StorageError
from transforms.pool.errors import PoolUnusable

ROOT = Path(__file__).parents[1]
OTHER_FEED = url("/other.xml", OTHER)
TDM = "/.well-known/tdmrep.json"
MARK = "told by elsewhere.example"


class Place(NamedTuple):
    """A function that reads, and what its bug costs: the reason of the other site's feed, or that its entries wait with."""

    function: str
    kind: str
    feed: str | None = None
    entry: str | None = None
    robots: str = ""


BUG = "unexpected_error"
PLACES = {
    "a document": Place("transforms.pure.feeds.parse.add_feed_rights", "feed", feed=BUG),
    "its items": Place("transforms.poll_results.classify_items", "feed", feed=BUG),
    "the hub in its headers": Place("transforms.poll_answers.find_hub", "feed", feed=BUG),
    "the sitemaps that it lists": Place("transforms.web.sitemaps.read_index", "feed", feed=BUG),
    "what its status means": Place("transforms.pure.net.responses.find_error", "feed", feed=BUG),
    "a robots.txt": Place("transforms.pure.net.robots.decode_robots", "robots", "robots_unreachable", robots=MARK),
    "its rules": Place("transforms.pure.net.robots.read_rules", "robots", "robots_unreachable", robots=MARK),
    "where an answer leads": Place("transforms.web.chain.find_refresh", "feed", feed=BUG),
    "the licences that a page names": Place("transforms.web.site_files.find_rsl_links", "page", entry=BUG),
    "the headers of a page": Place("transforms.fetching.make_page", "page", entry=BUG),
    "what it says of itself": Place("transforms.pure.article.read_hints", "page", entry=BUG),
    "the site's file on rights": Place("transforms.web.site_files.read_tdm_file", "rights"),
}


class Broken:
    """In place of a function: it raises for what comes from the other site, as long as it is not mended."""

    def __init__(self, whole: Callable[..., Any]) -> None:
        self.whole, self.is_mended = whole, False

    def __call__(self, *given: Any, **named: Any) -> Any:
        said = f"{given} {named}"
        if not self.is_mended and (OTHER in said or MARK in said):
            raise AttributeError("'NoneType' object has no attribute 'strip'")
        return self.whole(*given, **named)


@pytest.fixture
def two_sites(newsroom: Newsroom) -> Newsroom:
    """A newsroom of two sites, each with a feed of its own and two pages."""
    newsroom.publish("/1", "/2")
    newsroom.server.answers["/other.xml"] = reply(
        body=rss(*(url(path, OTHER) for path in ("/3", "/4"))), kind="text/xml", headers={"ETag": '"v1"'}
    )
    newsroom.server.answers |= {path: reply(body=story(path[1:])) for path in ("/3", "/4")}
    newsroom.settings |= {"feeds": [FEED, OTHER_FEED], "fetch": {"backoff_seconds": 0}}
    return newsroom


def said_by_the_other(body: str, kind: str) -> Any:
    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        is_other = request.host.startswith(OTHER)
        return await reply(body=body.encode() if is_other else b"", kind=kind)(request)

    return answer


def broken(monkeypatch: pytest.MonkeyPatch, function: str) -> Broken:
    module, _, name = function.rpartition(".")
    found = Broken(getattr(importlib.import_module(module), name))
    monkeypatch.setattr(function, found)
    return found


def in_an_hour(newsroom: Newsroom) -> None:
    """Ingest in another process, which remembers nothing of the sites: a robots.txt is not asked for again so soon."""
    shutil.rmtree(newsroom.output / "_state" / "sites")
    subprocess.run([sys.executable, "-m", "pipelines", "ingest", newsroom.file(), "--now"], cwd=ROOT, check=True)


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_it_costs_that_answer_alone_and_is_read_once_it_is_mended(
    two_sites: Newsroom,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    place: Place,
) -> None:
    answers = two_sites.server.answers
    answers["/robots.txt"] = said_by_the_other(f"User-agent: *\nDisallow: /x\n# {place.robots}", "text/plain")
    answers[TDM] = said_by_the_other(f'[{{"location": "/", "{MARK}": 1}}]', "application/json")
    is_index = place.function.endswith("read_index")
    if is_index:
        listed = f"<sitemapindex><sitemap><loc>{url('/map.xml', OTHER)}</loc></sitemap></sitemapindex>"
        locations = "".join(f"<url><loc>{url(path, OTHER)}</loc></url>" for path in ("/3", "/4"))
        answers["/other.xml"] = reply(body=listed.encode(), kind="text/xml")
        answers["/map.xml"] = reply(body=f"<urlset>{locations}</urlset>".encode(), kind="text/xml")
    function, before = broken(monkeypatch, place.function), contained_bugs[place.kind]

    assert main(["ingest", two_sites.file()]) == 0
    own, others = [url("/1"), url("/2")], [url("/3", OTHER), url("/4", OTHER)]
    is_held_up = place.feed is not None or place.entry is not None
    assert two_sites.written() == sorted(own if is_held_up else own + others)
    assert contained_bugs[place.kind] > before
    failed = {row["subject"]: row for row in two_sites.rows("failures")}
    assert {subject: row["reason"] for subject, row in failed.items() if row["stage"] == "poll"} == (
        {OTHER_FEED: place.feed} if place.feed else {}
    )
    for row in failed.values():
        assert "AttributeError: 'NoneType' object has no attribute 'strip'" in row["message"]
    logged = capsys.readouterr().err
    told = logged.count("raised an error that is a fault of newsbeam")
    assert 1 <= told <= 2, "the log has the traceback of each place once, however many answers met it"
    assert logged.count("\nTraceback (most recent call last)") == told

    function.is_mended = True
    if place.kind == "robots":
        in_an_hour(two_sites)
    else:
        assert main(["ingest", two_sites.file(), "--now"]) == 0
    assert two_sites.written() == sorted(own + others)
    if place.feed:
        (again,) = [one for one in two_sites.server.log if one.path == "/other.xml"][-1:]
        assert "If-None-Match" not in again.headers, "of an answer that was not read nothing is remembered"
    assert {row["stage"] for row in two_sites.rows("failures")} <= {"poll"}, "no entry failed for good"


def test_a_page_at_which_it_raises_each_time_fails_with_what_was_raised(
    two_sites: Newsroom, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken(monkeypatch, PLACES["what it says of itself"].function)
    assert main(["ingest", two_sites.file(fetch={"attempts": 1})]) == 0
    assert two_sites.written() == [url("/1"), url("/2")]
    rows = two_sites.rows("failures")
    assert {row["subject"]: (row["stage"], row["reason"], row["retryable"]) for row in rows} == {
        url(path, OTHER): ("extract", BUG, True) for path in ("/3", "/4")
    }
    assert "unexpected_error 2" in capsys.readouterr().out


def test_a_bug_in_mending_the_head_of_an_answer_ends_that_connection_and_what_came_is_read(
    two_sites: Newsroom, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    two_sites.server.answers["/other.xml"] = reply(body=rss(url("/3", OTHER)), headers={"X-Paper": MARK})
    broken(monkeypatch, "transforms.web.answers.mend_head")
    assert main(["ingest", two_sites.file()]) == 0
    assert two_sites.written() == [url("/3", OTHER), url("/1"), url("/2")]
    assert two_sites.failed() == {}
    assert "AttributeError: 'NoneType' object has no attribute 'strip'" in capsys.readouterr().err


ENDINGS = {
    "no memory": (MemoryError(), 70),
    "a stop": (KeyboardInterrupt(), 70),
    "the store": (StorageError("state/feeds: no space is left on the device"), 2),
    "the state": (StateError("state/feeds: it contradicts itself"), 2),
    "no child process starts": (PoolUnusable("no child process starts"), 70),
}


@pytest.mark.parametrize(("error", "code"), ENDINGS.values(), ids=ENDINGS)
def test_what_is_no_bug_ends_the_run(
    two_sites: Newsroom, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int
) -> None:
    def ends(*given: Any, **named: Any) -> Any:
        raise error

    monkeypatch.setattr("transforms.poll_results.classify_items", ends)
    assert main(["ingest", two_sites.file()]) == code
    assert two_sites.rows("failures") == []
