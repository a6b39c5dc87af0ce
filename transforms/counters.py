"""Counts of what happens, for Beam's metrics and for whoever watches in this process: the only place that names them."""

from __future__ import annotations

from collections.abc import Callable

from apache_beam.metrics import Metrics

NAMESPACE = "newsbeam"

_watchers: list[Callable[[str, int], None]] = []


def count(stage: str, outcome: str, n: int = 1) -> None:
    """Count `n` outcomes of a stage, as `stage/outcome`. A retried bundle counts again: the ledger never reads these."""
    if not n:
        return
    Metrics.counter(NAMESPACE, f"{stage}/{outcome}").inc(n)
    for watch in _watchers:
        watch(f"{stage}/{outcome}", n)


def watch(watcher: Callable[[str, int], None]) -> Callable[[], None]:
    """Tell a function of each count made in this process; calling what is returned ends it."""
    _watchers.append(watcher)
    return lambda: _watchers.remove(watcher)
