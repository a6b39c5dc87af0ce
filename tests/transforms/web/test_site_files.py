"""A site's files that speak of uses: asked once a day before its first page, within its pace, and never in the way."""

from __future__ import annotations

from typing import Any

import pytest
from asking import Clock, failure, get
from hostile_server import HTML, HostileServer, redirect, reply

from transforms.pure.rights.policy import RightsOptions
from transforms.pure.rights.statements import stated
from transforms.rights import Heard, Statement, Use
from transforms.web.asked import RightsAsked
from transforms.web.client import Web
from transforms.web.site_files import MOST_FOR_PAGE, MOST_FOR_SITE

HOST, OTHER = "http://paper.example", "http://other.example"
TDM = "/.well-known/tdmrep.json"
RESERVED = b'[{"location": "/", "tdm-reservation": 1}]'
RSL = b'<rsl xmlns="https://rslstandard.org/rsl"><content url="/"><license>%s</license></content></rsl>'
NO_TRAINING = RSL % b'<prohibits type="usage">ai-train</prohibits>'
NOTHING = RSL % b'<prohibits type="usage">all</prohibits>'
ASKED = RightsAsked(options=RightsOptions())


def file(body: bytes, kind: str = "application/json", **more: Any) -> Any:
    return reply(body=body, kind=kind, **more)


def robots(text: str) -> dict[str, Any]:
    return {"/robots.txt": reply(body=text.encode(), kind="text/plain")}


def page(*links: str) -> Any:
    named = "".join(f'<link rel="license" type="application/rsl+xml" href="{link}">' for link in links)
    return reply(body=HTML + named.encode())


def heard(web: Web, path: str = "/a", asked: RightsAsked | None = ASKED) -> Heard:
    return get(web, f"{HOST}{path}", rights=asked).heard


def reserved(found: Heard) -> list[tuple[str, ...]]:
    return [one.signal.reserves for one in (*found.statements, *(said for _, said in found.documents))]


@pytest.fixture
def paper(server: HostileServer) -> HostileServer:
    server.answers |= {"/a": reply(body=HTML), "/b": reply(body=HTML), TDM: file(RESERVED)}
    return server


def test_the_file_is_asked_for_once_a_day_before_the_first_page(paper: HostileServer, open_web: Any) -> None:
    clock = Clock()
    web = open_web(clock)
    assert [reserved(heard(web, path)) for path in ("/a", "/b")] == [[("tdm",)]] * 2
    assert [asked.path for asked in paper.log] == ["/robots.txt", TDM, "/a", "/b"]
    clock.add(24 * 3600 + 1)
    heard(web)
    assert [asked.path for asked in paper.log][4:] == ["/robots.txt", TDM, "/a"]


def test_a_feed_alone_asks_for_none(paper: HostileServer, open_web: Any) -> None:
    paper.answers["/feed"] = reply(body=b"<rss/>", kind="text/xml")
    get(open_web(), f"{HOST}/feed", "feed")
    assert TDM not in [asked.path for asked in paper.log]


@pytest.mark.parametrize("asked", [None, RightsAsked(options=RightsOptions(site_files=False))])
def test_it_is_left_out_where_nobody_wants_it(paper: HostileServer, open_web: Any, asked: RightsAsked | None) -> None:
    assert reserved(heard(open_web(), asked=asked)) == []
    assert [asked.path for asked in paper.log] == ["/robots.txt", "/a"]


def test_each_origin_has_its_own(paper: HostileServer, open_web: Any) -> None:
    paper.answers[TDM] = [file(RESERVED), reply(404)]
    paper.answers["/c"] = redirect("http://www.paper.example/a")
    assert reserved(heard(open_web(), "/c")) == []
    assert [(one.host, one.path) for one in paper.log if one.path == TDM] == [
        ("paper.example", TDM),
        ("www.paper.example", TDM),
    ]


@pytest.mark.parametrize(
    "answer",
    [
        reply(404),
        reply(410),
        reply(403),
        reply(500),
        file(b"<html>Not found</html>", "text/html"),
        file(b"[" * 300_000),
        redirect("http://paper.example/x"),
        redirect("mailto:a@paper.example"),
        reply(200, headers={"Content-Encoding": "gzip"}, body=b"no gzip"),
    ],
)
def test_a_file_that_is_none_holds_up_nothing(paper: HostileServer, open_web: Any, answer: Any) -> None:
    paper.answers[TDM] = answer
    web = open_web()
    assert [reserved(heard(web, path)) for path in ("/a", "/b")] == [[], []]
    assert [asked.path for asked in paper.log].count(TDM) == 1


def test_one_redirect_is_followed(paper: HostileServer, open_web: Any) -> None:
    paper.answers |= {TDM: redirect(f"{OTHER}/tdm.json"), "/tdm.json": file(RESERVED)}
    assert reserved(heard(open_web())) == [("tdm",)]


def test_what_robots_txt_forbids_is_not_asked_for(paper: HostileServer, open_web: Any) -> None:
    paper.answers["/robots.txt"] = reply(body=b"User-agent: *\nDisallow: /.well-known/", kind="text/plain")
    assert reserved(heard(open_web())) == []
    assert paper.paths() == ["/a"]
    assert TDM not in [asked.path for asked in paper.log]


def test_what_it_said_holds_while_it_cannot_be_read(paper: HostileServer, open_web: Any) -> None:
    paper.answers[TDM] = [file(RESERVED), reply(500)]
    clock = Clock()
    web = open_web(clock)
    heard(web)
    clock.add(24 * 3600 + 1)
    assert reserved(heard(web)) == [("tdm",)]
    clock.add(8 * 24 * 3600)
    assert reserved(heard(web)) == []


