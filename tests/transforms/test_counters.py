"""Counts: for Beam's metrics, and for those who watch in this process."""

from __future__ import annotations

import apache_beam as beam
from apache_beam.metrics.metric import MetricsFilter
from apache_beam.options.pipeline_options import PipelineOptions

from transforms.counters import NAMESPACE, count, watch


def test_a_watcher_hears_counts_until_it_stops() -> None:
    heard: list[tuple[str, int]] = []
    end = watch(lambda name, n: heard.append((name, n)))
    count("poll", "new")
    count("write", "failed/http_404", 3)
    end()
    count("poll", "new")
    assert heard == [("poll/new", 1), ("write/failed/http_404", 3)]


def test_counting_none_says_nothing() -> None:
    heard: list[str] = []
    end = watch(lambda name, n: heard.append(name))
    count("poll", "gap", 0)
    end()
    assert heard == []


def test_two_watchers_end_apart() -> None:
    heard: list[str] = []
    end_first, end_second = watch(lambda name, n: heard.append("first")), watch(lambda name, n: heard.append("second"))
    end_first()
    count("poll", "new")
    end_second()
    assert heard == ["second"]


def _count_letters(word: str) -> None:
    count("letters", word[0], len(word))


def test_beam_adds_them_up() -> None:
    pipeline = beam.Pipeline(options=PipelineOptions(["--runner=FnApiRunner"]))
    _ = pipeline | beam.Create(["apple", "banana", "ant"]) | beam.Map(_count_letters)
    result = pipeline.run()
    found = result.metrics().query(MetricsFilter().with_namespace(NAMESPACE))["counters"]
    assert {metric.key.metric.name: metric.result for metric in found} == {"letters/a": 8, "letters/b": 6}
