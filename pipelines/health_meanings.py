"""Say what each field of a source's health means, as `field_meanings` does for the others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from pipelines.meaning import Meaning
from transforms.health_records import Filled, HealthDay, ReasonCount, SiteAsked

M = Meaning

HEALTH_MEANINGS: Final[Mapping[type[Struct], Mapping[str, Meaning]]] = {
    HealthDay: {
        "day": M("The UTC day, which is over: the one on which pages were fetched, polls made and entries failed."),
        "feed_url": M("Address of the feed, without secrets; about:blank for articles that no feed brought."),
        "site": M("Registrable domain of the feed, or of its pages."),
        "schema_version": M("Version of this schema: v1.1. The number before the dot changes when a reader must."),
        "name": M("Name of the feed in the configuration, or its title."),
        "is_configured": M("Whether the feed stood in the configuration when the row was made."),
        "articles": M("Articles written."),
        "with_text": M("Those of them that have text."),
        "paid": M("Those of them of which the page says that they cannot be read without paying."),
        "reserved": M(
            "Articles that were dropped since their publisher reserves them for what they are collected for."
        ),
        "entries_failed": M("Entries that failed for good."),
        "blocked": M("Those of them that the site keeps from us: forbidden, denied, behind a check or a consent page."),
        "polls_failed": M("Polls of the feed that failed."),
        "failed": M("Why entries and polls failed."),
        "lag_articles": M(
            "Articles of which the time from publication to fetch is known, and says how fast they came."
        ),
        "lag_median_seconds": M("Median of that time; null where it is known of none."),
        "lag_p95_seconds": M("The 95th percentile of that time; null where it is known of none."),
        "filled": M("In how many of the articles a field has a value."),
        "expected": M(
            "Articles, written or reserved, that are usual on this weekday, by up to eight weeks before; null below three weeks."
        ),
        "sigma": M("Standard deviation of that number, not below that of chance; null below three weeks."),
        "volume": M(
            "Whether there were as many: silent or flooding beyond two deviations, usual within, unknown below three weeks."
        ),
        "seen": M("Items that the feed listed and that were seen; null where it is not known any more."),
        "missed": M("About how many items came and went unseen; null where it is not known any more."),
        "gaps": M("Suspected gaps between two polls that are not filled; null where it is not known any more."),
        "asked": M("How the site was asked; null where no document says it any more."),
        "newsbeam_version": M("Version of newsbeam that made the row."),
    },
    ReasonCount: {
        "reason": M("Code of the reason: see Reasons."),
        "count": M("How often."),
    },
    Filled: {
        "title": M("Articles with a title."),
        "standfirst": M("Articles with a standfirst."),
        "authors": M("Articles with at least one author."),
        "published_at": M("Articles with a date of publication."),
        "section": M("Articles with a section."),
        "images": M("Articles with at least one image."),
        "language": M("Articles whose language is certain."),
    },
    SiteAsked: {
        "requests": M(
            "Requests to the whole site, of all its feeds: pages, feeds and robots.txt. A killed process notes none."
        ),
        "not_modified": M("Answers that nothing had changed (304)."),
        "bytes": M("Bytes of bodies as they came over the wire."),
        "smallest_gap_seconds": M("Smallest time between the starts of two requests; null where there were not two."),
        "retry_after_heard": M("Answers that asked us to wait (Retry-After with 429 or 503)."),
        "longest_retry_after_seconds": M("The longest time that one asked for; null where none did."),
    },
}
