"""Say what each field of the written records means: for the JSON Schemas and docs/records.md, and only here."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from pipelines.health_meanings import HEALTH_MEANINGS
from pipelines.meaning import Meaning
from pipelines.revision_meanings import with_revisions
from pipelines.rights_meanings import RIGHTS_MEANINGS
from pipelines.story_meanings import STORY_MEANINGS
from transforms.annotations import Entity, Keyword, Quote, Topic
from transforms.captures import WarcPlace
from transforms.records import (
    Article,
    Entry,
    Evidence,
    Failure,
    FeedRef,
    Fetched,
    Hop,
    Image,
    Provenance,
    Quality,
    Run,
    Source,
)

M = Meaning

_OTHERS: Mapping[type[Struct], Mapping[str, Meaning]] = {
    Article: {
        "schema_version": M("Version of this schema: v1.1. The number before the dot changes when a reader must."),
        "id": M(
            "Stable name of the article: made from its URL, the same in every run and on every machine.",
            "identifier",
            "uri",
        ),
        "version": M("1 for the first record of an article, 2 and up for later revisions of it.", "version", "version"),
        "url": M("Address to fetch the article by, without tracking parameters.", "url", "altIds[]"),
        "canonical_url": M("Address that the page itself declares as the canonical one.", "mainEntityOfPage"),
        "fetched_url": M("Address that answered, after redirects."),
        "source": M("Who published the article.", "publisher", "infoSources[]"),
        "feed": M("What the feed said of the article."),
        "title": M("Headline, without the site's name.", "headline", "headlines[]"),
        "standfirst": M(
            "Introduction that the publisher sets between headline and text.", "abstract", "descriptions[]"
        ),
        "text": M(
            "Body, paragraphs joined by a blank line; without title, captions, byline and what the site adds of its own."
            " In a live blog each entry's time stands ahead of it as a paragraph.",
            "articleBody",
            "bodies[].value",
        ),
        "authors": M("Names of the people or desks that wrote it, in the page's order.", "author[].name", "people[]"),
        "published_at": M(
            "When it was first published, UTC; null where nothing credible says so.", "datePublished", "contentCreated"
        ),
        "modified_at": M("When the publisher last changed it, UTC.", "dateModified", "versionCreated"),
        "language": M(
            "Language of the text, BCP 47; `und` where there is text and its language is not certain; null where nothing says"
            " it.",
            "inLanguage",
            "language",
        ),
        "section": M("Section of the paper, as the publisher names it.", "articleSection", "subjects[]"),
        "tags": M("Keywords that the publisher gave.", "keywords", "subjects[]"),
        "images": M("Images of the article, in their order.", "image[]", "associations[]"),
        "is_free": M("Whether it can be read without paying; null where the page does not say.", "isAccessibleForFree"),
        "page_kind": M("What kind of page it was taken from: see Kinds of page.", "@type", "type"),
        "word_count": M("Words of `text`; where no spaces part words, an estimate.", "wordCount", "bodies[].wordCount"),
        "reading_minutes": M("Minutes that reading `text` takes, rounded up.", "timeRequired"),
        "content_hash": M("Hash of title and text: equal where both are equal."),
        "fingerprint": M("MinHash of the text, for finding near-duplicates."),
        "language_confidence": M(
            "How sure it is that the text is in `language`, 0 to 1; null where there is too little text to tell. Where"
            " `language` is `und`, that of the best guess.",
            since="v1.1",
        ),
        "agency": M(
            "News agency whose text this is, where the text or its byline says so.",
            "sourceOrganization",
            "infoSources[]",
            since="v1.1",
        ),
        "keywords": M(
            "Words that set the article apart; null where the step did not run.", "keywords", "subjects[]", since="v1.1"
        ),
        "topics": M(
            "IPTC Media Topics of the top level; null where the step did not run.", "about", "subjects[]", since="v1.1"
        ),
        "entities": M(
            "People, organisations and places; null where the step did not run.", "mentions", "people[]", since="v1.1"
        ),
        "quotes": M(
            "Who said what; null where the step did not run, or has no words for the language.",
            "hasPart",
            "",
            since="v1.1",
        ),
        "extra": M(
            "What steps of your own add: an object for each step, null where it failed or found nothing. The field is missing"
            " where no such step is configured.",
            since="v1.1",
        ),
        "quality": M("How far the record can be trusted."),
        "provenance": M("Where the values of fields come from."),
        "fetched": M("How the page was fetched."),
        "rights": M(
            "What was said of the uses of the page when it was fetched; [rights.md](rights.md) says by which standards. Null in"
            " records from before.",
            since="v1.1",
        ),
        "run": M("What wrote the record."),
    },
    Source: {
        "site": M("Registrable domain of the page.", "publisher.url", "infoSources[].uri"),
        "name": M("Name that the publisher uses for itself.", "publisher.name", "infoSources[].name"),
    },
    FeedRef: {
        "url": M(
            "Address of the feed, as configured, without user information and secret parameters (token, key, sig and their like);"
            " about:blank where none brought the article."
        ),
        "title": M("Title of the feed."),
        "entry_id": M("The feed's own id of the entry (guid, atom:id).", "", "altIds[]"),
        "entry_title": M("Title of the entry in the feed.", "alternativeHeadline", "headlines[]"),
        "categories": M("Categories of the entry in the feed."),
        "came_by": M("What brought the entry: poll, backfill (of what was missed), or added (by hand)."),
    },
    Image: {
        "url": M("Address of the image.", "image.contentUrl", "renditions[].href"),
        "caption": M("Caption.", "image.caption", "descriptions[]"),
        "credit": M("Who made it or owns it.", "image.creditText", "by"),
        "position": M("How many paragraphs of `text` stand before it; null if unknown."),
    },
    Entity: {
        "name": M("Fullest name in the text.", "mentions.name", "people[].name"),
        "type": M("Person, organisation or place.", "mentions.@type"),
        "count": M("How often it is named, in all its forms."),
        "position": M("Characters of `text` before its first mention; before `text` begins, in the title: 0."),
        "country": M("ISO 3166-1 code of the country that it is or lies in; null where that is not certain."),
    },
    Keyword: {
        "term": M("One or two words, as the article writes them."),
        "score": M("How far it sets the article apart; comparable within one article."),
    },
    Topic: {
        "code": M("Code of the IPTC Media Topic, such as medtop:15000000.", "about.identifier", "subjects[].uri"),
        "name": M("Its name in English.", "about.name", "subjects[].name"),
        "score": M("How sure it is, 0 to 1."),
        "source": M("What it was read from: section, tags, categories, path (the address) or text."),
    },
    Quote: {
        "speaker": M("Who said it, as the text names them last in full; null where it does not say."),
        "text": M("The words, without quotation marks."),
        "position": M("Characters of `text` before the quote."),
    },
    Quality: {
        "confidence": M("How likely `text` is whole and clean, 0 to 1: see Confidence in docs/extraction.md."),
        "agreement": M("How far independent extractions agree, 0 to 1; null where only one was made."),
        "flags": M("Doubts about the record, by name: see Doubts."),
    },
    Fetched: {
        "fetched_at": M("When the page was fetched, UTC; the partition goes by it.", "sdDatePublished"),
        "status": M("HTTP status."),
        "bytes": M("Size of the decoded body in bytes."),
        "etag": M("ETag header of the answer."),
        "last_modified": M("Last-Modified header of the answer, as sent."),
        "warc": M("Where the page is kept as it came (docs/archive.md); null where it is not.", since="v1.1"),
    },
    WarcPlace: {
        "file": M("The WARC file, below the output."),
        "offset": M("The byte in it at which the record of the answer begins."),
    },
    Provenance: {
        "field": M("Name of the field, such as `title` or `source.name`."),
        "source": M("Where its value comes from, for instance jsonld, opengraph, feed."),
    },
    Hop: {
        "status": M("HTTP status of the redirect; 200 for a page that is a meta refresh."),
        "url": M("URL that answered so."),
        "location": M("Where it leads."),
    },
    Evidence: {
        "status": M("HTTP status."),
        "content_type": M("Content-Type header."),
        "bytes": M("Size of the decoded body in bytes."),
        "title": M("Title of the page."),
        "first_characters": M("How the body begins, at most 200 characters."),
        "server": M("Server header."),
        "retry_after": M("Retry-After header."),
        "cf_mitigated": M("Header cf-mitigated: the answer is a challenge for browsers."),
        "requested": M("URL of the first request, where redirects followed."),
        "redirects": M("Redirects, in their order."),
        "came_from": M("URLs whose redirects handed the entry over, where these lead nowhere."),
    },
    Run: {
        "id": M("Pass that wrote the record; names its manifest."),
        "newsbeam_version": M("Version of newsbeam."),
    },
    **RIGHTS_MEANINGS,
    **STORY_MEANINGS,
    **HEALTH_MEANINGS,
    Failure: {
        "schema_version": M("Version of this schema: v1.1. The number before the dot changes when a reader must."),
        "stage": M("Step that gave up: poll, fetch, extract, or expire (owed for too long)."),
        "reason": M("Short code that is counted, for instance http_404."),
        "message": M("What happened, as a sentence."),
        "retryable": M("Whether waiting may cure it."),
        "subject": M("URL of the page or feed that failed."),
        "failed_at": M("When it was given up, UTC; the partition goes by it."),
        "id": M("Id of the entry; null when the failure is a feed's."),
        "feed_url": M("Feed that it belongs to, without user information and secret parameters."),
        "attempts": M("Tries of the page; null for the poll of a feed."),
        "first_seen_at": M("When the entry was parked, UTC; null when the failure is a feed's."),
        "evidence": M("What helps to see why."),
        "entry": M("The entry as it was parked, to try it again by; null when the failure is a feed's."),
        "run": M("What wrote the record."),
    },
    Entry: {
        "id": M("Stable name of the entry, made from its cleaned link."),
        "url": M("The link, cleaned."),
        "link": M("The link as the feed gives it, without user information."),
        "feed_url": M("Address of the feed, as configured, without user information and secret parameters."),
        "parked_at": M("When the entry was first noted, UTC."),
        "feed_title": M("Title of the feed."),
        "guid": M("The feed's own id of the entry."),
        "title": M("Title in the feed."),
        "summary": M("Summary in the feed, HTML."),
        "content": M(
            "Text in the feed as bare paragraphs, HTML, where it may be the whole article (700 to 20,000 characters)."
        ),
        "authors": M("Authors in the feed."),
        "categories": M("Categories in the feed."),
        "language": M("Language that the configuration or the feed declares."),
        "section": M("Section that the configuration gives."),
        "tags": M("Tags that the configuration gives."),
        "published_at": M("Publication time in the feed, UTC."),
        "updated_at": M("Time of the last change in the feed, UTC."),
        "came_from": M("URLs whose redirects handed the entry over, oldest first."),
        "came_by": M("What brought the entry: poll, backfill (of what was missed), or added (by hand)."),
        "image": M("Address of its image in a sitemap; the article's where its page has none."),
        "said": M("What the feed says of the uses of its page, as in the `rights` of an article."),
    },
}
MEANINGS = with_revisions(_OTHERS)

# What `page_kind` says.
PAGE_KINDS: Mapping[str, str] = {
    "article": "A page with a text of its own.",
    "stub": "The beginning of an article that only readers who pay or sign in see whole. `text` holds what the page shows,"
    " without the offers. The flag `truncated` is set.",
    "gallery": "A series of pictures. `text` may be short. The captions stand with the `images`.",
    "video": "A video with some text beside it.",
    "liveblog": "A series of entries in the order of the page: newest first or oldest first. Each entry begins with its time, as"
    " a paragraph of its own: the clock time that the page shows (`16:10`), or, where it shows none (`two hours ago`), the time"
    " in its markup (`2026-11-19T16:10:00Z`). What stands before the first time introduces the whole.",
    "forum": "A question or a subject with the answers to it, each by another person.",
    "product": "A thing that is sold on the page.",
    "listing": "A list of things or of other pages, with some text of its own.",
    "manual": "A part of a manual, a reference or a wiki.",
    "page": "Another page without byline and day that the site itself calls no article: its front page, an offer, a service.",
}

# What `quality.flags` may hold.
FLAGS: Mapping[str, str] = {
    "short": "`text` has fewer than 50 words, about 300 characters in English. The page may hold more: the shortest of 255"
    " articles that were read by hand has 67 words.",
    "truncated": "`text` is cut off. It ends at a wall, in an ellipsis, or in the middle of a sentence with an invitation to"
    " read on; or it is far shorter than the page says that the article is.",
    "repeated": "A paragraph stands on the page more than once. `text` has it once.",
    "site_repeats": "Blocks that earlier articles of the site show too were taken off.",
    "fallback": "The page shows no text. `text` comes from the data that the page gives to search engines or to its scripts,"
    " or from the feed.",
    "misread": "The text looks as if it was decoded with the wrong character encoding.",
    "language_mismatch": "The page declares another language than that of its text. `language` is that of the text.",
    "mixed_language": "Much of the text is in another language than the rest: a fifth of it, in paragraphs of their own that are"
    " no quotes. `language` is that of the longer part.",
    "listicle": "The article is a list: its title counts what it lists (`7 ways to save water`), or numbered headings do.",
    "agency_copy": "The text is a news agency's, at least in part: its byline, its dateline or the sign-off at its end says so."
    " `agency` names it. An agency that is only mentioned, or that helped, does not count.",
    "opinion": "The publisher declares the article an opinion: in its section, its address, ahead of its title, by the type in"
    " its JSON-LD, or by the byline of an editorial board.",
    "sponsored": "The publisher declares that somebody paid for the article: in its section, its address, ahead of its title,"
    " by the type in its JSON-LD, or in a line above or below the text.",
    "press_release": "The text is a press release: the section, address or title says so, or its dateline names an agency for"
    " press releases, or it ends as press releases do (contact for the press, about the company).",
    "date_day_only": "Only the day of `published_at` is known. Its time of day means nothing.",
    "date_zone_assumed": "The page gives `published_at` without a time zone. UTC was assumed.",
    "date_of_update": "The page shows only when it was updated, and neither it nor the feed when it was published. `published_at`"
    " is the time of the update.",
    "no_title": "No title was found.",
    "no_date": "No date of publication was found.",
    "no_author": "No author was found.",
    "failed_<step>": "This step of enrichment failed on the article: what it fills is null. A step of your own has its name"
    " in `extra`.",
}
