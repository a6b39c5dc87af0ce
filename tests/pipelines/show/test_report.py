"""What people read at the end of an ingest, and its exit code."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from pipelines.config.config import Config
from pipelines.run.passes import Report
from pipelines.show.report import exit_status, how_to_read, summarise
from pipelines.show.troubles import Trouble
from transforms import reasons
from transforms.batch import WriteOptions
from transforms.pure.feeds.completeness import DayTally
from transforms.records import Feed
from transforms.state.manifests import Manifest
from transforms.state.waits import Wait

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
CONFIG = Config(output="gs://bucket/news/", feeds=(Feed(url="https://valley.example/rss"),))


NO_ROWS = Manifest(sequence=1, pass_id="p1", made_at=NOON, newsbeam_version="1", complete_through=date(2026, 11, 21))


def polled(**outcomes: int) -> Counter[str]:
    return Counter({f"poll/{outcome}": n for outcome, n in outcomes.items()})


def report(**fields: Any) -> Report:
    return Report(**{"passes": 1, "seconds": 2.34, "ended_at": NOON} | fields)


def lines(made: Report) -> dict[str, str]:
    """The summary's lines by their first word."""
    text = summarise(made, CONFIG).partition("\n\n")[0]
    return {line.split()[0]: line.partition(" ")[2].strip() for line in text.splitlines()}


FEEDS = {
    "each kind": (
        polled(new=3, unchanged=2, not_modified=5, failed=1),
        "11 polled: 3 with news, 2 unchanged, 5 not modified, 1 failed",
    ),
    "none": (Counter(), "0 polled: none was due; --now polls all of them"),
}


@pytest.mark.parametrize(("counts", "words"), FEEDS.values(), ids=FEEDS)
def test_the_feeds(counts: Counter[str], words: str) -> None:
    assert lines(report(counts=counts))["Feeds"] == words


def test_without_feeds_the_cure_is_named() -> None:
    text = summarise(report(counts=Counter()), replace(CONFIG, feeds=()))
    assert "0 polled: none is listed that is enabled; `newsbeam feeds add` adds one" in text


ARTICLES = {
    "nothing": ({}, "0 written, 0 dropped, 0 failed"),
    "all of it": (
        {"written": 12, "dropped/moved": 1, "dropped/duplicate": 3, "failed/http_404": 2, "failed/expired": 2},
        "12 written, 4 dropped (duplicate 3, moved 1), 4 failed (expired 2, http_404 2)",
    ),
    "feeds are not articles": ({"written": 1, "poll_failed/http_404": 2}, "1 written, 0 dropped, 0 failed"),
}


@pytest.mark.parametrize(("settled", "words"), ARTICLES.values(), ids=ARTICLES)
def test_the_articles(settled: dict[str, int], words: str) -> None:
    assert lines(report(settled=Counter(settled)))["Articles"] == words


OWED = {
    "nothing": ({}, "nothing"),
    "deferred": (
        {"owed": 2, "next_try": NOON + timedelta(minutes=10)},
        "2 entries for later; the next try is at 2026-11-22 12:10:00 UTC",
    ),
    "not begun": ({"owed": 1, "next_try": NOON}, "1 entry for the next run"),
    "out of time": (
        {"owed": 7, "next_try": NOON, "out_of_time": True},
        "7 entries for the next run: `max_minutes` is over",
    ),
}


@pytest.mark.parametrize(("fields", "words"), OWED.values(), ids=OWED)
def test_what_is_owed(fields: dict[str, Any], words: str) -> None:
    assert lines(report(**fields))["Owed"] == words


@pytest.mark.parametrize(
    ("passes", "size", "words"),
    [(1, 31_600, "2.3 s in 1 pass, 32 kB of pages"), (3, 2_340_000, "2.3 s in 3 passes, 2.3 MB of pages")],
)
def test_what_it_took(passes: int, size: int, words: str) -> None:
    assert lines(report(passes=passes, counts=Counter({"fetch/bytes": size})))["Took"] == words


