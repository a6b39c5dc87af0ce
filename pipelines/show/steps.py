"""What the summary of an ingest says of steps of enrichment: the user's own with their time, and all that failed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pipelines.wording import plural


def describe_steps(counts: Counter[str]) -> list[str]:
    """Give a line a step from the counters `enrich/...`; none for steps of newsbeam that did not fail.

    >>> describe_steps(Counter({"enrich/done/mood": 8, "enrich/failed/mood": 2, "enrich/ms/mood": 1500}))
    ['Step      mood: 8 articles in 1.5 s, 2 failed']
    """
    names = {name.split("/", 2)[2] for name in counts if name.startswith("enrich/")}
    return [f"Step      {name}: {', '.join(_parts(name, counts))}" for name in sorted(names)]


def _parts(name: str, counts: Counter[str]) -> Iterator[str]:
    outcomes = ("done", "failed", "skipped", "killed")
    done, failed, skipped, killed = (counts[f"enrich/{outcome}/{name}"] for outcome in outcomes)
    seconds = counts[f"enrich/ms/{name}"] / 1000
    if done or seconds:
        yield f"{plural(done, 'article', 'articles')} in {seconds:.1f} s"
    if failed:
        yield f"{failed} failed"
    if skipped:
        yield f"{skipped} not tried, since it failed too often"
    if killed:
        yield f"its process killed from outside {plural(killed, 'time', 'times')}"
