"""`newsbeam check`: all that is wrong, in one go, or what the configuration means; it asks and leaves nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from small_newsroom import FEED, Newsroom, url

from pipelines.cli import main


def test_check_lists_what_would_run_and_touches_nothing(newsroom: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    feeds = [FEED, {"url": url("/off.xml"), "enabled": False}]
    assert main(["check", newsroom.file(feeds=feeds)]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said == [
        "The configuration is good: 2 feeds, 1 of them enabled.",
        f"Output {newsroom.output}, state {newsroom.output}/_state, 1 shard, runner FnApiRunner.",
        "Polls to be expected: about 1.0 an hour. Feeds are counted like this: 1 as one poll in 60 minutes, as a new feed is"
        " planned.",
        f"    {FEED}",
        f"    {url('/off.xml')} (disabled)",
    ]
    assert newsroom.server.log == [] and not newsroom.output.exists()


def test_of_a_long_list_the_first_are_shown(newsroom: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    path = newsroom.file(feeds=[url(f"/{number}.xml") for number in range(21)])
    assert main(["check", path]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "The configuration is good: 21 feeds, 21 of them enabled."
    assert said[-2:] == [f"    {url('/19.xml')}", f"    and 1 more: `newsbeam feeds list {path}` lists all"]
    assert main(["feeds", "list", path]) == 0
    assert url("/20.xml") in capsys.readouterr().out


def test_all_that_is_wrong_is_said_in_one_go(newsroom: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    (newsroom.folder / "notes.txt").write_text("mine")
    changes = {
        "shards": 0,
        "tick_secs": 1,
        "runner": "NoRunner",
        "output": f"{newsroom.folder}/notes.txt/out",
        "state": "s4://b",
    }
    assert main(["check", newsroom.file(**changes)]) == 2
    said = capsys.readouterr()
    parts = [line.split(": ") for line in said.err.splitlines()]
    assert [part[1] if part[0].startswith(f"{newsroom.folder}/newsbeam.yaml:") else part[0] for part in parts] == [
        "tick_secs",
        "shards",
        "runner NoRunner",
        f"{newsroom.folder}/notes.txt/out",
        "s4://b",
    ]
    assert said.out == ""


def test_a_good_configuration_over_a_dataset_that_is_used_changes_no_file(
    newsroom: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    newsroom.publish("/1")
    path = newsroom.file()
    assert main(["ingest", path]) == 0
    before = files(newsroom.folder)
    assert main(["check", path]) == 0
    assert files(newsroom.folder) == before
    assert main(["check", path, "--set", f"state={newsroom.folder}/other"]) == 2
    assert f"this output belongs to the state at {newsroom.output}/_state" in capsys.readouterr().err
    assert files(newsroom.folder) == before


PROXIES: dict[str, tuple[dict[str, str], str | None, list[str]]] = {
    "none": ({"NO_PROXY": "localhost"}, None, []),
    "a variable": (
        {"https_proxy": "http://desk:s3cret@proxy.example"},
        None,
        [
            "https_proxy is set in the environment, which newsbeam does not obey; to ask the web through a proxy, name it"
            " under web.proxy."
        ],
    ),
    "empty": ({"HTTP_PROXY": ""}, None, []),
    "both": (
        {"HTTP_PROXY": "http://a.example", "ALL_PROXY": "http://a.example"},
        "http://desk:s3cret@proxy.example:3128",
        [
            "The web is asked through the proxy http://proxy.example:3128.",
            "ALL_PROXY, HTTP_PROXY are set in the environment, which newsbeam does not obey.",
        ],
    ),
}


@pytest.mark.parametrize(("environ", "proxy", "expected"), PROXIES.values(), ids=PROXIES)
def test_check_says_what_is_obeyed_of_proxies(
    newsroom: Newsroom,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    environ: dict[str, str],
    proxy: str | None,
    expected: list[str],
) -> None:
    for name in [name for name in os.environ if name.upper().endswith("_PROXY")]:
        monkeypatch.delenv(name)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert main(["check", newsroom.file(web=newsroom.settings["web"] | {"proxy": proxy})]) == 0
    said = capsys.readouterr().out
    assert [line for line in said.splitlines() if "proxy" in line.lower()] == expected
    assert "s3cret" not in said


def test_check_says_when_articles_are_asked_for_again(newsroom: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", newsroom.file(revisions={"checks": ["1h", "90m", "7d"]})])
    assert [line for line in capsys.readouterr().out.splitlines() if "Revisions" in line] == [
        "Revisions: each article is asked for again 3 times, 1h, 90m, 7d after it was fetched, and more often if it changes."
    ]


def files(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() if path.is_file() else b"" for path in folder.rglob("*")}


@pytest.mark.parametrize(
    ("runner", "expected"),
    [
        (
            "FnApiRunner",
            "WebSub: a stream listens on 127.0.0.1:8917, and hubs reach it at https://news.example/websub.",
        ),
        ("PrismRunner", "WebSub: nothing listens with the runner PrismRunner; only a stream with FnApiRunner does."),
    ],
)
def test_check_says_where_hubs_reach_us(
    newsroom: Newsroom, capsys: pytest.CaptureFixture[str], runner: str, expected: str
) -> None:
    main(["check", newsroom.file(websub={"callback": "https://news.example/websub"}, runner=runner)])
    assert [line for line in capsys.readouterr().out.splitlines() if "WebSub" in line] == [expected]


def test_check_says_which_models_are_missing(newsroom: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    enrich = {"steps": ["language", "entities"], "entities": {"models": {"de": "de_no_such_model"}}}
    assert main(["check", newsroom.file(enrich=enrich)]) == 0
    said = [line for line in capsys.readouterr().out.splitlines() if "Entities: " in line]
    assert "the model de_no_such_model for 'de' is not installed" in said[0]
    main(["check", newsroom.file()])
    assert "Entities: " not in capsys.readouterr().out
