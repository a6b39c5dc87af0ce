"""A whole ingest whose every request is verified by the site that it asks, which refuses what is unsigned, old or replayed.

The verifier is the library `http-message-signatures`. Those of npm, `web-bot-auth` and `http-message-sig`, judge the same
requests where they are installed (`make test-signature`).
"""

from __future__ import annotations

import http.client
import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import npm_verifiers
import pytest
from aiohttp import web
from hostile_server import Handler, redirect, reply
from http_message_signatures import InvalidSignature
from name_server import Names
from served_directory import HOST as BOT
from served_directory import ServedDirectory
from signed import DIRECTORY, Message, Verifier, key_file, key_of
from small_newsroom import HOST, OTHER, Newsroom, rss, story, url
from small_proxy import SmallProxy

from pipelines.cli import main
from transforms.pure.signing.key_directories import MEDIA_TYPE, write_directory
from transforms.pure.signing.signing_keys import private_jwk
from transforms.web.client import Web
from transforms.web.options import SignatureOptions, WebOptions

KEY = key_of(1)
MAP = (
    "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>{}</loc><lastmod>{}</lastmod></url></urlset>"
)
INDEX = (
    "<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><sitemap><loc>{}</loc></sitemap></sitemapindex>"
)
REQUIRED = "NEWSBEAM_SIGNATURE_REQUIRED"


class Site:
    """Answers those alone whose signature is good and new; `messages` are what it was asked, `refused` how often it said no."""

    def __init__(self) -> None:
        self.verifier, self.messages, self.refused = Verifier(KEY), [], Counter[str]()  # type: ignore[var-annotated]

    def behind(self, answer: Handler) -> Handler:
        async def verified(request: web.Request) -> web.StreamResponse:
            message = Message(request.method, f"http://{request.host}{request.raw_path}", dict(request.headers))
            self.messages.append(message)
            try:
                self.verifier.verify(message)
            except (InvalidSignature, KeyError) as error:
                self.refused[str(error)] += 1
                return web.Response(status=401)
            return await answer(request)

        return verified


@pytest.fixture
def site(newsroom: Newsroom) -> Site:
    """A feed, a sitemap index, pages, a redirect to another site, and what both sites are asked for besides."""
    site = Site()
    robots = reply(body=b"User-agent: *\nAllow: /\n", kind="text/plain")
    answers = {
        "/robots.txt": robots,
        "/.well-known/tdmrep.json": reply(404),
        "/feed.xml": reply(body=rss(url("/1?from=rss"), url("/moved")), kind="text/xml"),
        "/index.xml": reply(body=INDEX.format(url("/map.xml")).encode(), kind="text/xml"),
        "/map.xml": reply(body=MAP.format(url("/3"), "2026-11-22").encode(), kind="text/xml"),
        "/moved": redirect(url("/2", OTHER)),
        "/1": reply(body=story("/1")),
        "/2": reply(body=story("/2")),
        "/3": reply(body=story("/3")),
    }
    newsroom.server.answers |= {path: site.behind(answer) for path, answer in answers.items()}
    return site


def signed_file(newsroom: Newsroom, **changes: Any) -> str:
    signature = {"directory": DIRECTORY, "key": key_file(newsroom.folder, KEY)} | changes
    feeds = [url("/feed.xml"), url("/index.xml")]
    return newsroom.file(feeds=feeds, web=newsroom.settings["web"] | {"signature": signature})


