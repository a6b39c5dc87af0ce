"""What is measured: the name, kind, labels and meaning of each metric, by the conventions of Prometheus.

No label holds an address, a host or a name: each has a few dozen values at most.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

Kind = Literal["counter", "gauge", "histogram"]

# A metric's name as a sample has it, and the values of its labels in the order of the table.
Sample = tuple[str, tuple[str, ...]]


class Metric(NamedTuple):
    """One metric. `of_state`: it is read from the state, so that no restart and no retried bundle changes it."""

    name: str
    kind: Kind
    meaning: str
    labels: tuple[str, ...] = ()
    of_state: bool = False


METRICS: Final = (
    Metric("newsbeam_articles_written_total", "counter", "Articles written since the state was made.", (), True),
    Metric(
        "newsbeam_entries_dropped_total", "counter", "Entries dropped, since the state was made.", ("reason",), True
    ),
    Metric(
        "newsbeam_entries_failed_total",
        "counter",
        "Entries failed for good, since the state was made.",
        ("reason",),
        True,
    ),
    Metric("newsbeam_feeds", "gauge", "Feeds by health: new, healthy, failing, dead, gone.", ("health",), True),
    Metric("newsbeam_entries_owed", "gauge", "Entries seen in a feed and not settled yet.", (), True),
    Metric("newsbeam_entries_deferred", "gauge", "Owed entries that wait for another try.", ("reason",), True),
    Metric("newsbeam_entries_missing", "gauge", "Entries that are neither settled nor owed; there must be none."),
    Metric(
        "newsbeam_owed_oldest_timestamp_seconds",
        "gauge",
        "When the oldest inbox file with something owed was parked, but for what waits long; absent where there is none.",
        (),
        True,
    ),
    Metric(
        "newsbeam_completeness_ratio",
        "gauge",
        "Items seen, as a share of those that there likely were, in seven days; absent before it is known.",
        (),
        True,
    ),
    Metric(
        "newsbeam_complete_through_timestamp_seconds",
        "gauge",
        "The end of the newest UTC day to which no file will be added; absent while there is none.",
        (),
        True,
    ),
    Metric("newsbeam_polls_total", "counter", "Polls: new, unchanged, not_modified (304), failed.", ("outcome",)),
    Metric("newsbeam_polls_suspecting_gaps_total", "counter", "Polls that suspect items to have come and gone unseen."),
    Metric("newsbeam_items_left_out_total", "counter", "Items of feeds that were not taken up.", ("reason",)),
    Metric("newsbeam_entries_parked_total", "counter", "Entries that polls found to be new."),
    Metric("newsbeam_refusals_total", "counter", "Pages refused to us for the first time, which are tried again."),
    Metric(
        "newsbeam_rechecks_total",
        "counter",
        "Articles asked for again: revised, retracted, unchanged, gone_once, put_off, given_up, ended.",
        ("outcome",),
    ),
    Metric(
        "newsbeam_requests_total",
        "counter",
        "Requests sent, by what was asked for (page, feed, robots, rights, hub, notice) and the status (2xx, 304, ...; none: no"
        " answer).",
        ("kind", "status"),
    ),
    Metric("newsbeam_received_bytes_total", "counter", "Bytes of bodies as they came over the wire.", ("kind",)),
    Metric(
        "newsbeam_unexpected_errors_total",
        "counter",
        "Answers at which newsbeam raised an error of its own, by what was asked for; each costs that answer alone.",
        ("kind",),
    ),
    Metric("newsbeam_requests_stalled_total", "counter", "Requests that stalled, and that nothing else waited for."),
    Metric(
        "newsbeam_extractions_killed_total", "counter", "Processes that a page took too long or too much memory of."
    ),
    Metric("newsbeam_passes_total", "counter", "Passes made: a turn of every shard."),
    Metric("newsbeam_run_seconds", "histogram", "Seconds of a tick that made a pass, or of an ingest."),
    Metric("newsbeam_ticks_total", "counter", "Ticks of a stream: pass, idle, problem (a store).", ("outcome",)),
    Metric("newsbeam_ticks_skipped_total", "counter", "Ticks that went by while a pass was under way."),
    Metric(
        "newsbeam_last_tick_timestamp_seconds", "gauge", "When the last tick of a stream, or the last ingest, ended."
    ),
    Metric("newsbeam_tick_interval_seconds", "gauge", "How far apart ticks are meant to be: tick_seconds."),
    Metric("newsbeam_store_errors_total", "counter", "Ticks in which a store failed."),
    Metric("newsbeam_child_processes", "gauge", "Processes that this one has started, and theirs."),
    Metric(
        "newsbeam_child_resident_memory_bytes",
        "gauge",
        "Their resident memory; pages that they share count in each.",
    ),
    Metric("newsbeam_build_info", "gauge", "1, with the version that runs.", ("version",)),
)

BY_NAME: Final = {metric.name: metric for metric in METRICS}

# Upper ends of the buckets of newsbeam_run_seconds.
RUN_BUCKETS: Final = (0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0)


def sample_names() -> set[str]:
    """Give the names under which samples appear, those of a histogram's parts among them."""
    plain = {metric.name for metric in METRICS if metric.kind != "histogram"}
    parts = {
        f"{metric.name}_{part}"
        for metric in METRICS
        if metric.kind == "histogram"
        for part in ("bucket", "sum", "count")
    }
    return plain | parts
