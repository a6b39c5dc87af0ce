"""Enrich articles by the user's own steps: in batches, in processes of their own, each article with all their fields.

The steps of newsbeam run where the page was read (`transforms.extract`). A user's step may take its time, keep a model, or ask
a service, and so runs apart from them, and only on what the rules keep.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import apache_beam as beam
from msgspec.structs import replace

from transforms.clock import Clock
from transforms.counters import count
from transforms.own_steps.batches import EnrichBatch
from transforms.own_steps.ready import ReadyStep
from transforms.own_steps.runner import StepRunner
from transforms.records import Article
from transforms.revision_records import ArticleRevision
from transforms.turns import Element, Ended, Extracted, Pulse, Revised

# An article waits at most so long for others that are to go into the same batch.
GATHER = timedelta(seconds=5)

# Elements with an article that is to be written.
Enriched = Extracted | Revised


@dataclass(eq=False, repr=False)
class EnrichArticles(beam.PTransform):
    """Extracted | Revised -> the same, with `extra` filled; all else unchanged. Articles stay in order among themselves."""

    steps: Sequence[ReadyStep]
    clock: Clock

    def expand(self, elements: beam.PCollection[Element]) -> beam.PCollection[Element]:
        return elements | beam.ParDo(_EnrichArticles(self))


class _EnrichArticles(beam.DoFn):
    """Gathers articles into batches, and hands on each batch in order when all steps are through with it."""

    def __init__(self, step: EnrichArticles) -> None:
        self._steps, self._clock = step.steps, step.clock
        self._size = max((own.batch for own in step.steps), default=1)
        self._most = 1 + max((own.processes for own in step.steps), default=0)

    def setup(self) -> None:
        self._runners = [StepRunner(step, self._clock, count) for step in self._steps]

    def start_bundle(self) -> None:
        self._gathered: list[Enriched] = []
        self._oldest_at: datetime | None = None
        self._under_way: deque[tuple[list[Enriched], EnrichBatch]] = deque()

    def process(self, element: Element) -> Iterator[Element]:
        if not self._steps:
            yield element
            return
        if isinstance(element, Enriched):
            self._oldest_at = self._oldest_at or self._clock()
            self._gathered.append(element)
        if self._is_time(element):
            batch = EnrichBatch(list(map(_article_of, self._gathered)), self._runners)
            self._under_way.append((self._gathered, batch))
            self._gathered, self._oldest_at = [], None
        for _, batch in self._under_way:
            batch.advance()
        # More would wait in memory than the steps can do: the turn waits for the oldest.
        enough = 0 if isinstance(element, Ended) else self._most
        while self._under_way and (len(self._under_way) > enough or self._under_way[0][1].is_done):
            held, batch = self._under_way.popleft()
            for enriched, article in zip(held, batch.finish(), strict=True):
                yield _with_article(enriched, article)
        if isinstance(element, Pulse):
            yield Pulse(quiet=element.quiet and not self._under_way)
        elif not isinstance(element, Enriched):
            yield element

    def finish_bundle(self) -> None:
        if self._gathered or self._under_way:
            raise RuntimeError("articles are held over the end of a bundle: a turn did not end")

    def _is_time(self, element: Element) -> bool:
        """Tell whether what was gathered is to be a batch: it is full, its first article has waited, or no other is coming."""
        if self._oldest_at is None:
            return False
        if len(self._gathered) >= self._size or isinstance(element, (Pulse, Ended)):
            return True
        # Where the clock was set back, it is time, too.
        return not timedelta(0) <= self._clock() - self._oldest_at < GATHER


def _article_of(element: Enriched) -> Article:
    return element.article if isinstance(element, Extracted) else element.revision


def _with_article(element: Enriched, article: Article) -> Enriched:
    if isinstance(element, Extracted):
        return replace(element, article=article)
    assert isinstance(article, ArticleRevision)
    return replace(element, revision=article)
