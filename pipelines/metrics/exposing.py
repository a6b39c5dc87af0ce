"""Write samples as Prometheus reads them: as an answer to a scrape, or as a file for node_exporter's textfile collector."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile

from prometheus_client import PROCESS_COLLECTOR, generate_latest
from prometheus_client.metrics_core import Metric as Family
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector

from pipelines.metrics.table import BY_NAME, METRICS, Metric, Sample

_PARTS = ("_bucket", "_sum", "_count")


class Samples(Collector):
    """Samples, with the metrics that they belong to, in the order of the table; `process`: those of this process, too."""

    def __init__(self, samples: Mapping[Sample, float], *, process: bool = False) -> None:
        self._samples, self._process = samples, process

    def collect(self) -> Iterable[Family]:
        """Give the families; one without a sample is left out."""
        by_metric: dict[str, list[tuple[Sample, float]]] = {}
        for sample, value in self._samples.items():
            by_metric.setdefault(metric_of(sample[0]).name, []).append((sample, value))
        for metric in METRICS:
            if found := by_metric.get(metric.name):
                yield _family(metric, found)
        if self._process:
            yield from PROCESS_COLLECTOR.collect()


def metric_of(sample_name: str) -> Metric:
    """Give the metric that a sample belongs to. Raises: KeyError where the table has none of the name."""
    if sample_name in BY_NAME:
        return BY_NAME[sample_name]
    return BY_NAME[next(sample_name.removesuffix(part) for part in _PARTS if sample_name.endswith(part))]


def _family(metric: Metric, found: list[tuple[Sample, float]]) -> Family:
    family = Family(metric.name.removesuffix("_total"), metric.meaning, metric.kind)
    for (name, values), value in found:
        labels = ("le",) if name.endswith("_bucket") else metric.labels
        family.add_sample(name, dict(zip(labels, values, strict=True)), value)
    return family


def text_of(samples: Mapping[Sample, float]) -> bytes:
    """Give samples in the text format of Prometheus."""
    return generate_latest(Samples(samples))


def earlier_counts(text: str) -> Counter[Sample]:
    """Read from an earlier file what its runs have counted: an ingest adds to it, since counters only ever grow.

    What stands in the state is not taken from there. Raises: ValueError where the text is none of Prometheus.
    """
    found: Counter[Sample] = Counter()
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            metric = BY_NAME.get(sample.name) or BY_NAME.get(family.name)
            if metric is not None and metric.kind != "gauge" and not metric.of_state:
                found[sample.name, tuple(sample.labels.values())] += sample.value  # type: ignore[assignment]
    return found


def write_file(path: str, data: bytes) -> None:
    """Put a file in place whole: who reads it sees the one before, or this one. Raises: OSError."""
    target = Path(path)
    # The collector reads names that end in .prom alone.
    with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", suffix=".tmp", delete=False) as file:
        try:
            file.write(data)
            file.flush()
            os.fchmod(file.fileno(), 0o644)
            Path(file.name).replace(target)
        except OSError:
            Path(file.name).unlink()
            raise
