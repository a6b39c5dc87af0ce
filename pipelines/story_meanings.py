"""Say what each field of a story's record means, as `field_meanings` does for the others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from pipelines.meaning import Meaning
from transforms.story_records import Story, StoryArticle, StoryCopies, StoryCopy, StoryHour

M = Meaning

STORY_MEANINGS: Final[Mapping[type[Struct], Mapping[str, Meaning]]] = {
    Story: {
        "story_id": M("Stable name of the story while it lives.", "identifier", "uri"),
        "version": M("Rises with each row of the story: the highest counts.", "version", "version"),
        "first_seen_at": M("When the first of its articles was fetched, UTC."),
        "last_seen_at": M("When the last of its articles was fetched, UTC."),
        "schema_version": M("Version of this schema: v1.1. The number before the dot changes when a reader must."),
        "title": M("Headline of its most central article.", "headline", "headlines[]"),
        "articles": M("Its articles, in the order in which they came.", "hasPart", "associations[]"),
        "copies": M("Texts that several of its articles have, edited or not."),
        "languages": M("Languages of its articles, BCP 47; stories do not span languages.", "inLanguage", "language"),
        "entities": M("People, organisations and places that its articles name most.", "mentions", "people[]"),
        "growth": M("How many articles were published in each hour that has any."),
        "merged_into": M("Story that took all its articles over; null while it lives."),
        "split_from": M("Story that its first articles stood in before; null for most."),
        "run": M("What wrote the record."),
    },
    StoryArticle: {
        "id": M("Id of the article: the field `id` of its record.", "identifier", "uri"),
        "site": M("Registrable domain of the page.", "publisher.url"),
        "url": M("Address of the article.", "url"),
        "title": M("Its headline.", "headline", "headlines[]"),
        "published_at": M("When it was first published, UTC.", "datePublished", "contentCreated"),
        "similarity": M(
            "Similarity to the nearest article of the story that came before it, 0 to 1; null for the first."
        ),
    },
    StoryCopies: {
        "original": M("Id of the article that the others are copies of, as far as is known."),
        "evidence": M("What shows it: agency, canonical, or time (the earliest)."),
        "copies": M("The others."),
    },
    StoryCopy: {
        "id": M("Id of the article."),
        "site": M("Registrable domain of the page."),
        "kind": M("How it differs: identical, edited, or excerpt (a part of it)."),
        "delay_seconds": M("Seconds from the original's publication to the copy's; null where one is not known."),
    },
    StoryHour: {
        "hour": M("Begin of the hour, UTC."),
        "articles": M("Articles published in it."),
    },
}
