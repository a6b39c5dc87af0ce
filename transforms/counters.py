"""Count what happens, for Beam's metrics and for those who watch in this process. No other module makes a counter."""

from __future__ import annotations

from collections.abc import Callable

from apache_beam.metrics import Metrics

NAMESPACE = "newsbeam"

_watchers: list[Callable[[str, int], None]] = []


def count(stage: str, outcome: str, n: int = 1) -> None:
    """Count `n` outcomes of a stage, as `stage/outcome`. A retried bundle counts again, so no decision uses these."""
    if not n:
        return
    Metrics.counter(NAMESPACE, f"{stage}/{outcome}").inc(n)
    for watch in _watchers:
        watch(f"{stage}/{outcome}", n)


def watch(watcher: Callable[[str, int], None]) -> Callable[[], None]:
    """Call a function with each count made in this process; calling the function that is returned ends that."""
    _watchers.append(watcher)
    return lambda: _watchers.remove(watcher)
