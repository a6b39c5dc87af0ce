"""Say what each field of later versions and of retractions means, as `field_meanings` does for the others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from pipelines.meaning import Meaning
from transforms.records import Article
from transforms.revision_records import ArticleRevision, Changes, GoneAnswer, Retraction, WordChange

M = Meaning
Meanings = Mapping[type[Struct], Mapping[str, Meaning]]

REVISION_MEANINGS: Final[Meanings] = {
    ArticleRevision: {
        "previous_version": M("Version of the row before, with which this one was compared."),
        "changes": M("What changed since then."),
        "significance": M(
            "How much that matters: typo (slips of the pen alone), correction (the publisher says so), rewrite (less than half"
            " of the text is left), or edit (anything else)."
        ),
        "correction": M(
            "The publisher's own note on the correction; null where none is new.", "correction", "ednotes[]"
        ),
    },
    Changes: {
        "fields": M("Fields that changed. A new modified_at alone is no change."),
        "words": M("Places in title, standfirst and text where words changed, the first 50."),
        "words_removed": M("Words that were taken out, of all places."),
        "words_added": M("Words that were put in, of all places."),
        "omitted": M("Places beyond those that are listed."),
    },
    WordChange: {
        "field": M("Field in which they stand."),
        "position": M("Words of the earlier version that stand before them, by white space."),
        "removed": M("Words that were taken out, up to 400 characters; null where words were only put in."),
        "added": M("Words that were put in, up to 400 characters; null where words were only taken out."),
    },
    Retraction: {
        "schema_version": M("Version of this schema: v1.1. The number before the dot changes when a reader must."),
        "id": M("Id of the article that was withdrawn.", "identifier", "uri"),
        "url": M("Address of the article.", "url"),
        "site": M("Registrable domain of the publisher."),
        "because": M("Why it counts as withdrawn: gone (its address says so), or notice (the page says so)."),
        "retracted_at": M("When the answer came that settled it, UTC; the partition goes by it."),
        "version": M("The newest version that was written of the article."),
        "title": M("Its title, as that version has it.", "headline"),
        "feed_url": M("Feed that brought it, without user information and secret parameters."),
        "answers": M("The answers that said so, where the address is gone: two, an hour or more apart."),
        "notice": M("The publisher's notice, where the page has one."),
        "run": M("Which pass wrote the record, with which version of newsbeam."),
    },
    GoneAnswer: {
        "status": M("HTTP status: 404 or 410."),
        "answered_at": M("When it came, UTC."),
    },
}


def with_revisions(meanings: Meanings) -> Meanings:
    """Give meanings with those of later versions, which have all fields of an article, and of retractions."""
    later = {**meanings[Article], **REVISION_MEANINGS[ArticleRevision]}
    return {**meanings, **REVISION_MEANINGS, ArticleRevision: later}
