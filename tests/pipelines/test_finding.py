"""The commands that find feeds and look at a list: what each prints, its exit code, and what it imports."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from sample_run import CONFIG, ROOT, served
from small_newsroom import FEED, Newsroom, reply, url

from pipelines.cli import main

HOMES = {
    "harbour-courier": "feeds/news.xml",
    "rheinblick": "atom.xml",
    "voz-del-valle": "rss",
    "shiomihama-dayori": "feed.xml",
}


@pytest.fixture(scope="module")
def port() -> object:
    with served() as environment:
        yield environment["NEWSBEAM_SAMPLE_PORT"]


@pytest.mark.parametrize(("name", "path"), HOMES.items(), ids=HOMES)
def test_the_samples_home_pages_lead_to_their_feeds(
    port: str, name: str, path: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NEWSBEAM_SAMPLE_PORT", port)
    assert main(["feeds", "find", f"http://{name}.example", "--config", CONFIG]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert f"  * http://{name}.example/{path}" in lines
    assert lines[-1] == "It is in your list already."


def shown(section: str) -> str:
    """What docs/feeds.md shows between two marks, without the command."""
    text = (ROOT / "docs" / "feeds.md").read_text(encoding="utf-8")
    block = text.partition(f"<!-- {section} -->\n")[2].partition("<!-- end -->")[0]
    return "\n".join(line[4:] for line in block.strip("\n").splitlines()[1:])


def test_what_the_docs_show_of_find_is_what_it_prints(
    port: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NEWSBEAM_SAMPLE_PORT", port)
    monkeypatch.setenv("COLUMNS", "112")
    main(["feeds", "find", "http://voz-del-valle.example", "--config", CONFIG])
    printed = re.sub(r"[0-9]+ days ago", "409 days ago", capsys.readouterr().out)
    assert printed.split() == re.sub(r"[0-9]+ days ago", "409 days ago", shown("find")).split()


def test_what_the_docs_show_of_check_is_what_it_prints(
    port: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    feeds = [
        "http://voz-del-valle.example/",
        "http://harbour-courier.example/feeds/sport.xml",
        "http://rheinblick.example/atom.xml",
    ]
    names = ("voz-del-valle.example", "harbour-courier.example", "rheinblick.example")
    web = {"spacing_seconds": 0, "resolve": dict.fromkeys(names, f"127.0.0.1:{port}")}
    (tmp_path / "newsbeam.yaml").write_text(json.dumps({"output": "out", "feeds": feeds, "web": web}))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "112")
    main(["ingest", "newsbeam.yaml"])
    capsys.readouterr()
    assert main(["feeds", "check"]) == 1
    assert capsys.readouterr().out.rstrip("\n") == shown("check")


def test_a_site_without_feeds_ends_with_code_1(newsroom: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    newsroom.server.answers["/"] = reply(body=b"<!doctype html><html><body>Nothing</body></html>")
    assert main(["feeds", "find", url("/"), "--config", newsroom.file(), "--requests", "3"]) == 1
    out = capsys.readouterr().out
    assert f"{url('/')}: no feed and no news sitemap was found, after 3 requests." in out
    assert "more addresses; --requests " in out


def test_the_usual_configuration_counts_where_it_is_there(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    newsroom.publish("/1")
    monkeypatch.chdir(Path(newsroom.file()).parent)
    assert main(["feeds", "find", FEED]) == 0
    assert "it is the address that you gave" in capsys.readouterr().out


@pytest.mark.parametrize("address", ["ftp://paper.example/", "", "two words"])
def test_what_is_no_address_ends_in_a_sentence(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["feeds", "find", address]) == 2
    assert capsys.readouterr().err.startswith("newsbeam feeds find: ")


def test_check_tells_of_a_home_page_and_of_feeds_that_are_one(
    newsroom: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    newsroom.publish(*(f"/{n}" for n in range(6)))
    newsroom.server.answers["/again.xml"] = newsroom.server.answers["/feed.xml"]
    newsroom.server.answers["/"] = reply(
        body=b"<!doctype html><link rel=alternate type='application/rss+xml' href='/news.xml'>"
    )
    config = newsroom.file(feeds=[FEED, url("/again.xml"), url("/")])
    assert main(["feeds", "check", config]) == 0
    assert "3 feeds were not polled yet." in capsys.readouterr().out
    main(["ingest", config])
    capsys.readouterr()
    asked = len(newsroom.server.log)
    assert main(["feeds", "check", config]) == 1
    out = capsys.readouterr().out
    assert out.startswith("2 feeds need a look, of 3.\n")
    assert f"        newsbeam feeds remove {url('/')} --config {config}\n" in out
    assert f"        newsbeam feeds add {url('/news.xml')} --config {config}\n" in out
    assert f"shows the same entries as {FEED} (6 of its last 6)" in " ".join(out.split())
    assert len(newsroom.server.log) == asked


def test_check_without_a_configuration_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["feeds", "check"]) == 2
    assert "newsbeam.yaml" in capsys.readouterr().err


def test_the_feeds_of_home_pages_are_added(
    port: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NEWSBEAM_SAMPLE_PORT", port)
    monkeypatch.chdir(tmp_path)
    assert main(["init"]) == 0
    web = (Path(CONFIG).read_text(encoding="utf-8")).partition("\nweb:\n")[2]
    with Path("newsbeam.yaml").open("a", encoding="utf-8") as file:
        file.write(f"web:\n{web}")
    homes = [f"http://{name}.example/" for name in HOMES]
    assert main(["feeds", "add", *homes, "--tag", "papers"]) == 0
    added = [line.split()[1] for line in capsys.readouterr().out.splitlines() if line.startswith("Added")]
    assert added == [f"http://{name}.example/{path}" for name, path in HOMES.items()]
    assert main(["feeds", "add", *homes, "http://nobody.example/"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[:4]] == ["Known"] * 4
    assert lines[4].startswith("Not added http://nobody.example/: no feed was found")
    assert main(["feeds", "add", "nobody.example/feed", "--as-is", "--interval", "soon"]) == 2


def test_a_site_without_https_is_answered_with_its_other_address(
    newsroom: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["feeds", "find", "paper.example", "--config", newsroom.file()]) == 1
    assert f"if the site has no https, ask for {url('/')} a little later" in " ".join(capsys.readouterr().out.split())
