"""The command `newsbeam explain`, on small newsrooms: what it says of each way in which an entry or a feed can stand."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hostile_server import redirect, reply
from small_newsroom import FEED, HOST, OTHER, Newsroom, rss, story, url

from pipelines.arguments.parsing import read_arguments
from pipelines.cli import main
from pipelines.histories.explaining import explain
from pipelines.run.errors import Refused
from transforms.errors import StateError
from transforms.pure.net.urls import shard_of, url_id

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


class Reader:
    """Somebody who asks `newsbeam explain` about a newsroom."""

    def __init__(self, newsroom: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
        self.newsroom, self._capsys = newsroom, capsys
        newsroom.settings["poll"]["schedule"]["floor_seconds"] = 0

    def run(self, *arguments: str, **changes: Any) -> tuple[int, str]:
        command, *others = arguments
        self._capsys.readouterr()
        code = main([command, self.newsroom.file(**changes), *others])
        ended = self._capsys.readouterr()
        return code, ended.out or ended.err

    def ingest(self, *paths: str, **changes: Any) -> None:
        self.newsroom.publish(*paths)
        self.run("ingest", "--now", **changes)

    def ask(self, target: str, *flags: str, code: int = 0, **changes: Any) -> str:
        """What is said of a target, as one line, since lines are folded."""
        found, said = self.run("explain", target, *flags, **changes)
        assert found == code, said
        return " ".join(said.split())


@pytest.fixture
def reader(newsroom: Newsroom, capsys: pytest.CaptureFixture[str]) -> Reader:
    return Reader(newsroom, capsys)


def test_an_article_is_explained_by_its_id_and_by_all_its_addresses(reader: Reader) -> None:
    reader.ingest("/1")
    (row,) = reader.newsroom.rows()
    said = reader.ask(row["id"])
    assert said == reader.ask(url("/1")).replace("  ", " ")
    assert reader.ask(url("/1/?utm_source=rss#top")).endswith(said.partition(" ")[2])
    (path,) = reader.newsroom.output.glob("articles/*/*.gz")
    assert f"Row {path.relative_to(reader.newsroom.output)}, line 1" in said
    assert "Status Written, " in said and "by commit 1 of shard 0" in said
    assert f'Seen in {FEED} as "Story 1", by a poll' in said
    assert f"id {row['id']}, site paper.example, shard 0 of 1" in said
    assert "status 200" in said and "chosen from" in said
    assert "Now Nothing: it is written. It is remembered until" in said


def test_what_is_dropped_is_told_with_its_rule(reader: Reader) -> None:
    reader.newsroom.server.answers["/2"] = reply(body=story("/2", "de"))
    reader.ingest("/1", "/2", keep={"languages": ["en"]})
    said = reader.ask(url("/2"), keep={"languages": ["en"]})
    assert "Status Dropped as `language`" in said
    assert "Drops " in said and "The language is none of those that the configuration keeps." in said
    assert "Change `keep.languages`." in said
    assert url_id(url("/2")) in said


def test_what_is_reserved_is_told_as_dropped_with_the_publishers_words_and_what_a_retry_can_do(reader: Reader) -> None:
    file = b'[{"location": "/2", "tdm-reservation": 1}]'
    reader.newsroom.server.answers["/.well-known/tdmrep.json"] = reply(body=file, kind="application/json")
    rights = {"policy": "drop_reserved", "purposes": ["tdm"]}
    reader.ingest("/1", "/2", rights=rights)
    said = reader.ask(url("/2"), rights=rights)
    assert "Status Dropped as `reserved_tdmrep`, " in said and "Failed for good" not in said
    assert 'its publisher reserves it ({"location": "/2", "tdm-reservation": 1}), so it is not fetched' in said
    assert f"--id {url_id(url('/2'))}` makes it owed again." in said


def test_what_a_poll_left_out_is_told_by_its_rule(reader: Reader) -> None:
    keep = {"url_exclude": ["/2$"]}
    reader.ingest("/1", "/2", keep=keep)
    said = reader.ask(url("/2"), code=1, keep=keep)
    assert "Status Unknown" in said and f"{FEED}: its item was left out; it stands in it" in said
    assert "would be dropped as `url_pattern`: it matches `/2$` of `keep.url_exclude`" in said


def test_a_failure_is_told_with_its_evidence_and_what_a_retry_can_do(reader: Reader) -> None:
    reader.newsroom.server.answers["/2"] = reply(404)
    reader.ingest("/1", "/2")
    said = reader.ask(url("/2"))
    assert "Status Failed for good, " in said and "http_404 (stage fetch), after 1 try" in said
    assert (
        "Answer: status 404" in said and f"`newsbeam retry {reader.newsroom.file()} --id {url_id(url('/2'))}`" in said
    )
    (path,) = reader.newsroom.output.glob("failures/*/*.gz")
    assert f"{path.relative_to(reader.newsroom.output)}, line 1" in said
    assert reader.run("retry", "--id", url_id(url("/2")))[0] == 0
    again = reader.ask(url("/2"))
    assert "Status Owed" in again and "made owed again by `newsbeam retry`" in again and "http_404" in again
    reader.newsroom.server.answers["/2"] = reply(body=story("/2"))
    reader.ingest("/1", "/2")
    last = reader.ask(url("/2"))
    assert "Status Written, " in last and "made owed again by `newsbeam retry`" in last
    assert "articles/" in last and "failures/" in last


def test_what_is_put_off_is_told_with_its_reason_and_time(reader: Reader) -> None:
    reader.newsroom.server.answers["/2"] = reply(503)
    reader.ingest("/1", "/2")
    said = reader.ask(url("/2"))
    assert "Status Owed: it is parked, and not fetched yet, since" in said
    assert "http_503, after 1 try; put off until" in said
    assert "Now It is asked for again from" in said and "If nothing brings it, it fails on" in said


def test_what_robots_txt_forbids_is_told_with_the_remembered_verdict(reader: Reader) -> None:
    reader.newsroom.server.answers["/robots.txt"] = reply(body=b"User-agent: *\nDisallow: /2\n", kind="text/plain")
    reader.ingest("/1", "/2")
    said = reader.ask(url("/2"))
    assert "robots_denied" in said and f"Robots denied, as http://{HOST}/robots.txt was read (status 200)" in said
    assert "What helps: Ask the publisher for permission." in said
    assert "The site's robots.txt does not allow us to fetch it." in said


def test_what_was_taken_down_is_never_written_again(reader: Reader) -> None:
    reader.ingest("/1", "/2")
    assert reader.run("forget", url("/2"), "--reason", "a court's order")[0] == 0
    said = reader.ask(url("/2"))
    assert "Status Taken down, " in said and "Reason given: a court's order" in said
    assert "Now Never written again: it was taken down." in said
    assert "the row is there no more" in said
    other = reader.ask(url("/1"))
    assert "its rows were put into another file since" in other and "line 1" in other


def test_an_entry_that_moved_to_another_shard_is_followed_there(reader: Reader) -> None:
    reader.newsroom.server.answers["/2"] = redirect(url("/there", OTHER))
    reader.newsroom.server.answers["/there"] = reply(body=story("/there"))
    shards = next(n for n in range(2, 9) if shard_of(HOST, n) != shard_of(OTHER, n))
    reader.ingest("/1", "/2", shards=shards)
    reader.ingest("/1", "/2", shards=shards)
    assert url("/there", OTHER) in reader.newsroom.written()
    said = reader.ask(url("/2"), shards=shards)
    assert f"it led to {url_id(url('/there', OTHER))}" in said and "moved: " in said
    assert "Status Written, " in said and "Row articles/" in said
    assert "Status Written" in reader.ask(url("/there", OTHER), shards=shards)


def test_an_address_that_nobody_knows_is_told_as_such(reader: Reader) -> None:
    reader.ingest("/1")
    said = reader.ask(url("/9"), code=1)
    assert "Status Unknown" in said and f"Of this site these feeds are polled: {FEED}." in said
    assert f"`newsbeam add {reader.newsroom.file()} {url('/9')}`" in said
    assert f"Robots allowed, as http://{HOST}/robots.txt was read (status 404)" in said
    elsewhere = reader.ask("https://nowhere.example/1", code=1)
    assert "No feed of nowhere.example is configured" in elsewhere
    assert "nothing is remembered of https://nowhere.example/robots.txt now" in elsewhere
    assert "Status Unknown" in reader.ask("a" * 24, code=1)


def test_a_feed_is_explained_by_its_address_name_and_id(reader: Reader) -> None:
    reader.newsroom.settings["feeds"] = [{"url": FEED, "name": "Paper", "interval": "2h"}]
    answer = {"headers": {"ETag": '"e1"', "Last-Modified": "Mon, 30 Nov 2026 06:00:00 GMT"}}
    reader.newsroom.publish("/1")
    reader.newsroom.server.answers["/feed.xml"] = reply(body=rss(url("/1")), kind="text/xml", **answer)
    reader.run("ingest")
    said = reader.ask(FEED)
    assert said == reader.ask("Paper") == reader.ask(url_id(FEED))
    assert "Status healthy: its last poll worked" in said
    assert "Why then Every 2 h, as `interval` of the feed says." in said
    assert 'Sent ETag "e1"; Last-Modified Mon, 30 Nov 2026 06:00:00 GMT: sent with the next poll' in said
    assert "Items 1 item stands in it" in said and "Owed nothing" in said


def test_feeds_that_fail_or_are_gone_are_told_with_their_error(reader: Reader) -> None:
    reader.newsroom.server.answers["/feed.xml"] = reply(500)
    reader.run("ingest", "--now")
    said = reader.ask(FEED)
    assert "Status failing" in said and "the server answered 500" in said and "It fails" in said
    dead = {"schedule": {"jitter": 0, "dead_failures": 0.2}}
    assert "Status dead" in reader.ask(FEED, poll=dead)
    reader.newsroom.server.answers["/feed.xml"] = reply(410)
    reader.run("ingest", "--now")
    gone = {"schedule": {"jitter": 0, "gone_confirm_seconds": 0}}
    assert "Status gone" in reader.ask(FEED, poll=gone)


def test_a_feed_that_was_removed_is_told_while_something_is_owed_to_it(reader: Reader) -> None:
    reader.newsroom.server.answers["/2"] = reply(503)
    reader.ingest("/1", "/2")
    others = [url("/other.xml", OTHER)]
    said = reader.ask(FEED, feeds=others)
    assert "not in the configuration any more" in said and "Owed 1 entry, 1 deferred for http_503" in said
    assert "It is not polled: it is not in the configuration." in said and "fetched all the same" in said
    assert reader.ask(url_id(FEED), feeds=others) == said
    assert "dropped as `feed_removed`" in reader.ask(FEED, feeds=others, drop_owed=True)
    assert "The next turn drops it as `feed_removed`" in reader.ask(url("/2"), feeds=others, drop_owed=True)


def test_it_prints_json_without_secrets(reader: Reader) -> None:
    secret = f"{FEED}?token=8f2a61c09d"
    reader.newsroom.settings["feeds"] = [secret]
    reader.ingest("/1")
    found, said = reader.run("explain", url("/1"), "--json")
    told = json.loads(said)
    assert found == 0 and told["kind"] == "entry" and told["fate"] == "written"
    assert told["rows"][0]["line"] == 1 and told["rows"][0]["record"]["url"] == url("/1")
    feed = json.loads(reader.run("explain", secret, "--json")[1])
    assert feed["kind"] == "feed" and feed["health"] == "healthy"
    assert "8f2a61c09d" not in json.dumps([told, feed]) + reader.ask(secret) + reader.ask(url("/1"))


def test_what_makes_no_sense_is_refused_with_a_cure(newsroom: Newsroom) -> None:
    with pytest.raises(StateError, match="no state yet; the first `newsbeam ingest` makes it"):
        explain(newsroom.config(), url("/1"), NOW, "c", as_json=False, scan=False, columns=80)
    with pytest.raises(
        Refused, match=r"nope: this is neither an id .24 letters and digits., nor an address, nor a feed's name"
    ):
        explain(newsroom.config(), "nope", NOW, "c", as_json=False, scan=False, columns=80)
    assert read_arguments(["explain", "c.yaml", "x", "--json"])[0].json


def test_a_state_from_before_the_past_is_searched_by_its_rows(reader: Reader) -> None:
    reader.ingest("/1")
    reader.ingest("/1", "/2")
    log = reader.newsroom.output / "_state"
    for part in (log / "past").iterdir():
        part.unlink()
    said = reader.ask(url("/1"))
    assert "Status Written" in said and "line 1" in said
    assert "Status Unknown" in reader.ask(url("/9"), code=1)


def test_it_reads_where_rows_stand_after_files_were_put_together_and_the_state_was_divided(reader: Reader) -> None:
    reader.ingest("/1")
    reader.ingest("/1", "/2")
    assert reader.run("reshard", "--shards", "3")[0] == 0
    for path in ("/1", "/2"):
        said = reader.ask(url(path), shards=3)
        assert "Status Written" in said and "of 3" in said and "line 1" in said
    reader.ingest("/1", "/2", "/3", shards=3)
    assert "Status Written" in reader.ask(url("/3"), shards=3)
    assert "Status Written" in reader.ask(url_id(url("/1")), shards=3)
