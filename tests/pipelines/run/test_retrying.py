"""`newsbeam retry`: what failed is owed again, once for each failure, and the next ingest asks for it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from dying_store import Died, Dying, Life
from hostile_server import redirect
from small_newsroom import FEED, OTHER, Newsroom, reply, rss, story, url

from pipelines.cli import main
from transforms.clock import utc_now
from transforms.pure.net.urls import url_id
from transforms.state.failures import Wanted, read_failures
from transforms.state.retries import Retrying


@pytest.fixture
def mended(newsroom: Newsroom, capsys: pytest.CaptureFixture[str]) -> Iterator[Newsroom]:
    """A newsroom of which two of three pages failed, for two reasons, and are there now."""
    newsroom.publish("/1", "/2", "/3")
    newsroom.server.answers["/1"] = reply(404)
    newsroom.server.answers["/2"] = reply(body=b"<html><p>Little.</p></html>")
    main(["ingest", newsroom.file()])
    assert newsroom.failed() == {url("/1"): "http_404", url("/2"): "no_text"}
    newsroom.server.answers["/1"] = reply(body=story("/1"))
    newsroom.server.answers["/2"] = reply(body=story("/2"))
    capsys.readouterr()
    yield newsroom


def retry(newsroom: Newsroom, *arguments: str, **changes: object) -> int:
    return main(["retry", newsroom.file(**changes), *arguments])


def owed(newsroom: Newsroom) -> int:
    return len(list(newsroom.output.glob("_state/inbox/0/*.json")))


def manifests(newsroom: Newsroom) -> list[dict[str, Any]]:
    return [json.loads(path.read_text()) for path in sorted((newsroom.output / "runs").rglob("*.json"))]


ALL = [url("/1"), url("/2"), url("/3")]


def test_what_failed_is_written_once_after_a_retry(mended: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    assert retry(mended) == 0
    config = mended.folder / "newsbeam.yaml"
    assert capsys.readouterr().out == (
        "2 entries that failed are owed again:\n"
        "    http_404                  1  paper.example 1\n"
        "    no_text                   1  paper.example 1\n"
        f"Now run: newsbeam ingest {config}\n"
    )
    assert retry(mended) == 0
    said = capsys.readouterr().out
    assert said.startswith("0 entries that failed are owed again.\nLeft as they are, 2 owed already")
    assert main(["ingest", mended.file()]) == 0
    assert mended.written() == ALL
    assert "Earlier" not in capsys.readouterr().out
    assert retry(mended) == 0
    said = capsys.readouterr().out
    assert "Left as they are, 2 retried before, and ended since in another way" in said
    assert owed(mended) == 0
    assert main(["ingest", mended.file(), "--now"]) == 0
    assert mended.written() == ALL
    assert main(["verify", mended.file()]) == 0


def test_the_manifests_count_what_was_reopened_and_how_it_ended(mended: Newsroom) -> None:
    retry(mended)
    main(["ingest", mended.file()])
    counted = [manifest["settled"] for manifest in manifests(mended)]
    assert counted == [{"failed/http_404": 1, "failed/no_text": 1, "written": 1}, {"reopened": 2}, {"written": 2}]


def test_what_fails_again_has_a_row_of_its_own(mended: Newsroom) -> None:
    mended.server.answers["/1"] = reply(410)
    retry(mended, "--reason", "http_4xx")
    main(["ingest", mended.file()])
    reasons = [row["reason"] for row in mended.rows("failures") if row["subject"] == url("/1")]
    assert sorted(reasons) == ["http_404", "http_410"]
    assert main(["verify", mended.file()]) == 0


@pytest.mark.parametrize(
    ("arguments", "written"),
    [
        (["--reason", "http_404"], ["/1", "/3"]),
        (["--reason", "http_4xx"], ["/1", "/3"]),
        (["--reason", "no_text", "--reason", "http_404"], ["/1", "/2", "/3"]),
        (["--feed", FEED], ["/1", "/2", "/3"]),
        (["--site", "www.paper.example"], ["/1", "/2", "/3"]),
        (["--site", "other.example"], ["/3"]),
        (["--id", url_id(url("/2"))], ["/2", "/3"]),
        (["--id", url_id(url("/2")), "--reason", "http_404"], ["/3"]),
        (["--since", "2026-01-01"], ["/1", "/2", "/3"]),
        (["--since", "2999-01-01"], ["/3"]),
    ],
)
def test_what_is_retried_can_be_chosen(mended: Newsroom, arguments: list[str], written: list[str]) -> None:
    assert retry(mended, *arguments) == 0
    main(["ingest", mended.file()])
    assert mended.written() == [url(path) for path in written]


def test_a_dry_run_changes_nothing(mended: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    before = contents(mended.output)
    assert retry(mended, "--dry-run", "--reason", "http_404") == 0
    said = capsys.readouterr().out
    assert said.startswith(
        "1 entry that failed would be owed again:\n    http_404                  1  paper.example 1\n"
    )
    assert contents(mended.output) == before


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_without_a_match_it_says_what_failed(mended: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    assert retry(mended, "--reason", "timeout") == 0
    assert capsys.readouterr().out == (
        "0 entries that failed are owed again.\n"
        "Nothing that failed matches. What failed, by reason:\n"
        "    http_404                  1\n"
        "    no_text                   1\n"
    )


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["--reason", "no_texts"], "--reason no_texts: no such reason; did you mean no_text?"),
        (["--reason", "?"], "--reason ?: no such reason; docs/records.md lists them all"),
        (["--reason", "moved"], "--reason moved: no entry fails for this reason, so there is nothing to retry"),
        (["--feed", FEED + "x"], f"names this feed; did you mean {FEED}?"),
        (["--feed", "?"], "names this feed; `newsbeam check` lists the feeds"),
        (
            ["--id", "nobody"],
            "--id nobody: no entry with this id failed; the ids of what failed stand in the field `id`",
        ),
        (["--site", "http://"], "--site: "),
    ],
)
def test_what_nobody_knows_is_refused_with_its_cure(
    mended: Newsroom, arguments: list[str], problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(mended.output)
    assert retry(mended, *arguments) == 2
    assert problem in capsys.readouterr().err
    assert contents(mended.output) == before


def test_a_day_must_be_one(newsroom: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        retry(newsroom, "--since", "yesterday")
    assert ended.value.code == 2
    assert "--since: expected a day like 2026-11-22, got yesterday\n" in capsys.readouterr().err


def test_failed_polls_are_counted_and_never_retried(newsroom: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    newsroom.server.answers["/feed.xml"] = reply(404)
    main(["ingest", newsroom.file()])
    capsys.readouterr()
    assert retry(newsroom) == 0
    said = capsys.readouterr().out
    assert "1 failed poll of a feed is not retried: a feed is polled again by itself" in said
    assert "No entry has failed so far." in said
    assert owed(newsroom) == 0


def test_what_a_killed_retry_has_reopened_is_parked_by_the_next(
    mended: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    state, output = mended.config().roots.open()
    with pytest.raises(Died):
        Retrying(Dying(state, Life(1)), output, 1, utc_now).run(read_failures(output, Wanted()).wanted.values())
    assert owed(mended) == 0
    assert main(["status", mended.file()]) == 0
    assert "2 entries that failed are not owed again yet; run `newsbeam retry` again" in capsys.readouterr().out
    assert main(["verify", mended.file()]) == 4
    assert "entries that were reopened and not parked: 2" in capsys.readouterr().out
    assert main(["ingest", mended.file()]) == 0
    assert "Earlier" not in capsys.readouterr().out
    assert retry(mended) == 0
    assert capsys.readouterr().out.startswith("2 entries that failed are owed again:")
    assert main(["ingest", mended.file()]) == 0
    assert mended.written() == ALL
    assert main(["verify", mended.file()]) == 0
    assert sum(manifest["settled"].get("reopened", 0) for manifest in manifests(mended)) == 2


def test_it_finds_the_shard_of_each_entry(newsroom: Newsroom) -> None:
    newsroom.server.answers["/feed.xml"] = reply(body=rss(url("/1"), url("/2", OTHER)), kind="text/xml")
    main(["ingest", newsroom.file(shards=5)])
    assert len(newsroom.failed()) == 2
    newsroom.server.answers |= {"/1": reply(body=story("/1")), "/2": reply(body=story("/2"))}
    assert retry(newsroom, shards=5) == 0
    assert main(["ingest", newsroom.file(shards=5)]) == 0
    assert newsroom.written() == sorted([url("/1"), url("/2", OTHER)])
    assert main(["verify", newsroom.file(shards=5)]) == 0


def test_a_page_that_leads_back_to_where_it_came_from_ends_with_a_row(newsroom: Newsroom) -> None:
    """Its first address is settled as moved, and would never be asked again."""
    newsroom.publish("/1")
    newsroom.server.answers["/1"] = redirect(url("/moved", OTHER))
    main(["ingest", newsroom.file(shards=5)])
    assert newsroom.failed() == {url("/moved", OTHER): "http_404"}
    newsroom.server.answers["/moved"] = redirect(url("/1"))
    assert retry(newsroom, shards=5) == 0
    main(["ingest", newsroom.file(shards=5)])
    assert sorted(row["reason"] for row in newsroom.rows("failures")) == ["http_404", "redirect_loop"]


def test_a_retry_while_an_ingest_runs_costs_neither_anything(mended: Newsroom) -> None:
    codes: list[int] = []

    async def page_that_takes_long(request: web.Request) -> web.Response:
        """Before its answer comes, somebody retries what failed: the turn that asked has lost its shard by then."""
        if not codes:
            codes.append(retry(mended))
        return web.Response(body=story("/4"), content_type="text/html")

    mended.server.answers["/4"] = page_that_takes_long
    mended.publish("/1", "/2", "/3", "/4")
    assert main(["ingest", mended.file(), "--now"]) == 0
    assert codes == [0]
    assert main(["ingest", mended.file()]) == 0
    assert mended.written() == [*ALL, url("/4")]
    assert main(["verify", mended.file()]) == 0


def test_a_poll_that_was_not_due_and_is_cut_short_is_looked_at_again(mended: Newsroom) -> None:
    said: list[float] = []

    async def feed(request: web.Request) -> web.Response:
        """While the feed is polled, the advice says that it is due: if the turn ends here, the next one begins with it."""
        due = json.loads((mended.output / "_state" / "due" / "0.json").read_text())
        said.extend([due["next_poll"], *due["polls"].values()])
        return web.Response(body=rss("/1", "/2", "/3"), content_type="application/rss+xml")

    mended.server.answers["/feed.xml"] = feed
    began = utc_now().timestamp()
    assert main(["ingest", mended.file(), "--now"]) == 0
    assert len(said) == 2
    assert all(at <= began + 60 for at in said)
    assert json.loads((mended.output / "_state" / "due" / "0.json").read_text())["next_poll"] > began + 60


TOKEN = "CANARY-9f3a77"
SECRET = f"{FEED}?token={TOKEN}"


@pytest.mark.parametrize("named", [FEED, SECRET])
def test_a_retry_asks_with_the_feeds_token_though_no_row_holds_it(newsroom: Newsroom, named: str) -> None:
    link = f"/1?reader={TOKEN}"
    newsroom.publish(link)
    newsroom.server.answers[link] = reply(404)
    settings: dict[str, Any] = {"feeds": [SECRET], "drop_owed": True}
    main(["ingest", newsroom.file(**settings)])
    (row,) = newsroom.rows("failures")
    assert TOKEN not in json.dumps(row)
    assert (row["feed_url"], row["entry"]["url"], row["id"]) == (FEED, url("/1?reader=hidden"), url_id(url(link)))
    newsroom.server.answers[link] = reply(body=story("/1"))
    assert retry(newsroom, "--feed", named, **settings) == 0
    main(["ingest", newsroom.file(**settings)])
    (article,) = newsroom.rows()
    assert (article["feed"]["url"], article["id"]) == (FEED, row["id"])
    assert TOKEN not in json.dumps(article)
    assert [asked.path for asked in newsroom.server.log].count(link) == 2
