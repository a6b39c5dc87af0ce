"""The summary of an ingest, its exit code, and how to read its rows."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from pipelines.config.config import Config
from pipelines.run.passes import Report
from pipelines.show.completeness import describe_days
from pipelines.show.folding import fold_all
from pipelines.show.rechecked import describe_rechecks
from pipelines.show.steps import describe_steps
from pipelines.show.troubles import Trouble, describe_troubles
from pipelines.show.waiting import describe_waits
from pipelines.wording import NO_FEEDS, missing_entries, plural

_POLL_OUTCOMES = {"new": "with news", "unchanged": "unchanged", "not_modified": "not modified", "failed": "failed"}


def summarise(
    report: Report,
    config: Config,
    troubles: Sequence[Trouble] = (),
    source: str = "CONFIG",
    columns: int | None = None,
) -> str:
    """Give the summary of an ingest: feeds, articles, what is owed, time and bytes; then what failed, and how to read the rows.

    `source` is the configuration as the command names it. Where the dataset has no rows yet, nothing is said
    of reading them. A terminal has `columns`: lines are folded between words.
    """
    counts, settled = report.counts, report.settled
    asked = polled(counts)
    outcomes = ", ".join(f"{counts[f'poll/{outcome}']} {words}" for outcome, words in _POLL_OUTCOMES.items())
    if not asked:
        outcomes = "none was due; --now polls all of them" if config.active_feeds else NO_FEEDS
    took = f"{report.seconds:.1f} s in {plural(report.passes, 'pass', 'passes')}"
    lines = [
        f"Feeds     {asked} polled: {outcomes}",
        f"Articles  {settled['written']} written, {_reasons(settled, 'dropped')}, {_reasons(settled, 'failed')}",
        f"Owed      {_owed(report)}",
        *describe_waits(report.waits, config.fetch.expire_days),
        f"Took      {took}, {_size(counts['fetch/bytes'])} of pages",
    ]
    left_out = Counter(
        {name.removeprefix("poll/"): n for name, n in counts.items() if name.startswith("poll/dropped/")}
    )
    if left_out:
        lines.insert(1, f"Left out  {_reasons(left_out, 'dropped')}")
    lines += _beside(report)
    named = shlex.quote(source)
    lines += describe_troubles(troubles, f"newsbeam status {named}; of one of them: newsbeam explain {named} ADDRESS")
    if not _has_rows(report):
        lines += _what_next(report, named)
        return fold_all("\n".join(lines), columns)
    if report.complete_through:
        lines.append(f"Complete  through {report.complete_through}: no more files will come for the days up to then")
    return fold_all("\n".join([*lines, "", how_to_read(config)]), columns)


def _beside(report: Report) -> list[str]:
    """Give the lines on what does not happen in each run."""
    counts, lines = report.counts, list[str]()
    if counts["extract/killed"]:
        lines.append(f"Killed    {_killed(counts['extract/killed'])}")
    again = describe_rechecks(counts)
    if again is not None:
        lines.append(f"Again     {again}")
    lines += describe_steps(report.counts)
    if report.recovered.keys() - {"reopened"}:
        lines.append(f"Earlier   a run that was cut short wrote {report.recovered['written']} more articles")
    if report.ended_at is not None:
        lines += describe_days(report.days, report.ended_at)
    if counts["poll/gap"]:
        feeds = plural(counts["poll/gap"], "feed", "feeds")
        lines.append(f"Gaps      {feeds} listed only what came later: some items may have come and gone between polls")
    return lines


def _what_next(report: Report, named: str) -> list[str]:
    """Say what to do where feeds failed and nothing was ever written."""
    if not report.counts["poll/failed"]:
        return []
    due = (
        ""
        if report.next_poll is None
        else f" By itself the first feed is due at {report.next_poll:%Y-%m-%d %H:%M} UTC."
    )
    return [f"Next      nothing has been written yet. Once the cause is gone: newsbeam ingest {named} --now.{due}"]


def _has_rows(report: Report) -> bool:
    """Tell whether articles have been written, by this run or an earlier one; where no manifest says so, there may be some."""
    totals = [shard for manifest in report.manifests[-1:] for shard in manifest.totals.values()]
    return not totals or any(shard.get("written") for shard in totals)


def figures(report: Report) -> dict[str, Any]:
    """Give what an ingest or a tick did as figures, for a log that machines read."""
    return {
        "passes": report.passes,
        "seconds": round(report.seconds, 3),
        "polled": polled(report.counts),
        "polls_failed": report.counts["poll/failed"],
        "parked": report.parked,
        "settled": dict(report.settled + report.recovered),
        "owed": report.owed,
        "missing": sum(map(len, report.missing.values())),
        "bytes": report.counts["fetch/bytes"],
    }


def polled(counts: Counter[str]) -> int:
    """Count the feeds that were polled, with any outcome."""
    return sum(counts[f"poll/{outcome}"] for outcome in _POLL_OUTCOMES)


def by_reason(counts: Counter[str], beginning: str) -> list[str]:
    """Give the reasons of counts whose names begin so, each with its number, the most frequent ahead.

    >>> by_reason(Counter({"failed/timeout": 1, "failed/dns": 2, "dropped/moved": 3}), "failed/")
    ['dns 2', 'timeout 1']
    """
    found = {name.removeprefix(beginning): n for name, n in counts.items() if name.startswith(beginning)}
    return [f"{reason} {n}" for reason, n in sorted(found.items(), key=lambda item: (-item[1], item[0]))]


def how_to_read(config: Config) -> str:
    """Say where the rows are, with one line each to read them with pandas and duckdb."""
    output = config.output.rstrip("/")
    said = [f"The articles are gzipped JSON Lines below {output}/articles, failures below {output}/failures. To read:"]
    if "://" in output:
        said += [
            f"    Python  import newsbeam; rows = list(newsbeam.read('{output}'))",
            f"    pandas  pd.concat(pd.read_json(f, lines=True) for f in newsbeam.files('{output}'))",
        ]
    else:
        rows = f"{output}/articles/**/*"
        said += [
            f"    duckdb  SELECT title, published_at, text FROM read_json('{rows}.jsonl.gz')",
            f"    pandas  pd.concat(pd.read_json(f, lines=True) for f in glob.glob('{rows}.gz', recursive=True))",
        ]
    if "parquet" in config.write.formats:
        twins = f"{output}/parquet"
        said.append(f"The same rows as Parquet are below {twins}: FROM '{twins}/articles/**/*.parquet'")
    return "\n".join(said)


def exit_status(report: Report, config: Config) -> tuple[int, str | None]:
    """Give an ingest's exit code, and the sentence that explains it: 4 entries missing, 3 interrupted, 1 too many failures."""
    if report.missing:
        return 4, missing_entries(report.missing)
    if report.interrupted and not report.owed:
        return 3, "Interrupted: what was finished is written, and nothing is owed. Some feeds may not have been polled."
    if report.interrupted:
        return 3, (
            f"Interrupted: what was finished is written; {plural(report.owed, 'entry is', 'entries are')} still owed."
            " Run the same command again to continue."
        )
    for what, failed, good in _shares(report):
        if failed and failed / (failed + good) > config.failure_share:
            return 1, (
                f"{failed} of {failed + good} {what}, more than the share of {config.failure_share:g} that"
                " `failure_share` allows."
            )
    return 0, None


