"""The record of a source's health: what one feed brought on one UTC day, and how its site was asked for it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from transforms.reasons import Reason
from transforms.records import SCHEMA_VERSION

Volume = Literal["usual", "silent", "flooding", "unknown"]


class ReasonCount(Struct, frozen=True, kw_only=True):
    """How many entries, or polls of the feed, failed for one reason."""

    reason: Reason
    count: int


class Filled(Struct, frozen=True, kw_only=True):
    """How many of a source's articles have a value in a field."""

    title: int = 0
    standfirst: int = 0
    authors: int = 0
    published_at: int = 0
    section: int = 0
    images: int = 0
    language: int = 0


class SiteAsked(Struct, frozen=True, kw_only=True):
    """How a site was asked on one day: its feeds, pages and robots.txt together.

    `smallest_gap_seconds` lies between the starts of two requests, and is null where there were not two.
    """

    requests: int
    not_modified: int
    bytes: int
    smallest_gap_seconds: float | None = None
    retry_after_heard: int = 0
    longest_retry_after_seconds: float | None = None


class HealthDay(Struct, frozen=True, kw_only=True):
    """One source on one UTC day that is over: a line of `<output>/health/`. A day's rows are written once, and together."""

    day: str
    feed_url: str
    site: str
    schema_version: str = SCHEMA_VERSION
    name: str | None = None
    is_configured: bool = True
    articles: int = 0
    with_text: int = 0
    paid: int = 0
    reserved: int = 0
    entries_failed: int = 0
    blocked: int = 0
    polls_failed: int = 0
    failed: tuple[ReasonCount, ...] = ()
    lag_articles: int = 0
    lag_median_seconds: float | None = None
    lag_p95_seconds: float | None = None
    filled: Filled = Filled()
    expected: float | None = None
    sigma: float | None = None
    volume: Volume = "unknown"
    seen: int | None = None
    missed: float | None = None
    gaps: int | None = None
    asked: SiteAsked | None = None
    newsbeam_version: str | None = None
