"""Show what became of failures that were to be retried."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from pipelines.run.retrying import Outcome
from pipelines.wording import plural
from transforms.state.failures import FailedEntry
from transforms.state.retries import RETRY_DAYS, Fate

_SITES_SHOWN = 5

_WHY_LEFT: dict[Fate, str] = {
    "owed": "owed already: the next ingest asks for them",
    "ended": "retried before, and ended since in another way",
    "taken_down": "taken down for good",
    "too_old": f"too old: they failed more than {RETRY_DAYS} days ago, and what is known of them is soon forgotten",
}


def describe(outcome: Outcome, config_path: str) -> str:
    """Give the lines that `newsbeam retry` prints: what is owed again, what is left and why, and how to continue."""
    parked, failures = outcome.retried.parked, outcome.failures
    would = "would be" if outcome.dry_run else "is" if len(parked) == 1 else "are"
    lines = [f"{plural(len(parked), 'entry', 'entries')} that failed {would} owed again{':' if parked else '.'}"]
    lines += _by_reason(parked)
    for fate, why in _WHY_LEFT.items():
        some = [failed for failed, found in outcome.retried.left if found == fate]
        if some:
            lines += [f"Left as they are, {len(some)} {why}", *_by_reason(some)]
    if failures.polls:
        polls = plural(failures.polls, "failed poll of a feed is", "failed polls of feeds are")
        lines.append(f"{polls} not retried: a feed is polled again by itself, or by `newsbeam ingest --now`.")
    if not failures.wanted:
        lines += _what_there_is(failures.by_reason)
    if parked and outcome.dry_run:
        they = "it is" if len(parked) == 1 else "they are"
        lines.append(f"Nothing was changed. Without --dry-run {they}; then run: newsbeam ingest {config_path}")
    elif parked:
        lines.append(f"Now run: newsbeam ingest {config_path}")
    return "\n".join(lines)


def _by_reason(some: Iterable[FailedEntry]) -> list[str]:
    sites: dict[str, Counter[str]] = {}
    for failed in some:
        sites.setdefault(failed.reason, Counter())[failed.site] += 1
    ordered = sorted(sites.items(), key=lambda item: (-item[1].total(), item[0]))
    return [f"    {reason:20} {found.total():6}  {_sites(found)}" for reason, found in ordered]


def _sites(found: Counter[str]) -> str:
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    shown = ", ".join(f"{site} {n}" for site, n in ordered[:_SITES_SHOWN])
    others = len(ordered) - _SITES_SHOWN
    return shown if others <= 0 else f"{shown} and {plural(others, 'other site', 'other sites')}"


def _what_there_is(by_reason: Counter[str]) -> list[str]:
    if not by_reason:
        return ["No entry has failed so far."]
    ordered = sorted(by_reason.items(), key=lambda item: (-item[1], item[0]))
    return [
        "Nothing that failed matches. What failed, by reason:",
        *(f"    {reason:20} {n:6}" for reason, n in ordered),
    ]