def _shares(report: Report) -> Iterable[tuple[str, int, int]]:
    """Give what failed in this run, and how much did not. What waits long counts once, at its first refusal."""
    failed = sum(n for name, n in report.settled.items() if name.startswith("failed/"))
    refused = report.counts["write/refused"]
    what = "entries failed or were refused" if refused else "entries failed"
    yield what, failed + refused, report.settled["written"]
    feeds_failed = report.counts["poll/failed"]
    yield "feeds failed", feeds_failed, polled(report.counts) - feeds_failed


def _reasons(counts: Counter[str], kind: str) -> str:
    total = sum(n for name, n in counts.items() if name.startswith(f"{kind}/"))
    named = by_reason(counts, f"{kind}/")
    return f"{total} {kind} ({', '.join(named)})" if named else f"0 {kind}"


def _owed(report: Report) -> str:
    if not report.owed:
        return "nothing"
    entries = plural(report.owed, "entry", "entries")
    if report.out_of_time:
        return f"{entries} for the next run: `max_minutes` is over"
    if report.next_try is None or (report.ended_at is not None and report.next_try <= report.ended_at):
        return f"{entries} for the next run"
    return f"{entries} for later; the next try is at {report.next_try:%Y-%m-%d %H:%M:%S} UTC"


def _killed(times: int) -> str:
    return (
        f"a process that read pages was ended from outside {plural(times, 'time', 'times')}, as the system does where memory"
        " runs out; its page was read again, or waits"
    )


def _size(n: int) -> str:
    if n < 1_000_000:
        return f"{n / 1000:.0f} kB"
    return f"{n / 1_000_000:.1f} MB"