def test_what_the_feeds_list_and_the_rules_drop_is_counted() -> None:
    counts = polled(new=1) + Counter({"poll/dropped/too_old": 4, "poll/dropped/language": 9})
    assert lines(report(counts=counts))["Left"] == "out  13 dropped (language 9, too_old 4)"
    assert "Left" not in lines(report(counts=polled(new=1)))


def test_a_gap_is_reported() -> None:
    assert lines(report(counts=Counter({"poll/gap": 2})))["Gaps"].startswith("2 feeds listed only what came later")
    assert lines(report(counts=Counter({"poll/gap": 1})))["Gaps"].startswith("1 feed listed only")


def test_how_complete_the_feeds_were_read_is_told() -> None:
    days = (DayTally(NOON.date(), 994, 6.0, 3),)
    assert lines(report(days=days, ended_at=NOON))["Seen"].startswith(
        "99.4 %, 3 suspected gaps, in which about 6 items"
    )
    assert "Seen" not in lines(report(ended_at=NOON))


def test_what_waits_long_is_told_with_what_would_bring_it() -> None:
    wait = Wait(reason="blocked_address", entries=3, next_try=NOON + timedelta(hours=12))
    assert lines(report(owed=3, waits=[wait]))["Waiting"] == (
        "3 for blocked_address: asked for again from 2026-11-23 00:00 UTC on, for 30 days in all."
        " Name the address under `web.allow_addresses` if it is meant."
    )
    assert "Waiting" not in lines(report(owed=3))


def test_the_day_that_is_closed_is_named() -> None:
    manifest = Manifest(
        sequence=1, pass_id="p1", made_at=NOON, newsbeam_version="1", complete_through=date(2026, 11, 21)
    )
    assert (
        lines(report(manifests=[manifest]))["Complete"]
        == "through 2026-11-21: no more files will come for the days up to then"
    )
    assert "Complete" not in lines(report(manifests=[replace(manifest, complete_through=None)]))


def test_how_to_read_names_the_place() -> None:
    said = how_to_read(CONFIG)
    assert "gs://bucket/news/articles, failures below gs://bucket/news/failures" in said
    assert "newsbeam.read('gs://bucket/news')" in said
    assert "glob" not in said and "read_json('gs:" not in said, "neither finds files of a store by itself"
    local = how_to_read(replace(CONFIG, output="out/"))
    assert "read_json('out/articles/**/*.jsonl.gz')" in local
    assert "glob.glob('out/articles/**/*.gz', recursive=True)" in local


def test_nothing_is_said_of_reading_where_there_are_no_rows() -> None:
    nothing = replace(NO_ROWS, totals={"0": {"poll_failed/dns": 3}})
    some = replace(nothing, totals={"0": {"poll_failed/dns": 3}, "1": {"written": 1}})
    assert "To read" not in summarise(report(manifests=[nothing]), CONFIG)
    assert "Complete" not in summarise(report(manifests=[nothing]), CONFIG)
    assert "To read" in summarise(report(manifests=[nothing, some]), CONFIG)
    assert "To read" in summarise(report(), CONFIG), "an earlier run may have written some"


def test_what_failed_is_named_with_what_helps() -> None:
    problem = Trouble(True, reasons.DNS, 2, Counter({"https://a.example/rss": 1, "https://b.example/rss": 1}), "")
    said = summarise(report(counts=polled(failed=2)), CONFIG, [problem], "my feeds.yaml").splitlines()
    at = said.index("Failing   2 feeds: dns (https://a.example/rss, https://b.example/rss)")
    assert "Check the address and the DNS" in said[at + 1]
    assert said[at + 2] == (
        "More      newsbeam status 'my feeds.yaml'; of one of them: newsbeam explain 'my feeds.yaml' ADDRESS"
    )


