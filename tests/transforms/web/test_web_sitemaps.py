"""The sitemaps of an index over HTTP: what is asked at the first poll and at later ones, and where the index is hostile."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import datetime

import pytest
from asking import NOON
from hostile_server import HostileServer, conditional, encoded, redirect, reply

from transforms.errors import FetchError
from transforms.pure.feeds.sitemaps import SitemapIndex
from transforms.pure.feeds.window import KnownSitemap
from transforms.web import sitemaps
from transforms.web.client import Web
from transforms.web.options import WebOptions
from transforms.web.parts import has_unread, remember_parts
from transforms.web.response import Response
from transforms.web.sitemaps import follow_index

HOST, OTHER = "paper.example", "elsewhere.example"
INDEX = f"http://{HOST}/index.xml"


def index(*lines: str) -> bytes:
    """An index; a line is a path, or a path and its `lastmod`."""
    listed = ""
    for path, _, lastmod in (line.partition(" ") for line in lines):
        address = path if "://" in path else f"http://{HOST}{path}"
        listed += f"<sitemap><loc>{address}</loc>{f'<lastmod>{lastmod}</lastmod>' if lastmod else ''}</sitemap>"
    return f"<sitemapindex>{listed}</sitemapindex>".encode()


def urlset(*names: str) -> bytes:
    return f"<urlset>{''.join(f'<url><loc>/{name}</loc></url>' for name in names)}</urlset>".encode()


def xml(body: bytes, **headers: str) -> object:
    return reply(body=body, kind="application/xml", headers=headers)


class Reader:
    """Polls one index, and remembers its sitemaps from poll to poll."""

    def __init__(self, server: HostileServer) -> None:
        self.server = server
        self.web = Web(WebOptions(resolve=server.pins(HOST, OTHER), spacing_seconds=0), clock=lambda: NOON)
        self.known: tuple[KnownSitemap, ...] = ()
        self.etag: str | None = None

    def poll(self, *, most: int = 3, unconditional: bool = False) -> Response:
        return self.web.submit(self._poll(most, unconditional)).result()

    def asked(self) -> list[str]:
        """The paths that were asked since the last look."""
        paths = self.server.paths()
        self.server.log.clear()
        return paths

    async def _poll(self, most: int, unconditional: bool) -> Response:
        response = await self.web.get(INDEX, kind="feed", etag=None if unconditional else self.etag)
        answer = await follow_index(response, self.known, self._ask, most=most, unconditional=unconditional)
        self.known, self.etag = remember_parts(answer.parts, self.known), answer.headers.get("etag")
        return answer

    async def _ask(self, url: str, known: KnownSitemap | None) -> Response:
        return await self.web.get(url, kind="feed", etag=known.etag if known else None)


@pytest.fixture
def reader() -> Iterator[Reader]:
    server = HostileServer()
    made = Reader(server)
    yield made
    made.web.close()
    server.close()


def test_what_is_no_index_is_left_as_it_is(reader: Reader) -> None:
    reader.server.answers["/index.xml"] = xml(urlset("a"))
    assert reader.poll().parts == ()
    assert reader.asked() == ["/index.xml"]


def test_the_last_changed_are_asked_and_then_only_what_may_have_changed(reader: Reader) -> None:
    answers = reader.server.answers
    answers["/index.xml"] = xml(
        index("/a.xml 2026-11-22T08:00:00Z", "/b.xml 2026-11-22T09:00:00Z", "/c.xml 2026-01-01", "/d.xml 2025-01-01")
    )
    for name in "abcd":
        answers[f"/{name}.xml"] = xml(urlset(name))
    first = reader.poll()
    assert [part.url[-5:] for part in first.parts] == ["b.xml", "a.xml", "c.xml"]
    assert not first.not_modified
    assert reader.asked() == ["/index.xml", "/b.xml", "/a.xml", "/c.xml"]

    assert reader.poll().not_modified
    assert reader.asked() == ["/index.xml"]

    answers["/index.xml"] = xml(index("/a.xml 2026-11-22T11:00:00Z", "/b.xml 2026-11-22T09:00:00Z"))
    changed = reader.poll()
    assert reader.asked() == ["/index.xml", "/a.xml"]
    assert [part.response is not None for part in changed.parts] == [True, False]

    reader.poll(unconditional=True)
    assert reader.asked() == ["/index.xml", "/a.xml", "/b.xml"]


def test_without_lastmod_each_is_asked_with_its_validators(reader: Reader) -> None:
    answers = reader.server.answers
    answers["/index.xml"] = conditional('"i"', index("/a.xml", "/b.xml"))
    answers["/a.xml"], answers["/b.xml"] = conditional('"1"', urlset("a")), conditional('"1"', urlset("b"))
    assert not reader.poll().not_modified
    reader.asked()
    before = reader.known
    again = reader.poll()
    assert again.not_modified
    assert reader.asked() == ["/index.xml", "/a.xml", "/b.xml"]
    answers["/b.xml"] = conditional('"2"', urlset("b", "c"))
    third = reader.poll()
    assert [part.response.not_modified for part in third.parts if part.response] == [True, False]
    assert has_unread(third.parts, before)
    assert not has_unread(third.parts, reader.known)


def test_gzip_is_undone_whatever_the_server_says(reader: Reader) -> None:
    answers = reader.server.answers
    answers["/index.xml"] = reply(body=gzip.compress(index("/a.xml.gz", "/b.xml.gz")), kind="application/x-gzip")
    answers["/a.xml.gz"] = reply(body=gzip.compress(urlset("a")), kind="application/gzip")
    answers["/b.xml.gz"] = reply(
        body=gzip.compress(gzip.compress(urlset("b"))), kind="application/xml", headers={"Content-Encoding": "gzip"}
    )
    bodies = [part.response.body for part in reader.poll().parts if part.response]
    assert bodies == [urlset("a"), urlset("b")]


def test_a_sitemap_that_fails_costs_no_other_and_is_asked_again(reader: Reader) -> None:
    answers = reader.server.answers
    answers["/index.xml"] = xml(index("/a.xml 2026-11-22T08:00:00Z", "/b.xml 2026-11-22T09:00:00Z"))
    answers["/a.xml"] = xml(urlset("a"))
    parts = reader.poll().parts
    assert [(part.url[-5:], part.failed) for part in parts] == [("b.xml", True), ("a.xml", False)]
    reader.asked()
    reader.poll()
    assert reader.asked() == ["/index.xml", "/b.xml"]


def test_an_index_none_of_whose_sitemaps_answers_is_a_failure(reader: Reader) -> None:
    reader.server.answers["/index.xml"] = xml(index("/a.xml", "/b.xml"))
    with pytest.raises(FetchError, match=r"paper.example/b.xml: the server answered 404"):
        reader.poll()


def test_an_index_of_indexes_is_followed_one_step_further(reader: Reader) -> None:
    answers = reader.server.answers
    answers["/index.xml"] = conditional('"1"', index("/2026.xml"))
    answers["/2026.xml"] = xml(index("/a.xml", "/deeper.xml"))
    answers["/a.xml"], answers["/deeper.xml"] = xml(urlset("a")), xml(index("/never.xml"))
    assert [part.url[-5:] for part in reader.poll().parts] == ["a.xml"]
    assert "/never.xml" not in reader.asked()
    assert reader.etag is None  # the outer index says nothing of what changes in the inner one


HOSTILE = {
    "one that names itself": (index("/index.xml", f"http://{HOST}/index.xml?"), "lists none of its own site"),
    "one that names other sites": (index(f"http://{OTHER}/a.xml", "http://127.0.0.1/x"), "lists none of its own site"),
    "an empty one": (index(), "lists none of its own site"),
    "one of no addresses": (index("/a.xml").replace(b"http://", b"gopher://"), "lists none of its own site"),
}


@pytest.mark.parametrize(("body", "problem"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_index_ends_in_a_sentence(reader: Reader, body: bytes, problem: str) -> None:
    reader.server.answers["/index.xml"] = xml(body)
    with pytest.raises(FetchError) as caught:
        reader.poll()
    assert problem in str(caught.value)


def test_indexes_that_name_each_other_end_after_a_bounded_number_of_requests(reader: Reader) -> None:
    answers = reader.server.answers
    answers["/index.xml"] = xml(index(*(f"/{n}.xml" for n in range(50))))
    for n in range(50):
        answers[f"/{n}.xml"] = xml(index("/index.xml", *(f"/{m}.xml" for m in range(50))))
    with pytest.raises(FetchError, match="lists none of its own site"):
        reader.poll()
    assert len(reader.asked()) <= 7


def test_of_fifty_thousand_sitemaps_some_are_asked_for(reader: Reader) -> None:
    answers = reader.server.answers
    many = range(300_000, 350_000)  # which look like no year
    answers["/index.xml"] = xml(index("/index.xml", *(f"/{n}.xml" for n in many)))
    for n in many:
        answers[f"/{n}.xml"] = xml(urlset(str(n)))
    assert len(reader.poll().parts) == 3
    assert reader.asked() == ["/index.xml", "/300000.xml", "/349998.xml", "/300001.xml"]  # of the first 50,000


def test_an_index_that_lists_itself_is_asked_for_once_more_at_most(reader: Reader) -> None:
    """By another address it may be an index of its own: that is seen when it has answered."""
    answers = reader.server.answers
    answers["/index.xml"] = xml(index("/index.xml", "/index.xml#a", "/x/../index.xml", "/again.xml", "/a.xml"))
    answers["/again.xml"] = xml(index("/index.xml", "/again.xml", "/a.xml"))
    answers["/a.xml"] = xml(urlset("a"))
    assert [part.url[-6:] for part in reader.poll().parts] == ["/a.xml"]
    assert len(reader.asked()) <= 4


def test_a_circle_of_redirects_and_a_bomb_are_failures_of_that_sitemap_alone(reader: Reader) -> None:
    answers = reader.server.answers
    answers["/index.xml"] = xml(index("/a.xml", "/b.xml.gz", "/c.xml"))
    answers["/a.xml"] = xml(urlset("a"))
    answers["/b.xml.gz"] = reply(body=encoded("gzip", b" " * 1_000_000, times=60), kind="application/gzip")
    answers["/c.xml"] = redirect("/c.xml")
    assert {part.url.rpartition("/")[2]: part.failed for part in reader.poll().parts} == {
        "a.xml": False,
        "b.xml.gz": True,
        "c.xml": True,
    }


def test_a_host_that_asks_to_wait_is_not_asked_for_the_other_sitemaps(reader: Reader) -> None:
    answers = reader.server.answers
    answers["/index.xml"] = xml(index("/a.xml 2026-11-22T09:00:00Z", "/b.xml 2026-11-22T08:00:00Z", "/c.xml"))
    answers["/a.xml"], answers["/b.xml"] = xml(urlset("a")), reply(429, headers={"Retry-After": "600"})
    assert [(part.url[-5:], part.failed) for part in reader.poll().parts] == [
        ("a.xml", False),
        ("b.xml", True),
        ("c.xml", True),
    ]
    assert reader.asked() == ["/index.xml", "/a.xml", "/b.xml"]


def test_a_bug_at_one_sitemap_is_a_failure_of_that_one_alone(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = reader.server.answers
    answers["/index.xml"] = xml(index("/a.xml", "/inner.xml"))
    answers["/a.xml"], answers["/inner.xml"] = xml(urlset("a")), xml(index("/b.xml"))
    read_whole = sitemaps.read_index

    def fails_within(text: str, url: str, now: datetime) -> SitemapIndex:
        if url.endswith("/inner.xml"):
            raise AttributeError("strip")
        return read_whole(text, url, now)

    monkeypatch.setattr(sitemaps, "read_index", fails_within)
    assert [(part.url[-9:], part.failed) for part in reader.poll().parts] == [("ple/a.xml", False), ("inner.xml", True)]
