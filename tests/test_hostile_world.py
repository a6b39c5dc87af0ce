"""A world that sends what terminals obey, and a configuration full of secrets: neither is in what any command shows or writes."""

from __future__ import annotations

import gzip
import json
import logging
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from hostile_server import raw, redirect, reply
from running_stream import Running
from small_newsroom import HOST, OTHER, Newsroom, story
from small_proxy import SmallProxy
from warm import Warm

from pipelines.cli import main

# C0 but for line feed and tab, DEL, C1, and what turns the direction of a text.
UNSHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]")
EVIL = "\x1b[2J\x1b]0;owned\x07\x9b31m\u202e\u2066\x7f"
IN_XML = "&#x9b;31m&#x202e;&#x2066;&#x85;ERROR all is lost"
SECRETS = {
    name: f"CANARY{n}{name}77"
    for n, name in enumerate(
        ("parameter", "key", "header", "cookie", "redirect", "user", "adopted", "proxy", "environment", "store")
    )
}
FEED = f"http://{HOST}/feed.xml?format=full&token={SECRETS['parameter']}"
BROKEN = f"http://{HOST}/broken.xml?api_key={SECRETS['key']}"
ECHO = f"http://{HOST}/echo.xml?password={SECRETS['key']}"
MOVED = f"http://{HOST}/moved.xml"
HTML_FEED = f"http://{HOST}/page.xml"
UNREADABLE = f"http://{HOST}/text.xml"


def rss(*links: str) -> bytes:
    items = "".join(
        f"<item><title>Story {n} {IN_XML}</title><link>{link}</link><guid>{link}#{IN_XML}</guid>"
        f"<category>{IN_XML}</category></item>"
        for n, link in enumerate(links)
    )
    return f"<rss version='2.0'><channel><title>The Paper {IN_XML}</title>{items}</channel></rss>".encode()


async def with_what_came(request: web.BaseRequest) -> web.Response:
    """A page that shows its reader what the request held, token and all, and sets a cookie."""
    body = f"<title>Denied</title>{request.path_qs} {request.headers.get('X-Reader')}".encode()
    if request.path.endswith("echo.xml"):
        return web.Response(body=body[len("<title>Denied</title>") :], content_type="text/plain")
    return web.Response(status=404, body=body, headers={"Set-Cookie": f"id={SECRETS['cookie']}"})


@pytest.fixture(autouse=True)
def handlers_of_the_root() -> Iterator[None]:
    """The command sends all logs to its stderr, and a test's end is not its end."""
    before = list(logging.getLogger().handlers)
    yield
    logging.getLogger().handlers[:] = before


