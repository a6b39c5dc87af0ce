"""Keep the articles that the configuration asks for; the others are dropped and counted.

Feeds are often silent about an item's language and date. The page says both, so the rules are applied once more here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import apache_beam as beam

from transforms.pure.feeds.keep_rules import Keep, find_article_drop
from transforms.pure.rights.policy import RESERVED_BY, RightsOptions, find_reservation
from transforms.turns import Began, Dropped, Element, Extracted, Failed, Turn, drop_reserved

RECORDED = RightsOptions()


def keep_article(
    extracted: Extracted, keep: Keep, rights: RightsOptions = RECORDED, *, is_recheck: bool = False
) -> Extracted | Dropped | Failed:
    """Give the article as it is, or what drops it: a rule excludes its language or its age, or it is reserved.

    A rule that kept an article keeps its later versions, however old it has become: that `is_recheck`.
    """
    article, entry = extracted.article, extracted.entry
    reason = None if is_recheck else find_article_drop(article, keep)
    if reason is not None:
        return Dropped(entry.id, reason)
    signal = find_reservation(article.rights, rights)
    if signal is None:
        return extracted
    message = f"{article.url}: its publisher reserves it ({signal.value}), so it is not kept"
    return drop_reserved(entry, RESERVED_BY[signal.standard], message, article.fetched.fetched_at, stage="extract")


@dataclass(eq=False, repr=False)
class KeepArticles(beam.PTransform):
    """Extracted -> Extracted, or Dropped | Failed where the rules exclude it or its publisher reserves it; all else as it is."""

    keep: Keep
    rights: RightsOptions = RECORDED

    def expand(self, elements: beam.PCollection[Element]) -> beam.PCollection[Element]:
        return elements | beam.ParDo(_KeepArticles(self))


class _KeepArticles(beam.DoFn):
    def __init__(self, step: KeepArticles) -> None:
        self._step = step

    def start_bundle(self) -> None:
        self._turn: Turn | None = None

    def process(self, element: Element) -> Iterator[Element]:
        if isinstance(element, Began):
            self._turn = element.turn
        if isinstance(element, Extracted):
            is_recheck = self._turn is not None and element.entry.id in self._turn.rechecks
            element = keep_article(element, self._step.keep, self._step.rights, is_recheck=is_recheck)
        yield element
