"""What flows between the steps, and what is written.

All records are frozen and changed by `msgspec.structs.replace`. Absent is `None`, never `""` or 0. Times are aware UTC.
"""

from __future__ import annotations

from typing import Any, Literal

from msgspec import UNSET, Struct, UnsetType, field
from msgspec.structs import asdict, replace

from transforms.annotations import Entity, Keyword, Quote, Topic
from transforms.captures import Capture, WarcPlace
from transforms.moments import Moment
from transforms.reasons import FailureStage, Reason
from transforms.rights import NOTHING_HEARD, Heard, Rights, RightsSignal

# With a letter ahead: readers that infer columns take a bare 1.0 for a number.
SCHEMA_VERSION = "v1.1"

CameBy = Literal["poll", "backfill", "added"]
PageKind = Literal["article", "liveblog", "gallery", "video", "stub", "forum", "product", "listing", "manual", "page"]


class Feed(Struct, frozen=True, kw_only=True):
    """One feed of the configuration. `interval` is a fixed polling interval in seconds.

    `headers` are secret. They go to the origin of `url`, or with `headers_for: site` to its site (`pure.net.audiences`).
    """

    url: str
    name: str | None = None
    language: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    interval: float | None = None
    headers: dict[str, str] = field(default_factory=dict)
    headers_for: Literal["feed", "site"] = "feed"
    enabled: bool = True


class Entry(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An entry as it is parked: a link and what its feed says of it.

    `id` is made from the cleaned link (`urls.url_id`), `url` is the cleaned link, `link` the feed's own. `came_from` are the
    URLs from which redirects handed it over from shard to shard, oldest first. `content` is there where it may be the whole
    text, as bare paragraphs in HTML. `came_by` says whether a poll brought it, a back-fill, or somebody who added it. `said` is
    what its feed says of the uses of its page.
    """

    id: str
    url: str
    link: str
    feed_url: str
    parked_at: Moment
    feed_title: str | None = None
    guid: str | None = None
    title: str | None = None
    summary: str | None = None
    content: str | None = None
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    language: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    published_at: Moment | None = None
    updated_at: Moment | None = None
    came_from: tuple[str, ...] = ()
    came_by: CameBy = "poll"
    image: str | None = None
    said: tuple[RightsSignal, ...] = ()


class Page(Struct, frozen=True, kw_only=True):
    """An HTML page as it was fetched. `charset` is what the HTTP header declares; `size` counts decoded bytes.

    `heard` is what its site and its headers say of its uses, `captures` what an archive keeps of its requests.
    """

    entry: Entry
    fetched_url: str
    status: int
    body: bytes
    fetched_at: Moment
    size: int
    charset: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    heard: Heard = NOTHING_HEARD
    captures: tuple[Capture, ...] = ()


class Source(Struct, frozen=True, kw_only=True):
    """Who published an article: the registrable domain, and the name that the publisher uses."""

    site: str
    name: str | None = None


class FeedRef(Struct, frozen=True, kw_only=True):
    """What the feed said of an article, and whether a poll brought it, a back-fill, or somebody who added it."""

    url: str
    title: str | None = None
    entry_id: str | None = None
    entry_title: str | None = None
    categories: tuple[str, ...] = ()
    came_by: CameBy = "poll"


class Image(Struct, frozen=True, kw_only=True):
    """An image of an article. `position` counts the paragraphs of `text` that stand before it; null if unknown."""

    url: str
    caption: str | None = None
    credit: str | None = None
    position: int | None = None


class Quality(Struct, frozen=True, kw_only=True):
    """How far a record can be trusted, 0 to 1: see docs/records.md. `agreement` is null where only one extraction was made."""

    confidence: float | None = None
    agreement: float | None = None
    flags: tuple[str, ...] = ()


class Fetched(Struct, frozen=True, kw_only=True):
    """How the page was fetched. `bytes` counts the decoded body; `warc` is where the page is kept as it came, if it is."""

    fetched_at: Moment
    status: int
    bytes: int
    etag: str | None = None
    last_modified: str | None = None
    warc: WarcPlace | None = None


class Provenance(Struct, frozen=True, kw_only=True):
    """Where the value of a field comes from. `field` is the field's name, with a dot where it is inside an object."""

    field: str
    source: str


class Hop(Struct, frozen=True, kw_only=True):
    """One redirect: its status (200: a page that is a meta refresh), the URL asked, and the absolute URL it names."""

    status: int
    url: str
    location: str


class Evidence(Struct, frozen=True, kw_only=True):
    """What shows a stranger why something failed: parts of the last answer, and the way there. Absent where it says nothing.

    `bytes` counts the decoded body. `server`, `retry_after` and `cf_mitigated` are headers, at most 200 characters of each.
    `requested` is the URL of the first request where `redirects` followed, `came_from` the URLs that handed the entry over.
    """

    status: int | None = None
    content_type: str | None = None
    bytes: int | None = None
    title: str | None = None
    first_characters: str | None = None
    server: str | None = None
    retry_after: str | None = None
    cf_mitigated: str | None = None
    requested: str | None = None
    redirects: tuple[Hop, ...] = ()
    came_from: tuple[str, ...] = ()

    def __or__(self, other: Evidence) -> Evidence:
        """Give both together; where both say something, the other counts."""
        return replace(self, **{name: value for name, value in asdict(other).items() if value not in (None, ())})


NO_EVIDENCE = Evidence()


class Run(Struct, frozen=True, kw_only=True):
    """Which pass wrote a record, with which version of newsbeam."""

    id: str
    newsbeam_version: str


class Article(Struct, frozen=True, kw_only=True):
    """One article, as written: a line of `<output>/articles/`. See docs/records.md for each field's meaning.

    `extra` holds what steps of the user's own add, by step. Where there are no such steps it is UNSET, and not written.
    """

    id: str
    url: str
    fetched_url: str
    source: Source
    feed: FeedRef
    fetched: Fetched
    text: str
    schema_version: str = SCHEMA_VERSION
    version: int = 1
    canonical_url: str | None = None
    title: str | None = None
    standfirst: str | None = None
    authors: tuple[str, ...] = ()
    published_at: Moment | None = None
    modified_at: Moment | None = None
    language: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    is_free: bool | None = None
    page_kind: PageKind = "article"
    word_count: int | None = None
    reading_minutes: int | None = None
    content_hash: str | None = None
    fingerprint: str | None = None
    language_confidence: float | None = None
    agency: str | None = None
    keywords: tuple[Keyword, ...] | None = None
    topics: tuple[Topic, ...] | None = None
    entities: tuple[Entity, ...] | None = None
    quotes: tuple[Quote, ...] | None = None
    extra: dict[str, Any] | UnsetType = UNSET
    quality: Quality = Quality()
    provenance: tuple[Provenance, ...] = ()
    rights: Rights | None = None
    run: Run | None = None


class Failure(Struct, frozen=True, kw_only=True):
    """What could not be ingested, as written: a line of `<output>/failures/`.

    `reason` is a code of `transforms.reasons`. `subject` is the URL that failed. `retryable` says whether waiting may help.
    `attempts` counts the tries of the page, null for a feed's poll. `entry` is the parked entry, null for a feed.
    """

    stage: FailureStage
    reason: Reason
    message: str
    retryable: bool
    subject: str
    failed_at: Moment
    schema_version: str = SCHEMA_VERSION
    id: str | None = None
    feed_url: str | None = None
    attempts: int | None = None
    first_seen_at: Moment | None = None
    evidence: Evidence = NO_EVIDENCE
    entry: Entry | None = None
    run: Run | None = None