@pytest.fixture
def world(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Newsroom, dict[str, Any]]]:
    server, paper = newsroom.server, f"http://{HOST}"
    evil = EVIL.encode()
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/" + evil + b"; charset=utf-8\r\nServer: nginx" + evil
    server.answers |= {
        "/feed.xml": reply(
            body=rss(
                f"{paper}/1?reader={SECRETS['parameter']}",
                f"http://anna:{SECRETS['user']}@{HOST}/2",
                f"{paper}/3",
                f"{paper}/4",
                f"{paper}/5",
            ),
            kind="text/xml",
            headers={"ETag": '"a"', "Set-Cookie": f"id={SECRETS['cookie']}"},
        ),
        "/1": reply(body=story("/1") + f"<p>{IN_XML} and more words of the same kind.</p>".encode()),
        "/2": with_what_came,
        "/3": raw(head + b"\r\nContent-Length: 5\r\n\r\nhello"),
        "/4": redirect(f"http://anna:{SECRETS['user']}@{HOST}/gone?sig={SECRETS['redirect']}"),
        "/5": redirect("/" + "a" * 30_000),
        "/broken.xml": with_what_came,
        "/moved.xml": redirect(f"/gone.xml?auth={SECRETS['adopted']}"),
        "/page.xml": raw(head + b"\r\nContent-Length: 6\r\n\r\n<html>"),
        "/echo.xml": with_what_came,
        "/text.xml": reply(body=b"not a feed" + evil, kind="text/plain"),
    }
    monkeypatch.setenv("READER_TOKEN", SECRETS["header"])
    monkeypatch.setenv("UNUSED_PASSWORD", SECRETS["environment"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRETS["store"])
    proxy = SmallProxy({HOST: server.port, OTHER: server.port}, user=f"desk:{SECRETS['proxy']}")
    headers = {"X-Reader": "Bearer ${READER_TOKEN}"}
    feeds = [
        {"url": FEED, "headers": headers, "name": "Paper"},
        {"url": BROKEN, "headers": headers},
        {"url": ECHO, "headers": headers},
    ]
    yield (
        newsroom,
        {
            "feeds": [*feeds, MOVED, HTML_FEED, UNREADABLE],
            "web": newsroom.settings["web"] | {"proxy": proxy.url, "respect_robots": False},
            "fetch": {"attempts": 1},
            "failure_share": 1.0,
        },
    )
    proxy.close()


def is_clean(text: str) -> bool:
    return not UNSHOWN.search(text) and not [name for name, value in SECRETS.items() if value in text]


def assert_clean(text: str, what: str) -> None:
    assert UNSHOWN.findall(text) == [], what
    assert [name for name, value in SECRETS.items() if value in text] == [], what


def written(folder: Path) -> dict[str, str]:
    """The text of each file below a folder."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            found[path.relative_to(folder).as_posix()] = (
                gzip.decompress(data) if path.name.endswith(".gz") else data
            ).decode("utf-8", "replace")
    return found


def commands(config: str, folder: Path) -> list[list[str]]:
    page = folder / "page.html"
    page.write_bytes(story("/1") + f"<h2>{IN_XML}</h2><p>{EVIL}</p>".encode())
    address = f"http://anna:{SECRETS['user']}@{HOST}/1"
    return [
        ["check", config],
        ["ingest", config, "--dry-run", "--now"],
        ["ingest", config],
        ["ingest", config, "--now"],
        ["status", config],
        ["feeds", "list", "--config", config],
        ["feeds", "check", config],
        ["rights", config],
        ["rights", config, HOST],
        ["rights", config, "--json"],
        ["retry", config, "--dry-run"],
        ["retry", config],
        ["retry", config, "--feed", f"http://{HOST}/nothing?token={SECRETS['parameter']}"],
        ["backfill", config, MOVED, "--since", "2026-01-01"],
        ["verify", config],
        ["stories", config],
        ["export", config, "--to", str(folder / "copy"), "--format", "csv"],
        ["extract", address, "--config", config],
        ["extract", f"http://{HOST}/3", "--config", config],
        ["extract", f"http://{HOST}/4", "--config", config, "--explain"],
        ["extract", str(page), "--url", address],
        ["extract", str(page), "--url", address, "--explain"],
        ["feeds", "remove", f"http://{HOST}/nothing?token={SECRETS['parameter']}", "--config", config],
    ]


def test_no_command_shows_a_control_character_or_a_secret(
    world: tuple[Newsroom, dict[str, Any]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    newsroom, settings = world
    codes = {}
    for command in commands(newsroom.file(**settings), tmp_path):
        codes[" ".join(command[:2])] = main(command)
        shown = capsys.readouterr()
        assert "Traceback" not in shown.err and shown.out + shown.err
        assert_clean(shown.out + shown.err, " ".join(command))
    assert 70 not in codes.values()
    assert {row["url"] for row in newsroom.rows()} == {f"http://{HOST}/1?reader=hidden"}
    assert set(newsroom.failed().values()) >= {"http_404", "bad_redirect"}
    (echo, *_) = [row["evidence"] for row in newsroom.rows("failures") if row["subject"].endswith("/echo.xml")]
    assert echo["first_characters"] == "/echo.xml hidden"
    kept = written(newsroom.output) | {f"copy/{name}": text for name, text in written(tmp_path / "copy").items()}
    for name, text in kept.items():
        if not name.startswith(("_state/", "stories/_state/")):
            assert [secret for secret, value in SECRETS.items() if value in text] == [], f"{name}: {text}"
            assert not [c for c in text if unicodedata.category(c) == "Cc" and c not in "\n\t\r"], name
    # The state holds addresses whole, since they are asked, and nothing else.
    in_state = {secret for secret, value in SECRETS.items() if any(value in text for text in kept.values())}
    assert in_state <= {"parameter", "key", "adopted", "user", "redirect"}


def test_a_stream_shows_none_either(warm: Warm, world: tuple[Newsroom, dict[str, Any]]) -> None:
    newsroom, settings = world
    with Running(warm, newsroom, **settings) as stream:
        first = stream.line("polled")
        said = stream.signal(15)
        code, out, err = stream.end()
    assert code == 0
    assert_clean(first + said + out + err, "stream")


def test_each_row_of_a_line_is_one_line(
    world: tuple[Newsroom, dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    newsroom, settings = world
    main(["ingest", newsroom.file(**settings)])
    for path in [*newsroom.output.rglob("*.jsonl.gz"), *newsroom.output.rglob("*.json")]:
        text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for line in text.splitlines():
            json.loads(line) if path.suffix == ".gz" else None
    assert not [line for line in capsys.readouterr().err.splitlines() if line.startswith("ERROR all is lost")]


def test_the_test_sees_what_it_looks_for() -> None:
    assert not is_clean(EVIL) and all(not is_clean(f"a {value}") for value in SECRETS.values())
    assert is_clean("Zürich\tזמן\n")


def test_paths_hold_ids_numbers_and_days_alone(world: tuple[Newsroom, dict[str, Any]]) -> None:
    newsroom, settings = world
    evil = f"http://{HOST}/../../../..%2f..%2fetc/passwd%00?{EVIL}=../../x"
    newsroom.server.answers["/feed.xml"] = reply(
        body=rss(evil.replace("\x1b", ""), f"http://{HOST}/1"), kind="text/xml"
    )
    main(["ingest", newsroom.file(**settings)])
    paths = [path.relative_to(newsroom.folder).as_posix() for path in newsroom.folder.rglob("*") if path.is_file()]
    assert len(paths) > 8 and all(path.startswith(("out/", "newsbeam.yaml")) for path in paths)
    assert [path for path in paths if not re.fullmatch(r"[A-Za-z0-9_=.-]+(?:/[A-Za-z0-9_=.-]+)*", path)] == []
    assert [path for path in paths if "passwd" in path or ".." in path] == []
