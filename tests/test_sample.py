"""The sample newsroom: served as its README says, and in step with expected.json."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

import feedparser
import pytest
import yaml

SAMPLE = Path(__file__).parents[1] / "sample"
SERVE = [sys.executable, str(SAMPLE / "serve.py")]
EXPECTED: dict[str, dict[str, Any]] = json.loads((SAMPLE / "expected.json").read_text(encoding="utf-8"))
POLLED = [url for url, feed in EXPECTED["feeds"].items() if feed["fate"] == "polled"]
COURIER, RHEINBLICK = "http://harbour-courier.example", "http://rheinblick.example"
VOZ, SHIOMIHAMA = "http://voz-del-valle.example", "http://shiomihama-dayori.example"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with _free_port() as free:
        number: int = free.getsockname()[1]
    server = subprocess.Popen([*SERVE, "--port", str(number)], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    with server.stdout:
        assert f"127.0.0.1:{number}" in server.stdout.readline()
        yield number
        server.terminate()
        assert server.wait() == 0


def _free_port() -> socket.socket:
    sock = socket.socket()
    sock.bind(("127.0.0.1", 0))
    return sock


def _get(port: int, url: str, headers: Mapping[str, str] | None = None) -> tuple[HTTPResponse, bytes]:
    parts = urlsplit(url)
    connection = HTTPConnection("127.0.0.1", port)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    connection.request("GET", path, headers={"Host": parts.netloc, **(headers or {})})
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response, body


def _cleaned(feed_url: str, link: str) -> str:
    """The link as expected.json names it: absolute, without query (here all are tracking) and fragment."""
    return urldefrag(urljoin(feed_url, link)).url.partition("?")[0]


@pytest.mark.parametrize("url", POLLED)
def test_a_feed_links_what_is_expected(port: int, url: str) -> None:
    response, body = _get(port, url)
    feed = feedparser.parse(body, sanitize_html=False, resolve_relative_uris=False)
    assert response.status == 200
    assert [_cleaned(url, entry.link) for entry in feed.entries] == EXPECTED["feeds"][url]["links"]
    assert bool(feed.bozo) == EXPECTED["feeds"][url].get("repaired", False)


def test_the_configuration_lists_the_feeds_that_are_expected() -> None:
    configured = yaml.safe_load((SAMPLE.parent / "configs" / "sample.yaml").read_text(encoding="utf-8"))
    enabled = {feed["url"]: feed.get("enabled", True) for feed in configured["feeds"]}
    assert enabled == {url: feed["fate"] != "disabled" for url, feed in EXPECTED["feeds"].items()}
    hosts = {path.name for path in (SAMPLE / "sites").iterdir()}
    assert set(configured["web"]["resolve"]) == hosts == {urlsplit(url).hostname for url in EXPECTED["feeds"]}


def test_every_link_of_a_feed_has_an_expected_fate() -> None:
    linked = {link for feed in EXPECTED["feeds"].values() for link in feed["links"]}
    redirected = {other["to"] for other in EXPECTED["others"].values() if other["fate"] == "redirected"}
    assert linked | redirected == set(EXPECTED["articles"]) | set(EXPECTED["others"])


def test_there_are_twelve_articles_in_four_languages() -> None:
    assert len(EXPECTED["articles"]) == 12
    assert {article["language"] for article in EXPECTED["articles"].values()} == {"en", "de", "es", "ja"}


@pytest.mark.parametrize(
    ("url", "charset"),
    [
        (f"{COURIER}/2025/10/ferry-terminal-reopens.html", "utf-8"),
        (f"{RHEINBLICK}/stadt/markthalle.html", "windows-1252"),
        (f"{RHEINBLICK}/kultur/orgel.html", None),
        (f"{RHEINBLICK}/partner/hafenkran.html", "utf-8"),
        (f"{COURIER}/2025/10/allotment-sheds.html", None),
    ],
    ids=["utf-8", "windows-1252", "windows-1252 by meta alone", "german utf-8", "nowhere"],
)
def test_a_page_declares_its_charset_in_its_own_way(port: int, url: str, charset: str | None) -> None:
    response, _ = _get(port, url)
    assert (response.headers.get_content_type(), response.headers.get_content_charset()) == ("text/html", charset)


@pytest.mark.parametrize("url", EXPECTED["articles"])
def test_an_article_holds_what_is_expected_of_it(port: int, url: str) -> None:
    response, body = _get(port, url)
    encoding = (
        "windows-1252" if url in (f"{RHEINBLICK}/stadt/markthalle.html", f"{RHEINBLICK}/kultur/orgel.html") else "utf-8"
    )
    page = body.decode(encoding).replace("&nbsp;", " ")
    article = EXPECTED["articles"][url]
    wanted = [article["title"], *article["authors"], *article["captions"], *article["paragraphs"]]
    assert response.status == 200
    assert [text for text in wanted if text not in page] == []
    assert article["published_at"].endswith("Z")


@pytest.mark.parametrize(
    ("url", "defect", "times"),
    [
        (f"{COURIER}/2025/10/ferry-terminal-reopens.html", "&nbsp;", 4),
        (f"{COURIER}/2025/10/ferry-terminal-reopens.html", "The rebuilt landing stage at Saltmarsh Quay", 6),
        (f"{COURIER}/2025/10/ferry-terminal-reopens.html", "Related...", 1),
        (f"{COURIER}/2025/10/library-late-hours.html", "Sign up for our free morning newsletter", 1),
        (f"{VOZ}/noticias/acequia-mayor", "Todavía suena, aunque un poco ronca", 2),
        (f"{SHIOMIHAMA}/machi/matsunoyu.html", "関連記事", 1),
    ],
    ids=["no-break spaces", "captions", "related", "newsletter", "pull quote", "related in Japanese"],
)
def test_a_page_has_its_defect(port: int, url: str, defect: str, times: int) -> None:
    assert _get(port, url)[1].decode("utf-8").count(defect) == times


@pytest.mark.parametrize(
    ("url", "status"),
    [
        (f"{COURIER}/2025/10/harbour-lights-vote.html", 404),
        (f"{COURIER}/feeds/sport.xml", 404),
        (f"{SHIOMIHAMA}/robots.txt", 404),
        (f"{COURIER}/partners/hafenkran.html", 301),
        (f"{COURIER}/video/regatta.html", 200),
        ("http://no-such-paper.example/", 421),
        (f"{COURIER}/../rheinblick.example/atom.xml", 404),
        (f"{COURIER}/answers.json", 404),
    ],
    ids=["gone page", "gone feed", "no robots.txt", "moved", "no text", "unknown site", "outside the site", "settings"],
)
def test_what_is_no_article_answers_as_intended(port: int, url: str, status: int) -> None:
    assert _get(port, url)[0].status == status


def test_the_moved_page_points_to_the_other_paper(port: int) -> None:
    url = f"{COURIER}/partners/hafenkran.html"
    assert _get(port, url)[0].headers["Location"] == EXPECTED["others"][url]["to"]


def test_robots_txt_covers_the_page_that_is_denied(port: int) -> None:
    (denied,) = [url for url, other in EXPECTED["others"].items() if other.get("reason") == "robots_denied"]
    rules = _get(port, f"{COURIER}/robots.txt")[1].decode("utf-8")
    assert "Disallow: /members/" in rules
    assert urlsplit(denied).path.startswith("/members/")


@pytest.mark.parametrize("url", POLLED)
@pytest.mark.parametrize(
    ("validator", "header"), [("ETag", "If-None-Match"), ("Last-Modified", "If-Modified-Since")], ids=["etag", "date"]
)
def test_a_feed_answers_a_conditional_request(port: int, url: str, validator: str, header: str) -> None:
    first, _ = _get(port, url)
    again, body = _get(port, url, {header: first.headers[validator]})
    assert (again.status, body, again.headers["ETag"]) == (304, b"", first.headers["ETag"])


@pytest.mark.parametrize(
    "headers",
    [{"If-None-Match": '"other"'}, {"If-Modified-Since": "Mon, 01 Sep 2025 00:00:00 GMT"}],
    ids=["other etag", "older date"],
)
def test_a_feed_comes_whole_where_the_copy_is_old(port: int, headers: dict[str, str]) -> None:
    assert _get(port, f"{RHEINBLICK}/atom.xml", headers)[0].status == 200


def test_gzip_comes_only_where_it_is_understood(port: int) -> None:
    url = f"{COURIER}/2025/10/library-late-hours.html"
    packed, plain = _get(port, url, {"Accept-Encoding": "gzip"})[0], _get(port, url)[0]
    assert (packed.headers["Content-Encoding"], plain.headers["Content-Encoding"]) == ("gzip", None)


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*SERVE, *command], capture_output=True, text=True)


FETCH_AND_EXIT = """
import os, sys, urllib.request
port = os.environ["NEWSBEAM_SAMPLE_PORT"]
asked = urllib.request.Request(f"http://127.0.0.1:{port}/atom.xml", headers={"Host": "rheinblick.example"})
print(urllib.request.urlopen(asked).status, sys.argv[1:])
sys.exit(7)
"""


def test_a_command_runs_beside_the_server_and_its_exit_code_is_given_back() -> None:
    done = _run("--", sys.executable, "-c", FETCH_AND_EXIT, "--port", "--")
    assert (done.stdout, done.returncode) == ("200 ['--port', '--']\n", 7)


def test_a_command_that_dies_of_a_signal_gives_what_a_shell_gives() -> None:
    assert _run("--", sys.executable, "-c", "import os; os.kill(os.getpid(), 9)").returncode == 128 + 9


def test_a_command_that_does_not_exist_is_named() -> None:
    done = _run("--", "no-such-command-here")
    assert (done.stderr, done.returncode) == ("no-such-command-here cannot be run: No such file or directory\n", 127)


def test_a_port_that_is_taken_is_refused_in_words() -> None:
    with _free_port() as taken:
        taken.listen()
        number = taken.getsockname()[1]
        done = _run("--port", str(number))
    assert done.returncode == 1
    assert f"port {number} of 127.0.0.1 cannot be used" in done.stderr


WAIT_FOR_SIGNAL = """
import signal, sys
signal.signal(signal.{name}, lambda *_: sys.exit(5))
print("waiting", flush=True)
signal.pause()
"""


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_signal_is_passed_on_to_the_command(name: str) -> None:
    command = [*SERVE, "--", sys.executable, "-c", WAIT_FOR_SIGNAL.format(name=name)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    with server.stdout:
        assert server.stdout.readline() == "waiting\n"
        os.kill(server.pid, getattr(signal, name))
        assert server.wait() == 5
