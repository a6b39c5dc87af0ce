"""An article of which all is known, to enrich."""

from bare_articles import NOW, bare_article
from msgspec.structs import replace

from transforms.pure.enrichment.enriching import EnrichOptions, enrich_article
from transforms.records import Article, Provenance

ENGLISH = "The river rose by two metres overnight and the old bridge was closed to all traffic. " * 5
GERMAN = "Der Fluss stieg über Nacht um zwei Meter, und die alte Brücke wurde für den Verkehr gesperrt. " * 5


def article(**fields: object) -> Article:
    full = bare_article(
        title="The river rose",
        text=ENGLISH,
        authors=("Ana Sample",),
        published_at=NOW,
        language="en-GB",
        provenance=(Provenance(field="language", source="html"),),
    )
    return replace(full, **fields)


def enriched(*steps: str, **fields: object) -> Article:
    return enrich_article(article(**fields), EnrichOptions(steps=steps))
