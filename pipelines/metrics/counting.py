"""Count what this process does, as metrics: by ticks and ingests as they end, so that a scrape sees whole ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from pipelines.metrics.table import RUN_BUCKETS, Sample
from pipelines.run.passes import Report
from pipelines.run.stream import Ticked
from pipelines.show.rechecked import OUTCOMES, count_rechecks

_POLLS = ("new", "unchanged", "not_modified", "failed")
_PLAIN = {
    "poll/gap": "newsbeam_polls_suspecting_gaps_total",
    "poll/parked": "newsbeam_entries_parked_total",
    "write/refused": "newsbeam_refusals_total",
    "harvest/stalled": "newsbeam_requests_stalled_total",
    "extract/killed": "newsbeam_extractions_killed_total",
}
_LEFT_OUT = "poll/dropped/"
_PARTS = ("_bucket", "_sum", "_count")


def count_report(report: Report) -> Counter[Sample]:
    """Give what an ingest, or a tick's pass, adds to the counters."""
    counts = report.counts
    found: Counter[Sample] = Counter(
        {("newsbeam_polls_total", (outcome,)): counts[f"poll/{outcome}"] for outcome in _POLLS}
    )
    found.update({(name, ()): counts[counter] for counter, name in _PLAIN.items()})
    found.update(
        {
            ("newsbeam_items_left_out_total", (name.removeprefix(_LEFT_OUT),)): n
            for name, n in counts.items()
            if name.startswith(_LEFT_OUT)
        }
    )
    rechecks = count_rechecks(counts)
    found.update({("newsbeam_rechecks_total", (outcome,)): rechecks[outcome] for outcome in OUTCOMES})
    found["newsbeam_passes_total", ()] = report.passes
    if report.passes:
        found.update(_observe(report.seconds))
    return found


def count_tick(ticked: Ticked) -> Counter[Sample]:
    """Give what a tick of a stream adds to the counters."""
    found = count_report(ticked.report)
    outcome = "problem" if ticked.problem else "pass" if ticked.report.passes else "idle"
    found.update(dict.fromkeys((("newsbeam_ticks_total", (one,)) for one in ("pass", "idle", "problem")), 0))
    found["newsbeam_ticks_total", (outcome,)] += 1
    found["newsbeam_ticks_skipped_total", ()] = ticked.tick.skipped
    found["newsbeam_store_errors_total", ()] = int(outcome == "problem")
    return found


def count_requests(requests: Mapping[tuple[str, str], int], received: Mapping[str, int]) -> Counter[Sample]:
    """Give the requests and bytes that `transforms.web.tally` has counted."""
    found: Counter[Sample] = Counter({("newsbeam_requests_total", kind): n for kind, n in requests.items()})
    found.update({("newsbeam_received_bytes_total", (kind,)): n for kind, n in received.items()})
    return found


def _observe(seconds: float) -> dict[Sample, float]:
    """Give what one run adds to the histogram."""
    name = "newsbeam_run_seconds"
    ends = [*RUN_BUCKETS, float("inf")]
    buckets: dict[Sample, float] = {(f"{name}_bucket", (_end(end),)): int(seconds <= end) for end in ends}
    return buckets | {(f"{name}_sum", ()): seconds, (f"{name}_count", ()): 1}


def _end(end: float) -> str:
    """Write a bucket's upper end as Prometheus does.

    >>> _end(2.5), _end(float("inf"))
    ('2.5', '+Inf')
    """
    return "+Inf" if end == float("inf") else repr(end)
