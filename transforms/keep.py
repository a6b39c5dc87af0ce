"""Keep the articles that the configuration asks for; the others are dropped and counted.

Feeds are often silent about an item's language and date. The page says both, so the rules are applied once more here.
"""

from __future__ import annotations

from dataclasses import dataclass

import apache_beam as beam

from transforms.pure.feeds.keep_rules import Keep, find_article_drop
from transforms.turns import Dropped, Element, Extracted


def keep_article(extracted: Extracted, keep: Keep) -> Extracted | Dropped:
    """Give the article as it is, or Dropped with the reason where a rule excludes its language or its age."""
    reason = find_article_drop(extracted.article, keep)
    return extracted if reason is None else Dropped(extracted.entry.id, reason)


@dataclass(eq=False, repr=False)
class KeepArticles(beam.PTransform):
    """Extracted -> Extracted, or Dropped where the rules exclude the article; all else unchanged."""

    keep: Keep

    def expand(self, elements: beam.PCollection[Element]) -> beam.PCollection[Element]:
        return elements | beam.Map(_keep, self.keep)


def _keep(element: Element, keep: Keep) -> Element:
    return keep_article(element, keep) if isinstance(element, Extracted) else element
