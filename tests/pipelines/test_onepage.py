"""The command `newsbeam extract`: one page's record, or why there is none, from an address, a file or the input."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from small_newsroom import TEXTS, Newsroom, reply, story, url

from pipelines.cli import main
from pipelines.onepage import CommandResult, extract_one
from transforms.pure.single_page import NO_FEED

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
CANONICAL = "<link rel=canonical href='https://paper.example/2026/dam'>"


def page(body: str = "", head: str = "") -> bytes:
    paragraphs = "".join(f"<p>{TEXTS['en']} ({n})</p>" for n in range(4))
    return f"<!doctype html><html lang=en><head>{head}</head><h1>Dam</h1><article>{paragraphs}{body}</article>".encode()


def asked(where: str, *, stdin: bytes = b"", **changes: Any) -> CommandResult:
    arguments = {"url": None, "config": None, "columns": None, "clock": lambda: NOON} | changes
    return extract_one(where, stdin=io.BytesIO(stdin), **arguments)


def saved(folder: Path, body: bytes) -> str:
    path = folder / "saved page.html"
    path.write_bytes(body)
    return str(path)


def test_a_file_gives_the_record_that_an_ingest_would_write(newsroom: Newsroom) -> None:
    body = page(head="<meta property=og:site_name content='The Paper'>").replace(b"Dam", b"Story 1")
    newsroom.server.answers["/1"] = reply(body=body)
    newsroom.publish("/1")
    assert main(["ingest", newsroom.file()]) == 0
    ingested = newsroom.rows()[0]
    result = asked(saved(newsroom.folder, body), url=url("/1"))
    record = json.loads(result.text)
    assert result.code == 0 and result.notes == ()
    # What only a feed and a pass can tell.
    apart = {"feed", "fetched", "rights", "run"}
    assert {k: v for k, v in record.items() if k not in apart} == {k: v for k, v in ingested.items() if k not in apart}
    assert record["feed"]["url"] == NO_FEED and record["run"] is None
    assert record["fetched"]["fetched_at"] == "2026-11-22T12:00:00Z"


def test_an_address_is_fetched_with_the_configured_client(newsroom: Newsroom) -> None:
    newsroom.server.answers["/1"] = reply(body=story("/1"))
    result = asked(url("/1"), config=newsroom.file())
    assert result.code == 0 and json.loads(result.text)["url"] == url("/1")
    assert [asked.path for asked in newsroom.server.log] == ["/robots.txt", "/.well-known/tdmrep.json", "/1"]


def test_a_private_address_is_refused_without_a_configuration(newsroom: Newsroom) -> None:
    newsroom.server.answers["/1"] = reply(body=story("/1"))
    result = asked(newsroom.server.url("/1"))
    failure = json.loads(result.text)
    assert result.code == 1 and newsroom.server.log == []
    assert (failure["stage"], failure["reason"]) == ("fetch", "blocked_address")
    assert "name it under web.allow_addresses" in failure["message"]


def test_robots_txt_is_obeyed(newsroom: Newsroom) -> None:
    newsroom.server.answers["/robots.txt"] = reply(body=b"User-agent: *\nDisallow: /", kind="text/plain")
    result = asked(url("/1"), config=newsroom.file())
    assert result.code == 1 and json.loads(result.text)["reason"] == "robots_denied"
    assert newsroom.server.paths() == []


ADDRESSES = {
    "given": (CANONICAL, "https://other.example/a?utm_source=x", "https://other.example/a", None),
    "canonical": (CANONICAL, None, "https://paper.example/2026/dam", "the page states this address"),
    "og:url": (
        "<meta property=og:url content='http://paper.example/og'>",
        None,
        "http://paper.example/og",
        "the page states",
    ),
    "none": ("", None, "https://file.invalid/saved%20page.html", "stands in for it"),
    "relative": ("<link rel=canonical href='/2026/dam'>", None, "https://file.invalid/saved%20page.html", "stands in"),
}


@pytest.mark.parametrize(("head", "given", "expected", "note"), ADDRESSES.values(), ids=ADDRESSES)
def test_the_address_of_a_file(tmp_path: Path, head: str, given: str | None, expected: str, note: str | None) -> None:
    result = asked(saved(tmp_path, page(head=head)), url=given)
    assert json.loads(result.text)["url"] == expected
    assert [note in said for said in result.notes] == [True] if note is not None else result.notes == ()


def test_the_input_is_read(capsys: pytest.CaptureFixture[str]) -> None:
    result = asked("-", stdin=page())
    assert json.loads(result.text)["url"] == "https://file.invalid/stdin"


UNUSABLE = {
    "no such file": ("none.html", {}, "none.html: No such file or directory; give a file, an http(s) address, or -"),
    "a folder": (".", {}, ".: Is a directory"),
    "an address that is none": ("http://", {}, "http://"),
    "an address given to an address": (
        "https://a.example/",
        {"url": "https://b.example/"},
        "is an address itself",
    ),
    "a file's address that is none": ("-", {"url": "ftp://a.example/"}, "ftp://a.example/"),
    "no such configuration": ("-", {"config": "none.yaml"}, "none.yaml"),
}


@pytest.mark.parametrize(("where", "changes", "message"), UNUSABLE.values(), ids=UNUSABLE)
def test_what_cannot_be_asked_says_why(where: str, changes: dict[str, str], message: str) -> None:
    result = asked(where, stdin=page(), **changes)
    assert (result.code, result.text) == (2, "")
    assert message in "\n".join(result.notes)


def test_a_file_has_the_bound_of_a_page(newsroom: Newsroom) -> None:
    settings = newsroom.settings["web"] | {"page_max_bytes": 100}
    result = asked("-", stdin=page(), config=newsroom.file(web=settings))
    assert result.code == 2
    assert "larger than the 100 bytes that `web.page_max_bytes` lets a page have" in result.notes[0]


REFUSED = {
    "no_text": (b"<html><h1>Dam</h1><p>Soon.</p>", "expected at least 100"),
    "not_html": (b"%PDF-1.7", "found no HTML element"),
    "bot_check": (b"<html><title>Just a moment...</title><p>Checking your browser.</p>", "a check for robots"),
}


@pytest.mark.parametrize("reason", REFUSED)
def test_a_page_without_an_article_gives_its_failure(reason: str) -> None:
    body, message = REFUSED[reason]
    result = asked("-", stdin=body)
    failure = json.loads(result.text)
    assert result.code == 1
    assert (failure["stage"], failure["reason"]) == ("extract", reason)
    assert message in failure["message"]


def test_what_the_configuration_would_drop_is_noted(newsroom: Newsroom) -> None:
    result = asked("-", stdin=page(), url=url("/1"), config=newsroom.file(keep={"languages": ["de"]}))
    assert result.code == 0
    assert result.notes == ("an ingest with this configuration would drop the article: language",)


def test_the_report_says_what_can_be_done_about_a_drop(newsroom: Newsroom) -> None:
    result = asked("-", stdin=page(), url=url("/1"), config=newsroom.file(keep={"languages": ["de"]}), columns=200)
    lines = [line.strip() for line in result.text.splitlines()]
    at = lines.index("an ingest with this configuration would drop the article: language")
    assert lines[at + 1].endswith("configuration keeps. Waiting does not help. Change `keep.languages`.")


def test_the_command_prints_the_record_and_its_notes_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["extract", saved(tmp_path, page(head=CANONICAL))]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["title"] == "Dam"
    assert said.err == (
        "https://paper.example/2026/dam: read from a file; the page states this address itself; --url sets another\n"
    )


def test_the_command_explains_in_the_columns_of_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "72")
    assert main(["extract", saved(tmp_path, page(head=CANONICAL)), "--explain"]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("Page      https://paper.example/2026/dam\n")
    assert max(map(len, said.out.splitlines())) <= 72
    assert said.err == ""