def test_each_request_of_an_ingest_is_signed(
    newsroom: Newsroom, site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    path = signed_file(newsroom)
    assert main(["ingest", path]) == 0
    assert site.refused == {} and len(site.messages) == len(newsroom.server.log)
    assert newsroom.written() == [url("/2", OTHER), url("/1"), url("/3")]
    assert {urlsplit(message.url).path for message in site.messages} == set(newsroom.server.answers)
    # Nothing of the key is shown or written.
    secret = private_jwk(KEY)["d"]
    assert main(["status", path]) == 0
    said = capsys.readouterr()
    kept = b"".join(file.read_bytes() for file in newsroom.output.rglob("*") if file.is_file())
    assert secret not in said.out + said.err and secret.encode() not in kept


def test_a_replay_is_refused_and_so_is_what_is_not_signed(newsroom: Newsroom, site: Site) -> None:
    assert main(["ingest", signed_file(newsroom)]) == 0
    message = next(message for message in site.messages if urlsplit(message.url).path == "/2")
    for headers in (message.headers, {"Host": OTHER}):
        connection = http.client.HTTPConnection("127.0.0.1", newsroom.server.port)
        connection.request("GET", "/2", headers=dict(headers))
        assert connection.getresponse().status == 401
        connection.close()
    assert list(site.refused) == ["the nonce was seen before", 'Expected "Signature-Input" header field to be present']


def test_without_the_option_nothing_is_signed(newsroom: Newsroom, site: Site) -> None:
    main(["ingest", signed_file(newsroom, directory=None, key=[])])
    assert site.messages and newsroom.written() == []
    assert [name for message in site.messages for name in message.headers if "signature" in name.lower()] == []


@pytest.mark.parametrize("command", [["ingest"], ["stream"], ["check"], ["backfill"], ["extract"], ["feeds", "find"]])
def test_a_key_that_is_not_there_is_said_before_anybody_is_asked(
    newsroom: Newsroom, site: Site, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    path = signed_file(newsroom, key="/nowhere/crawler.key")
    behind = {
        "backfill": [path, url("/feed.xml"), "--since", "2026-01-01"],
        "extract": [url("/1"), "--config", path],
        "feeds": [url("/"), "--config", path],
    }
    assert main([*command, *behind.get(command[0], [path])]) == 2
    said = capsys.readouterr().err
    assert "web.signature.key: /nowhere/crawler.key cannot be read (No such file or directory)" in said
    assert "Traceback" not in said and newsroom.server.log == []


def test_check_says_whether_the_directory_holds_the_key(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    served = ServedDirectory(newsroom.folder)
    monkeypatch.setattr(aiohttp.connector, "_SSL_CONTEXT_VERIFIED", served.believed())
    newsroom.settings["web"]["resolve"] |= served.pins
    served.headers, served.body = {"Content-Type": MEDIA_TYPE}, write_directory([KEY]).encode()
    path = signed_file(newsroom)
    assert main(["check", path]) == 0
    said = capsys.readouterr().out
    assert f"Requests are signed with the key {KEY.thumbprint}, which is valid without an end.\n" in said
    assert f"https://{BOT}/.well-known/http-message-signatures-directory holds it.\n" in said
    served.body = write_directory([key_of(2)]).encode()
    assert main(["check", path]) == 0
    assert f"does not hold the key {KEY.thumbprint}" in capsys.readouterr().out
    served.close()


PUBLIC = [["93.184.216.34"]]


@pytest.fixture
def proxied(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Web, SmallProxy, ServedDirectory]]:
    """A client that asks through a proxy, and signs; a site without TLS and one with it."""
    served = ServedDirectory(newsroom.folder)
    monkeypatch.setattr(aiohttp.connector, "_SSL_CONTEXT_VERIFIED", served.believed())
    proxy = SmallProxy({HOST: newsroom.server.port, BOT: served.port})
    options = WebOptions(
        proxy=proxy.url,
        respect_robots=False,
        signature=SignatureOptions(directory=DIRECTORY, key=key_file(newsroom.folder, KEY)),
    )
    asking = Web(options, resolver=Names({HOST: PUBLIC, BOT: PUBLIC}))
    yield asking, proxy, served
    for running in (asking, proxy, served):
        running.close()


def ask(asking: Web, address: str) -> None:
    asking.submit(asking.get(address, kind="page")).result()


def test_a_signature_passes_a_proxy_and_is_not_for_it(
    newsroom: Newsroom, site: Site, proxied: tuple[Web, SmallProxy, ServedDirectory]
) -> None:
    asking, proxy, served = proxied
    ask(asking, url("/1"))
    assert site.refused == {} and len(site.messages) == 1
    served.headers, served.body = {"Content-Type": "text/html"}, story("/1")
    ask(asking, f"https://{BOT}/a?b=c")
    connect = proxy.passed[-1]
    assert connect.line == f"CONNECT {BOT}:443 HTTP/1.1" and "signature" not in connect.headers.lower()
    ((path, headers),) = served.asked
    assert Verifier(KEY).verify(Message("GET", f"https://{BOT}{path}", headers)) == KEY.thumbprint


def judged_by_npm(messages: list[Message], **more: Any) -> list[str]:
    """What npm's packages say of requests, in order; skipped where they are not installed."""
    problem = npm_verifiers.why_not()
    if problem is not None and not os.environ.get(REQUIRED):
        pytest.skip(problem)
    directory = json.loads(write_directory([KEY]))
    return npm_verifiers.judge({"directory": directory, "messages": [m._asdict() for m in messages], **more})


def other(message: Message, **headers: str) -> Message:
    changed: Mapping[str, str] = {**message.headers, **{name.replace("_", "-"): headers[name] for name in headers}}
    return message._replace(headers=changed)


# The form, what npm's package says of what was changed, and of what is late.
FORMS = {
    "as the draft says": (False, "Signature verification failed", "Signature has expired"),
    "as sites read it that know older drafts": (True, "invalid signature", "Signature expired"),
}


@pytest.mark.parametrize(("older", "invalid", "late"), FORMS.values(), ids=FORMS)
def test_npms_packages_verify_the_same_requests_and_refuse_replays(
    newsroom: Newsroom, site: Site, older: bool, invalid: str, late: str
) -> None:
    site.verifier = Verifier(KEY, older_form=older)
    assert main(["ingest", signed_file(newsroom, older_form=older)]) == 0
    assert site.refused == {}
    said = judged_by_npm(site.messages, older_form=older)
    assert said == ["verified"] * len(site.messages) and len(said) == len(newsroom.server.log) > 9
    first = site.messages[0]
    evil = '"https://evil.example"' if older else 'sig1="https://evil.example"'
    changed = [
        first._replace(url=url("/other")),
        first._replace(url=first.url.replace(HOST, "evil.example")),
        first._replace(method="POST"),
        other(first, Signature_Agent=evil),
        other(first, Signature_Input=first.headers["Signature-Input"].replace("expires=", "expires=9")),
    ]
    assert judged_by_npm(changed, older_form=older) == [invalid] * 5
    assert judged_by_npm([first, first], older_form=older) == ["verified", "the nonce was seen before"]
    assert judged_by_npm([first], older_form=older, later_seconds=120) == [late]