MISSING = {
    0: ["a1", "b2"],
    3: ["c3"],
}
ENDS = {
    "done": ({"settled": Counter(written=1)}, 0, None),
    "nothing at all": ({}, 0, None),
    "half failed, as allowed": ({"settled": Counter({"written": 5, "failed/http_404": 5})}, 0, None),
    "more than half failed": (
        {"settled": Counter({"written": 4, "failed/http_404": 3, "failed/no_text": 2})},
        1,
        "5 of 9 entries failed, more than the share of 0.5 that `failure_share` allows.",
    ),
    "more than half refused for the first time": (
        {"settled": Counter({"written": 4, "failed/http_404": 3}), "counts": Counter({"write/refused": 2})},
        1,
        "5 of 9 entries failed or were refused, more than the share of 0.5 that `failure_share` allows.",
    ),
    "what was refused before counts no more": (
        {"settled": Counter(written=1), "counts": Counter({"write/deferred/http_403": 9})},
        0,
        None,
    ),
    "drops are no failures": ({"settled": Counter({"written": 1, "dropped/duplicate": 9})}, 0, None),
    "more than half of the feeds failed": (
        {"counts": polled(new=1, failed=2)},
        1,
        "2 of 3 feeds failed, more than the share of 0.5 that `failure_share` allows.",
    ),
    "feeds that fail count once, as feeds": (
        {"settled": Counter({"written": 1, "poll_failed/http_404": 9}), "counts": polled(new=9, failed=9)},
        0,
        None,
    ),
    "interrupted": (
        {"interrupted": True, "owed": 7, "settled": Counter({"failed/http_404": 5})},
        3,
        "Interrupted: what was finished is written; 7 entries are still owed. Run the same command again to continue.",
    ),
    "interrupted with nothing owed": (
        {"interrupted": True},
        3,
        "Interrupted: what was finished is written, and nothing is owed. Some feeds may not have been polled.",
    ),
    "entries missing": (
        {"interrupted": True, "missing": MISSING},
        4,
        "Entries are missing: 3 were saved as owed and are now neither owed nor settled (for instance a1): files of"
        " the state's inbox are gone. Bring them back from a copy; or run `newsbeam verify --repair`, after which the next poll"
        " brings back those that their feeds still list.",
    ),
}


@pytest.mark.parametrize(("fields", "code", "sentence"), ENDS.values(), ids=ENDS)
def test_the_exit_code_and_its_sentence(fields: dict[str, Any], code: int, sentence: str | None) -> None:
    assert exit_status(report(**fields), CONFIG) == (code, sentence)


@pytest.mark.parametrize(("share", "code"), [(0.0, 1), (0.25, 0), (1.0, 0)])
def test_the_share_of_failures_is_configured(share: float, code: int) -> None:
    made = report(settled=Counter({"written": 3, "failed/http_404": 1}))
    assert exit_status(made, replace(CONFIG, failure_share=share))[0] == code


def test_where_the_parquet_is_stands_there_if_there_is_any() -> None:
    assert "Parquet" not in how_to_read(Config(output="out/"))
    with_twins = how_to_read(Config(output="out/", write=WriteOptions(formats=("jsonl", "parquet"))))
    assert with_twins.splitlines()[-1] == (
        "The same rows as Parquet are below out/parquet: FROM 'out/parquet/articles/**/*.parquet'"
    )


def test_who_has_nothing_yet_is_told_what_to_do() -> None:
    nothing = replace(NO_ROWS, totals={"0": {"poll_failed/dns": 3}})
    made = report(counts=polled(failed=2), manifests=[nothing], next_poll=NOON + timedelta(hours=12))
    assert summarise(made, CONFIG, [], "my feeds.yaml").splitlines()[-1] == (
        "Next      nothing has been written yet. Once the cause is gone: newsbeam ingest 'my feeds.yaml' --now."
        " By itself the first feed is due at 2026-11-23 00:00 UTC."
    )
    assert "Next" not in summarise(report(counts=polled(new=2), manifests=[nothing]), CONFIG)
    assert "Next" not in summarise(report(counts=polled(failed=2)), CONFIG), "there are rows"


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_on_a_terminal_no_word_is_broken(columns: int) -> None:
    problem = Trouble(True, reasons.DNS, 2, Counter({"https://a.example/rss": 1, "https://b.example/rss": 1}), "")
    made = report(counts=polled(failed=2))
    wide, folded = summarise(made, CONFIG, [problem]), summarise(made, CONFIG, [problem], "CONFIG", columns)
    above = [line for line in folded.splitlines() if not line.startswith("    ") or line.startswith(" " * 10)]
    assert all(len(line) < columns or len(line.split()) <= 2 for line in above)
    assert folded.split() == wide.split()
