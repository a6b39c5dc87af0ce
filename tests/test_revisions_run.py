"""Whole ingests of a newsroom that corrects and withdraws what it published: what is asked for again, and what is written."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from hostile_server import conditional, redirect, reply
from jumping_clock import JumpingClock
from small_newsroom import HOST, OTHER, Newsroom, rss, story, url

from pipelines.histories.explaining import explain
from pipelines.run.passes import Report, ingest
from transforms.clock import utc_now

HOUR = 1 / 24
CHECKS = ["1h", "6h", "1d", "7d"]
SENTENCE = b"<p>The river rose by two metres during the night"


class Revising:
    """A newsroom whose articles are asked for again, by a clock that a test sets."""

    def __init__(self, newsroom: Newsroom) -> None:
        self.newsroom, self.wall = newsroom, JumpingClock(utc_now())
        self.changes: dict[str, Any] = {}

    def run(self, hours: float) -> Report:
        """Ingest, so many hours after the first time."""
        self.wall.day = hours * HOUR
        settings = {"revisions": {"checks": CHECKS}} | self.changes
        return ingest(self.newsroom.config(**settings), clock=self.wall)

    def asked(self, path: str) -> int:
        return self.newsroom.server.paths().count(path)

    def serve(self, path: str, body: bytes, **headers: str) -> None:
        self.newsroom.server.answers[path] = reply(body=body, headers=headers)

    def counts(self, report: Report) -> dict[str, int]:
        """What came of those that were asked for again."""
        names = ("rechecked/", "revised", "retracted")
        found = {name.removeprefix("write/"): n for name, n in report.counts.items() if n}
        return {name: n for name, n in found.items() if name.startswith(names)}


@pytest.fixture
def revising(newsroom: Newsroom) -> Revising:
    return Revising(newsroom)


def corrected(name: str) -> bytes:
    return story(name).replace(SENTENCE, b"<p>The river rose by nine metres during the night", 1)


def test_a_page_that_was_corrected_is_a_later_version_with_what_changed(revising: Revising) -> None:
    revising.newsroom.publish("/1", "/2")
    revising.run(0)
    (first, _) = sorted(revising.newsroom.rows(), key=lambda row: row["url"])
    revising.serve("/1", corrected("/1"))
    assert revising.counts(revising.run(1.2)) == {"revised": 1, "rechecked/unchanged": 1}
    (row,) = revising.newsroom.rows("revisions")
    assert (row["id"], row["url"], row["version"], row["previous_version"]) == (first["id"], url("/1"), 2, 1)
    assert row["changes"]["fields"] == ["text"]
    ((change,),) = [row["changes"]["words"]]
    assert (change["removed"], change["added"], change["position"]) == ("two", "nine", 4)
    assert row["significance"] == "edit" and "nine metres" in row["text"]
    assert row["feed"] == first["feed"]
    assert len(revising.newsroom.rows()) == 2, "the first versions stay as they were"


def test_the_checks_end_and_cost_one_request_each(revising: Revising) -> None:
    revising.newsroom.publish("/1")
    for hours in (0, 0.5, 1.2, 2, 5, 6.5, 20, 25, 100, 170, 200, 400):
        revising.run(hours)
    assert revising.asked("/1") == 1 + len(CHECKS)


def test_what_is_unchanged_is_known_by_its_validators(revising: Revising) -> None:
    revising.newsroom.publish("/1", "/2")
    revising.newsroom.server.answers["/1"] = conditional('"v1"', story("/1"), "text/html")
    revising.run(0)
    assert revising.counts(revising.run(1.2)) == {"rechecked/unchanged": 2}
    sent = [asked.headers.get("If-None-Match") for asked in revising.newsroom.server.log if asked.path == "/1"]
    assert sent == [None, '"v1"']
    assert revising.newsroom.rows("revisions") == []


def test_versions_are_numbered_and_each_is_compared_with_the_one_before(revising: Revising) -> None:
    revising.newsroom.publish("/1")
    revising.run(0)
    for hours, metres in ((1.2, b"three"), (6.5, b"four"), (26, b"five")):
        revising.serve("/1", story("/1").replace(b"two metres", metres + b" metres"))
        revising.run(hours)
    found = [(row["version"], row["changes"]["words"][0]["removed"]) for row in revising.newsroom.rows("revisions")]
    assert found == [(2, "two"), (3, "three"), (4, "four")]


def test_a_notice_that_an_article_was_withdrawn_is_a_retraction_and_ends_its_checks(revising: Revising) -> None:
    revising.newsroom.publish("/1")
    revising.run(0)
    notice = "This article has been withdrawn because its main source could not be confirmed."
    body = f"<!doctype html><html><h1>Story /1</h1><article><p>{notice}</p></article></html>"
    revising.serve("/1", body.encode())
    assert revising.counts(revising.run(1.2)) == {"retracted": 1}
    (row,) = revising.newsroom.rows("retractions")
    assert (row["because"], row["notice"], row["version"], row["url"]) == ("notice", notice, 1, url("/1"))
    revising.run(30)
    assert revising.asked("/1") == 2 and revising.newsroom.rows("revisions") == []


@pytest.mark.parametrize("status", [404, 410])
def test_what_is_gone_twice_is_a_retraction(revising: Revising, status: int) -> None:
    revising.newsroom.publish("/1")
    revising.run(0)
    revising.newsroom.server.answers["/1"] = reply(status)
    assert revising.counts(revising.run(1.2)) == {"rechecked/gone_once": 1}
    assert revising.newsroom.rows("retractions") == []
    assert revising.counts(revising.run(2.5)) == {"retracted": 1}
    (row,) = revising.newsroom.rows("retractions")
    assert row["because"] == "gone" and [answer["status"] for answer in row["answers"]] == [status, status]
    assert row["title"] == "Story 1"
    revising.run(30)
    assert revising.asked("/1") == 3


def test_what_is_gone_once_and_comes_back_is_none(revising: Revising) -> None:
    revising.newsroom.publish("/1")
    revising.run(0)
    page = revising.newsroom.server.answers["/1"]
    revising.newsroom.server.answers["/1"] = reply(404)
    revising.run(1.2)
    revising.newsroom.server.answers["/1"] = page
    assert revising.counts(revising.run(2.5)) == {"rechecked/unchanged": 1}
    revising.newsroom.server.answers["/1"] = reply(404)
    assert revising.counts(revising.run(7)) == {"rechecked/gone_once": 1}


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (reply(503), "http_503"),
        (reply(403), "http_403"),
        (reply(body=b"<html><p>Too short.</p></html>"), "no_text"),
        (redirect("/elsewhere"), "other_article"),
    ],
    ids=["unavailable", "forbidden", "no text", "another article"],
)
def test_what_cannot_be_compared_is_put_off_and_is_no_failure(revising: Revising, answer: Any, why: str) -> None:
    revising.newsroom.publish("/1")
    paragraphs = "".join(
        f"<p>The council met on day {n} and talked about the budget of the port.</p>" for n in range(9)
    )
    revising.serve("/elsewhere", f"<html><h1>Another</h1><article>{paragraphs}</article></html>".encode())
    revising.run(0)
    page = revising.newsroom.server.answers["/1"]
    revising.newsroom.server.answers["/1"] = answer
    assert revising.counts(revising.run(1.2)) == {f"rechecked/put_off/{why}": 1}
    assert revising.newsroom.rows("failures") == revising.newsroom.rows("revisions") == []
    revising.newsroom.server.answers["/1"] = page
    assert revising.counts(revising.run(48)) == {"rechecked/unchanged": 1}


def publish(revising: Revising, *links: str) -> None:
    """Put links into the feed, each with a page."""
    revising.newsroom.server.answers["/feed.xml"] = reply(body=rss(*links), kind="text/xml")
    for path in (f"/{link.rpartition('/')[2]}" for link in links):
        revising.newsroom.server.answers.setdefault(path, reply(body=story(path)))


def test_a_site_that_stalls_holds_up_neither_news_nor_other_rechecks(revising: Revising) -> None:
    stalls = url("/1", OTHER)
    publish(revising, stalls, url("/2"))
    revising.changes["web"] = revising.newsroom.settings["web"] | {"total_seconds": 3}
    revising.run(0)
    revising.newsroom.server.answers["/1"] = reply(body=story("/1"), after_seconds=60)
    publish(revising, url("/3"), stalls, url("/2"))
    report = revising.run(2)
    # Pages have the time of the machine: the new one counts as two hours old, and is asked again by the next pass.
    assert revising.counts(report) == {"rechecked/put_off/timeout": 1, "rechecked/unchanged": 2}
    assert report.settled["written"] == 1


def test_robots_that_forbid_it_now_are_obeyed(revising: Revising) -> None:
    revising.newsroom.publish("/1")
    revising.changes["memory_mb"] = 0
    revising.run(0)
    revising.newsroom.server.answers["/robots.txt"] = reply(body=b"User-agent: *\nDisallow: /1", kind="text/plain")
    # A client that remembers nothing of the site asks for robots.txt again.
    (revising.newsroom.output / "_state" / "sites" / "0.json").unlink()
    revising.changes["web"] = revising.newsroom.settings["web"] | {"user_agent": "another/1.0"}
    assert revising.counts(revising.run(1.2)) == {"rechecked/put_off/robots_denied": 1}
    assert revising.asked("/1") == 1


def test_what_is_reserved_now_is_not_asked_for_any_more(revising: Revising) -> None:
    revising.newsroom.publish("/1")
    revising.run(0)
    body = story("/1").replace(b"<html>", b"<html><head><meta name='tdm-reservation' content='1'></head>")
    revising.serve("/1", body)
    revising.changes["rights"] = {"policy": "drop_reserved", "purposes": ["tdm"]}
    assert revising.counts(revising.run(1.2)) == {"rechecked/ended/reserved_tdmrep": 1}
    assert revising.newsroom.rows("failures") == []
    revising.run(30)
    assert revising.asked("/1") == 2


def test_rules_by_age_drop_no_later_version(revising: Revising) -> None:
    revising.newsroom.publish("/1")
    dated = "<html><meta property='article:published_time' content='{}'>"
    date = (utc_now() - timedelta(hours=2)).isoformat()
    revising.serve("/1", story("/1").replace(b"<html>", dated.format(date).encode()))
    revising.changes["keep"] = {"max_age_days": 1}
    revising.run(0)
    older = (utc_now() - timedelta(days=9)).isoformat()
    revising.serve("/1", corrected("/1").replace(b"<html>", dated.format(older).encode()))
    assert revising.counts(revising.run(1.2)) == {"revised": 1}
    (row,) = revising.newsroom.rows("revisions")
    assert row["changes"]["fields"] == ["text", "published_at"]


def atom(updated: datetime) -> bytes:
    """A feed with one entry that was updated then."""
    entry = f"<entry><title>Story 1</title><link href='{url('/1')}'/><updated>{updated.isoformat()}</updated></entry>"
    return f"<feed xmlns='http://www.w3.org/2005/Atom'><title>The Paper</title>{entry}</feed>".encode()


def test_a_feed_that_says_updated_has_it_asked_for_at_once(revising: Revising) -> None:
    revising.newsroom.publish("/1")
    revising.run(0)
    revising.run(1.2)
    revising.serve("/1", corrected("/1"))
    revising.newsroom.server.answers["/feed.xml"] = reply(body=atom(utc_now() + timedelta(hours=2)), kind="text/xml")
    report = revising.run(5)
    assert revising.counts(report) == {"revised": 1} and report.counts["recheck/hastened"] == 1
    assert revising.asked("/1") == 3


def test_without_checks_nothing_is_asked_for_again(revising: Revising) -> None:
    revising.newsroom.publish("/1")
    revising.changes["revisions"] = {"checks": []}
    revising.run(0)
    revising.run(30)
    assert revising.asked("/1") == 1


def test_checks_that_are_switched_off_are_made_no_more(revising: Revising) -> None:
    revising.newsroom.publish("/1")
    revising.run(0)
    revising.changes["revisions"] = {"checks": []}
    revising.run(30)
    assert revising.asked("/1") == 1


def test_a_later_version_is_kept_as_it_came_and_what_is_unchanged_is_not_kept_twice(revising: Revising) -> None:
    revising.newsroom.publish("/1", "/2")
    revising.changes["warc"] = {"root": "warc"}
    revising.run(0)
    revising.serve("/1", corrected("/1"))
    report = revising.run(1.2)
    assert report.counts["write/captured"] == 1
    (row,) = revising.newsroom.rows("revisions")
    place = row["fetched"]["warc"]
    from warcio.archiveiterator import ArchiveIterator

    with (revising.newsroom.output / place["file"]).open("rb") as file:
        file.seek(place["offset"])
        record = next(iter(ArchiveIterator(file)))
        assert record.rec_headers.get_header("WARC-Target-URI") == f"http://{HOST}/1"
        assert record.content_stream().read() == corrected("/1")


def test_explain_shows_later_versions_retractions_and_the_next_check(revising: Revising) -> None:
    revising.newsroom.publish("/1", "/2", "/3")
    revising.run(0)
    revising.serve("/1", corrected("/1"))
    for path, status in (("/2", 404), ("/3", 503)):
        revising.newsroom.server.answers[path] = reply(status)
    revising.run(1.2)
    assert "its address answered 404 " in explained(revising, "/2")
    assert "1 request since then had no answer that counts" in explained(revising, "/3")
    revising.run(2.5)
    output = revising.newsroom.output
    (revision,), (retraction,) = (
        [str(path.relative_to(output)) for path in (output / kind).rglob("*.gz")]
        for kind in ("revisions", "retractions")
    )
    said = explained(revising, "/1")
    assert "Again asked for again from " in said and "; 1 of 4 checks are over" in said
    assert "Versions 2, " in said and f": edit of text; 1 word out, 1 in {revision}, line 1" in said
    assert "Withdrawn" not in said
    said = explained(revising, "/2")
    assert "Again not asked for any more, since it was withdrawn" in said and "Versions" not in said
    assert "after version 1: its address answered 404 " in said and f"{retraction}, line 1" in said
    first, gone = (json.loads(explained(revising, path, as_json=True))["revisions"] for path in ("/1", "/2"))
    assert (first["checks"], first["retraction"]) == ([3600, 21600, 86400, 604800], None)
    assert (first["next_check"]["done"], first["next_check"]["version"]) == (1, 2)
    ((version,),) = [first["versions"]]
    assert (version["path"], version["line"]) == (revision, 1)
    assert version["record"] == revising.newsroom.rows("revisions")[0]
    assert (gone["next_check"], gone["versions"], gone["retraction"]["path"]) == (None, [], retraction)
    assert gone["retraction"]["record"]["answers"] == revising.newsroom.rows("retractions")[0]["answers"]


def explained(revising: Revising, path: str, *, as_json: bool = False) -> str:
    """What `newsbeam explain` says of a page, as one line."""
    config = revising.newsroom.config(revisions={"checks": CHECKS})
    code, said = explain(config, url(path), revising.wall(), "news.yaml", as_json=as_json, scan=False, columns=200)
    assert code == 0, said
    return " ".join(said.split())
