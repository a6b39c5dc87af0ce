"""What an ingest or a tick adds to the counters."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest

from pipelines.metrics.counting import count_report, count_requests, count_tick
from pipelines.metrics.table import Sample
from pipelines.run.passes import Report
from pipelines.run.stream import Ticked
from pipelines.run.ticks import Tick

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
COUNTS = Counter(
    {"poll/new": 2, "poll/not_modified": 5, "poll/failed": 1, "poll/parked": 9, "poll/gap": 1, "poll/dropped/too_old": 3,
     "write/refused": 4, "harvest/stalled": 2, "extract/killed": 1, "write/revised": 3,
     "write/rechecked/put_off/timeout": 2, "fetch/bytes": 1000}
)  # fmt: skip
FOUND: dict[str, tuple[Sample, float]] = {
    "polls with news": (("newsbeam_polls_total", ("new",)), 2),
    "answers of 304": (("newsbeam_polls_total", ("not_modified",)), 5),
    "an outcome that did not come": (("newsbeam_polls_total", ("unchanged",)), 0),
    "new entries": (("newsbeam_entries_parked_total", ()), 9),
    "gaps": (("newsbeam_polls_suspecting_gaps_total", ()), 1),
    "what rules leave out": (("newsbeam_items_left_out_total", ("too_old",)), 3),
    "first refusals": (("newsbeam_refusals_total", ()), 4),
    "stalled requests": (("newsbeam_requests_stalled_total", ()), 2),
    "killed extractions": (("newsbeam_extractions_killed_total", ()), 1),
    "articles asked for again": (("newsbeam_rechecks_total", ("put_off",)), 2),
    "later versions": (("newsbeam_rechecks_total", ("revised",)), 3),
    "retractions, of which there is none": (("newsbeam_rechecks_total", ("retracted",)), 0),
    "passes": (("newsbeam_passes_total", ()), 2),
    "a run within a bucket": (("newsbeam_run_seconds_bucket", ("5.0",)), 1),
    "a run beyond a bucket": (("newsbeam_run_seconds_bucket", ("2.5",)), 0),
    "all runs": (("newsbeam_run_seconds_bucket", ("+Inf",)), 1),
    "their seconds": (("newsbeam_run_seconds_sum", ()), 3.5),
}


@pytest.mark.parametrize(("sample", "value"), FOUND.values(), ids=FOUND)
def test_an_ingest_is_counted(sample: Sample, value: float) -> None:
    assert count_report(Report(passes=2, seconds=3.5, counts=COUNTS))[sample] == value


def test_an_ingest_without_a_pass_took_no_time_that_counts() -> None:
    assert not any(name.startswith("newsbeam_run_seconds") for name, _ in count_report(Report(seconds=3.5)))


@pytest.mark.parametrize(
    ("passes", "problem", "outcome"),
    [(1, None, "pass"), (0, None, "idle"), (0, "out: no space left", "problem"), (1, "out: gone", "problem")],
)
def test_a_tick_has_one_outcome(passes: int, problem: str | None, outcome: str) -> None:
    changes: dict[str, Any] = {"tick": Tick(3, skipped=2), "at": NOON, "report": Report(passes=passes)}
    found = count_tick(Ticked(**changes, problem=problem))
    ticks = {values[0]: n for (name, values), n in found.items() if name == "newsbeam_ticks_total"}
    assert ticks == {"pass": 0, "idle": 0, "problem": 0} | {outcome: 1}
    assert found["newsbeam_ticks_skipped_total", ()] == 2
    assert found["newsbeam_store_errors_total", ()] == (outcome == "problem")


def test_requests_have_their_kind_and_status() -> None:
    assert count_requests({("page", "2xx"): 3}, {"page": 900}) == {
        ("newsbeam_requests_total", ("page", "2xx")): 3,
        ("newsbeam_received_bytes_total", ("page",)): 900,
    }
