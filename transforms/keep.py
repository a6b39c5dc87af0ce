"""Keep the articles that the configuration asks for; the others are dropped and counted.

Feeds are often silent about an item's language and date. The page says both, so the rules are applied once more here.
"""

from __future__ import annotations

from dataclasses import dataclass

import apache_beam as beam

from transforms.pure.feeds.keep_rules import Keep, find_article_drop
from transforms.pure.rights.policy import RightsOptions, find_reservation
from transforms.turns import Dropped, Element, Extracted

RECORDED = RightsOptions()


def keep_article(extracted: Extracted, keep: Keep, rights: RightsOptions = RECORDED) -> Extracted | Dropped:
    """Give the article as it is, or Dropped with the reason: a rule excludes its language or its age, or it is reserved."""
    article = extracted.article
    reason = find_article_drop(article, keep) or find_reservation(article.rights, rights)
    return extracted if reason is None else Dropped(extracted.entry.id, reason)


@dataclass(eq=False, repr=False)
class KeepArticles(beam.PTransform):
    """Extracted -> Extracted, or Dropped where the rules exclude the article or its publisher reserves it; all else as it is."""

    keep: Keep
    rights: RightsOptions = RECORDED

    def expand(self, elements: beam.PCollection[Element]) -> beam.PCollection[Element]:
        return elements | beam.Map(_keep, self.keep, self.rights)


def _keep(element: Element, keep: Keep, rights: RightsOptions) -> Element:
    return keep_article(element, keep, rights) if isinstance(element, Extracted) else element
