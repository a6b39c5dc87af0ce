"""The main job, end to end: the bundled sample through real HTTP, compared with what its pages were written to hold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from sample_run import EXPECTED, OWED_AT_THE_END, ROOT, SETTLED_ROWS, Sample, arguments, rows, served, settled_rows
from sound import problems
from warm import Warm

ARTICLES = EXPECTED["articles"]


@pytest.fixture(scope="module")
def environment() -> Iterator[dict[str, str]]:
    with served() as found:
        yield found


@pytest.fixture(scope="module")
def articles(sample: Sample) -> dict[str, dict[str, Any]]:
    return {row["url"]: row for row in rows(sample.output, "articles")}


def test_it_ends_well_and_says_what_it_did(sample: Sample) -> None:
    assert sample.first.returncode == 0, sample.first.stderr
    assert "6 polled: 5 with news, 0 unchanged, 0 not modified, 1 failed" in sample.first.stdout
    assert f"{len(ARTICLES)} written, 1 dropped (duplicate 1)" in sample.first.stdout
    assert "2 failed (http_404 1, no_text 1)" in sample.first.stdout
    assert OWED_AT_THE_END in sample.first.stdout
    assert "Waiting   1 for robots_denied: asked for again from " in sample.first.stdout
    assert f"{sample.output}/articles" in sample.first.stdout


def test_exactly_the_articles_are_written(sample: Sample, articles: dict[str, dict[str, Any]]) -> None:
    assert set(articles) == set(ARTICLES)
    assert len(rows(sample.output, "articles")) == len(ARTICLES)


@pytest.mark.parametrize("url", ARTICLES)
def test_an_article_is_what_its_page_holds(articles: dict[str, dict[str, Any]], url: str) -> None:
    row, expected = articles[url], ARTICLES[url]
    for name in ("title", "authors", "published_at"):
        assert row[name] == expected[name], name
    assert row["language"].split("-")[0] == expected["language"]
    assert [image["caption"] for image in row["images"] if image["caption"]] == expected["captions"]
    assert {name: row["rights"][name] for name in expected["rights"]} == expected["rights"]
    missing = [paragraph for paragraph in expected["paragraphs"] if paragraph not in row["text"].split("\n\n")]
    assert not missing


@pytest.mark.parametrize("url", [url for url, fate in EXPECTED["others"].items() if fate["fate"] == "failed"])
def test_a_failure_tells_what_happened(sample: Sample, url: str) -> None:
    fate = EXPECTED["others"][url]
    (failure,) = [row for row in rows(sample.output, "failures") if row["subject"] == url]
    assert (failure["stage"], failure["reason"], failure["retryable"]) == (fate["stage"], fate["reason"], False)
    assert failure["message"].startswith(f"{url}: ")
    assert failure["entry"]["url"] == url and failure["entry"]["feed_url"] == failure["feed_url"]


def test_what_robots_txt_denies_waits_and_has_no_row(sample: Sample) -> None:
    (denied,) = [url for url, fate in EXPECTED["others"].items() if fate["fate"] == "waits"]
    assert EXPECTED["others"][denied]["reason"] == "robots_denied"
    assert denied not in {row["subject"] for row in rows(sample.output, "failures")}
    assert f"UTC: {denied}" not in sample.status.stdout, "what waits long is not what is owed for too long"


def test_a_feed_that_fails_says_why(sample: Sample) -> None:
    (failure,) = [row for row in rows(sample.output, "failures") if row["stage"] == "poll"]
    assert failure["subject"] == "http://harbour-courier.example/feeds/sport.xml"
    assert "404" in failure["message"] and failure["retryable"]


@pytest.mark.parametrize("kind", ["article", "failure"])
def test_every_row_keeps_to_the_schema(sample: Sample, kind: str) -> None:
    schema = json.loads((ROOT / "schemas" / f"{kind}-v1.1.json").read_text())
    check = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    found: list[dict[str, Any]] = rows(sample.output, f"{kind}s")
    assert found
    for row in found:
        check.validate(row)


def test_nothing_absent_is_an_empty_string(articles: dict[str, dict[str, Any]]) -> None:
    def empty(value: Any) -> bool:
        if isinstance(value, dict):
            return any(map(empty, value.values()))
        return any(map(empty, value)) if isinstance(value, list) else value == ""

    assert not [row["url"] for row in articles.values() if empty(row)]


def test_a_second_run_asks_conditionally_and_writes_nothing(sample: Sample) -> None:
    assert sample.second.returncode == 0, sample.second.stderr
    assert "5 not modified" in sample.second.stdout and "0 written" in sample.second.stdout
    assert sorted(sample.output.glob("articles/**/*.gz")) == sample.files


def test_the_manifest_names_the_files_and_balances(sample: Sample) -> None:
    manifests = [json.loads(path.read_text()) for path in sorted(sample.output.glob("runs/*/*.json"))]
    told = [
        file["path"] for manifest in manifests for file in manifest["files"] if file["path"].startswith("articles/")
    ]
    assert told == [str(path.relative_to(sample.output)) for path in sample.files]
    settled = manifests[0]["settled"]
    entries = sum(n for outcome, n in settled.items() if not outcome.startswith("poll_"))
    assert manifests[0]["parked"] == entries + 1 == len(ARTICLES) + 4
    assert manifests[0]["owed"] == 1


def test_all_that_was_written_reads_back_as_the_manifests_and_the_state_say(sample: Sample) -> None:
    assert problems(sample.output) == []


def test_status_says_how_the_feeds_are(sample: Sample) -> None:
    assert sample.status.returncode == 0, sample.status.stderr
    assert "6: 5 healthy, 1 failing" in sample.status.stdout
    assert "Owed      1, 1 deferred for robots_denied" in sample.status.stdout
    assert "Waiting   1 for robots_denied: asked for again from " in sample.status.stdout
    assert "Ask the publisher for permission." in sample.status.stdout
    assert f"{len(ARTICLES)} today (UTC), {len(ARTICLES)} in all" in sample.status.stdout


@pytest.mark.parametrize(
    ("sets", "flags"),
    [
        pytest.param(["shards=8"], [], id="8 shards"),
        pytest.param(
            ["shards=8"], ["--direct_running_mode=multi_processing", "--direct_num_workers=2"], id="2 processes"
        ),
        pytest.param(["extract.processes=0", "write.commit_seconds=0"], [], id="in process, a commit a row"),
    ],
)
def test_the_records_are_the_same_however_it_runs(
    warm: Warm, environment: dict[str, str], sample: Sample, tmp_path: Path, sets: list[str], flags: list[str]
) -> None:
    other = tmp_path / "out"
    ran = warm.run(*arguments(other, *sets, flags=flags), env=environment)
    assert ran.returncode == 0, ran.stderr
    assert len(settled_rows(sample.output)) == SETTLED_ROWS
    assert settled_rows(other) == settled_rows(sample.output)
    assert problems(other) == []
