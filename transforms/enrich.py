"""Enrich articles: add what follows from each article alone, such as its language and its word count."""

from __future__ import annotations

from dataclasses import dataclass

import apache_beam as beam
from msgspec.structs import replace

from transforms.pure.enrichment import EnrichOptions, enrich_article
from transforms.turns import Element, Extracted


@dataclass(eq=False, repr=False)
class EnrichArticles(beam.PTransform):
    """Extracted -> Extracted, enriched; all else unchanged."""

    options: EnrichOptions

    def expand(self, elements: beam.PCollection[Element]) -> beam.PCollection[Element]:
        return elements | beam.Map(_enrich, self.options)


def _enrich(element: Element, options: EnrichOptions) -> Element:
    if isinstance(element, Extracted):
        return replace(element, article=enrich_article(element.article, options))
    return element
