"""The replay newsroom, ingested: every page written or accounted for, text and metadata as good as before, and politely."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from harvest import NOTING
from heartbeat import too_close
from once import once
from sound import problems
from warm import Warm

from bench.replay import page_id, read_rows, running, unwritten, why_not, write_config
from bench.scorers import read_scores, score

PAGES = 255
# A little under what was measured when they were last raised; they may only rise.
FLOORS: dict[str, dict[str, float]] = {
    "zyte": {"F1": 0.981, "exact": 0.49},
    "feval": {"F1": 0.975, "exact": 0.58},
    "ftests": {
        "F1": 0.980,
        "exact": 0.54,
        "title": 0.91,
        "authors": 0.95,
        "date": 0.98,
        "day": 0.98,
        "captions": 0.92,
    },
}

_missing = why_not()
pytestmark = pytest.mark.skipif(_missing is not None, reason=_missing or "")


@dataclass(frozen=True)
class Ingested:
    """What two passes over the plain layout left: the output, and what the second one asked for."""

    output: Path
    feeds: int
    second: dict[str, Any]


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory, warm: Warm) -> Ingested:
    folder = once(tmp_path_factory, "newsroom", partial(ingest_twice, warm))
    return Ingested(folder / "out", **json.loads((folder / "second.json").read_text()))


def ingest_twice(warm: Warm, folder: Path) -> None:
    with running(folder) as newsroom:
        config = write_config(folder, newsroom.feeds, {"web": {"spacing_seconds": 0.02}})
        assert warm.run("ingest", str(config)).returncode == 0
        newsroom.reset()
        assert warm.run("ingest", str(config), "--now").returncode == 0
        second = {"feeds": len(newsroom.feeds), "second": newsroom.stats()}
        (folder / "second.json").write_text(json.dumps(second))


def test_every_page_is_written_once_or_failed_for_a_reason(ingested: Ingested) -> None:
    written = [page_id(row["url"]) for row in read_rows(ingested.output / "articles")]
    missing = unwritten(ingested.output)
    assert [id_ for id_, reason in missing.items() if reason is None] == []
    assert len(written) == len(set(written)) == PAGES - len(missing)
    assert len(written) >= PAGES - 5, missing


def test_all_reads_back_as_the_manifests_and_the_state_say(ingested: Ingested) -> None:
    assert problems(ingested.output) == []


def test_a_second_pass_asks_each_feed_once_and_conditionally_and_fetches_no_page_again(ingested: Ingested) -> None:
    assert ingested.second["answers"] == {"feed.xml": {"304": ingested.feeds}}
    assert ingested.second["conditional"] == {"feed.xml": ingested.feeds}


def test_no_score_falls_below_its_floor(ingested: Ingested) -> None:
    scores = read_scores(score(ingested.output))
    assert set(scores) == set(FLOORS)
    below = {
        f"{pages} {name}": (scores[pages][name], floor)
        for pages, floors in FLOORS.items()
        for name, floor in floors.items()
        if scores[pages][name] < floor
    }
    assert below == {}


def test_a_site_is_never_asked_more_than_twice_at_once_nor_faster_than_its_spacing(warm: Warm, tmp_path: Path) -> None:
    # Each answer takes longer than two spacings, so that a third request would be open if nothing held it back.
    layout = ["--load", "--sites", "40", "--articles", "8", "--latency", "1.1"]
    with running(tmp_path, *layout, script=NOTING) as newsroom:
        config = write_config(tmp_path, newsroom.feeds, {"web": {"spacing_seconds": 0.5}})
        assert warm.run("ingest", str(config)).returncode == 0
        stats = newsroom.stats()
    files = {"robots.txt": {"200": 40}, ".well-known": {"404": 40}}
    assert stats["answers"] == {"feed.xml": {"200": 40}, **files, "a": {"200": 320}}
    assert len(stats["page_gaps"]) == 40 * 7
    assert too_close(stats["page_gaps"], 0.5) == []
    assert stats["peak_open_per_site"] == 2
    assert problems(tmp_path / "out") == []
