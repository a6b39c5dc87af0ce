"""Normalise articles: bring each into the one form in which articles are written."""

from __future__ import annotations

import apache_beam as beam
from msgspec.structs import replace

from transforms.pure.normalisation import normalise_article
from transforms.turns import Element, Extracted


class NormaliseArticles(beam.PTransform):
    """Extracted -> Extracted, normalised; all else unchanged."""

    def expand(self, elements: beam.PCollection[Element]) -> beam.PCollection[Element]:
        return elements | beam.Map(_normalise)


def _normalise(element: Element) -> Element:
    if isinstance(element, Extracted):
        return replace(element, article=normalise_article(element.article))
    return element