def test_it_is_remembered_from_process_to_process(paper: HostileServer, open_web: Any) -> None:
    paper.answers |= robots(f"License: {OTHER}/l.xml") | {
        "/l.xml": file(NO_TRAINING, "application/rsl+xml"),
    }
    clock = Clock()
    first, second = open_web(clock), open_web(clock)
    heard(first)
    asked = len(paper.log)
    second.remember(first.memory())
    assert reserved(heard(second)) == [(), ("tdm",), ("train_ai",)]
    assert [one.path for one in paper.log[asked:]] == ["/a"]


def test_a_file_that_stalls_is_waited_for_so_long(paper: HostileServer, open_web: Any) -> None:
    paper.answers[TDM] = file(RESERVED, after_seconds=60.0)
    assert reserved(heard(open_web(total_seconds=0.5))) == []


def test_a_429_is_heard(paper: HostileServer, open_web: Any) -> None:
    paper.answers[TDM] = reply(429, headers={"Retry-After": "90"})
    assert failure(open_web(), f"{HOST}/a", rights=ASKED).reason == "host_waiting"
    assert "/a" not in paper.paths()


def test_documents_are_read_where_robots_txt_names_them(paper: HostileServer, open_web: Any) -> None:
    paper.answers |= robots(f"License: {OTHER}/l.xml") | {
        "/l.xml": file(NO_TRAINING, "application/rsl+xml"),
    }
    found = heard(open_web())
    assert [(address, one.signal.place) for address, one in found.documents] == [(f"{OTHER}/l.xml", "rsl_document")]
    assert [(one.host, one.path) for one in paper.log] == [
        ("paper.example", "/robots.txt"),
        ("paper.example", TDM),
        ("other.example", "/robots.txt"),
        ("other.example", "/l.xml"),
        ("paper.example", "/a"),
    ]


def test_documents_are_read_where_a_header_or_the_page_names_them(paper: HostileServer, open_web: Any) -> None:
    header = '</h.xml>; rel="license"; type="application/rsl+xml"'
    body = HTML + b'<link rel=license type="application/rsl+xml" href="/p.xml">'
    paper.answers |= {
        "/c": reply(body=body, headers={"Link": header}),
        "/h.xml": file(NO_TRAINING),
        "/p.xml": file(RSL % b'<prohibits type="usage">search</prohibits>'),
    }
    found = heard(open_web(), "/c")
    assert [(address, one.signal.reserves) for address, one in found.documents] == [
        (f"{HOST}/h.xml", ("train_ai",)),
        (f"{HOST}/p.xml", ("search",)),
    ]


def test_a_page_and_a_site_name_so_many_documents_at_most(paper: HostileServer, open_web: Any) -> None:
    web = open_web()
    for number in range(30):
        path = f"/page{number}"
        paper.answers[path] = page(*(f"/{number}/{one}.xml" for one in range(MOST_FOR_PAGE + 4)))
        heard(web, path)
        asked = [one.path for one in paper.log if one.path.endswith(".xml")]
        assert len([one for one in asked if one.startswith(f"/{number}/")]) <= MOST_FOR_PAGE
    assert len(asked) <= MOST_FOR_SITE


def test_a_document_at_a_private_address_is_not_asked_for(paper: HostileServer, open_web: Any) -> None:
    private = f"http://127.0.0.1:{paper.port}/l.xml"
    paper.answers |= robots(f"License: {private}") | {"/l.xml": file(NO_TRAINING)}
    assert heard(open_web()).documents == ()
    assert {one.host for one in paper.log} == {"paper.example"}


@pytest.mark.parametrize(
    ("answers", "said", "purposes", "reason"),
    [
        ({}, (), ("tdm",), "reserved_tdmrep"),
        ({}, (), ("train_ai",), "reserved_tdmrep"),
        ({}, (), ("search",), None),
        (robots("User-agent: *\nContent-Usage: /a search=n"), (), ("search",), "reserved_aipref"),
        (robots("User-agent: *\nContent-Usage: /b search=n"), (), ("search",), None),
        (robots("License: /l.xml") | {"/l.xml": file(NOTHING)}, (), ("search",), "reserved_rsl"),
        ({}, (stated("rsl", "feed", "<content/>", {"search": "reserved"}),), ("search",), "reserved_rsl"),
    ],
)
def test_what_is_known_to_be_reserved_is_not_asked_for(
    paper: HostileServer,
    open_web: Any,
    answers: dict[str, Any],
    said: tuple[Statement, ...],
    purposes: tuple[Use, ...],
    reason: str | None,
) -> None:
    paper.answers |= answers
    asked = RightsAsked(options=RightsOptions(policy="drop_reserved", purposes=purposes), said=said)
    if reason is None:
        assert get(open_web(), f"{HOST}/a", rights=asked).status == 200
        return
    error = failure(open_web(), f"{HOST}/a", rights=asked)
    assert (error.reason, error.retry) == (reason, False)
    assert error.problem.startswith("its publisher reserves it (") and error.problem.endswith(", so it is not fetched")
    assert "/a" not in paper.paths()


def test_the_target_of_a_redirect_may_be_reserved(paper: HostileServer, open_web: Any) -> None:
    paper.answers |= {TDM: [reply(404), file(RESERVED)], "/c": redirect(f"{OTHER}/a")}
    asked = RightsAsked(options=RightsOptions(policy="drop_reserved", purposes=("tdm",)))
    error = failure(open_web(), f"{HOST}/c", rights=asked)
    assert (error.reason, error.subject) == ("reserved_tdmrep", f"{OTHER}/a")
    assert paper.paths() == ["/c"]
