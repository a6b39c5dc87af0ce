"""What came of broken sites, as rows and state say."""

from __future__ import annotations

import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bench.torture.behaviours import Outcome
from pipelines.config.config import Config
from pipelines.show.status import read_feed_states
from transforms import reasons
from transforms.clock import utc_now
from transforms.state.inbox import read_inbox
from transforms.state.ledger import read_ledger

# Then nobody was asked: the site answered otherwise before.
LEFT_ALONE = (reasons.SITE_DOWN, reasons.HOST_WAITING)


def read_outcomes(config: Config) -> dict[str, Outcome]:
    """Give what came of each site, by host."""
    polls, entries = _polls(config), _entries(config)
    found = {}
    for state in read_feed_states(config, utc_now()):
        host = urlsplit(state.feed.url).hostname or ""
        ends = tuple(sorted(_counted(n, what) for what, n in entries[host].items()))
        found[host] = Outcome(state.health, polls.get(host, "") if state.health != "healthy" else "", ends)
    return found


def rows(config: Config, kind: str) -> list[dict[str, Any]]:
    """Give the rows of a local output."""
    paths = sorted((Path(config.output) / kind).rglob("*.jsonl.gz"))
    return [json.loads(line) for path in paths for line in gzip.decompress(path.read_bytes()).splitlines()]


def _polls(config: Config) -> dict[str, str]:
    """Give the reason of the first poll that failed, by host; of one in which nobody was asked, where all were such."""
    failed = [row for row in rows(config, "failures") if row["stage"] == "poll"]
    by_host = sorted((row["failed_at"], _host_of(row["feed_url"]), row["reason"]) for row in failed)
    asked = [(host, reason) for _, host, reason in reversed(by_host) if reason not in LEFT_ALONE]
    return {host: reason for _, host, reason in reversed(by_host)} | dict(asked)


def _entries(config: Config) -> defaultdict[str, Counter[str]]:
    found = defaultdict[str, Counter[str]](Counter)
    for row in rows(config, "articles"):
        found[_host_of(row["feed"]["url"])]["article"] += 1
    for row in rows(config, "failures"):
        if row["stage"] != "poll":
            found[_host_of(row["feed_url"])][f"failed: {row['reason']}"] += 1
    for host, what in _owed(config):
        found[host][what] += 1
    return found


def _owed(config: Config) -> Iterable[tuple[str, str]]:
    state, output = config.roots.open()
    for shard in range(config.roots.shards):
        ledger = read_ledger(state, output, shard)
        for entry in {entry.id: entry for entry in read_inbox(state, shard)}.values():
            if entry.id in ledger.owed:
                deferral = ledger.memory.deferred.get(entry.id)
                yield _host_of(entry.feed_url), "owed" if deferral is None else f"deferred: {deferral.reason}"


def _host_of(url: str) -> str:
    return urlsplit(url).hostname or ""


def _counted(n: int, what: str) -> str:
    return f"{n} {what}{'s' if what == 'article' and n > 1 else ''}"
