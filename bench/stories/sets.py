"""Labelled articles: a week that was written for this in four languages, and pairs of real ones where they are there.

The pairs lie beside the repository, in ../shared/stories.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from transforms.pure.stories.live import LiveStories
from transforms.pure.stories.options import StoryOptions
from transforms.pure.stories.profiles import Profile, make_profile
from transforms.pure.stories.rarity import load_prior
from transforms.records import Article, FeedRef, Fetched, Source

WEEK = Path(__file__).parents[2] / "tests" / "data" / "stories" / "week.jsonl"
PAIRS = Path(__file__).resolve().parents[3] / "shared" / "stories"
BEGIN = datetime(2026, 11, 2, tzinfo=UTC)


class Counts(NamedTuple):
    """Pairs of articles: rightly in one story, wrongly, and wrongly in none."""

    right: int
    false: int
    missed: int

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.right / max(1, 2 * self.right + self.false + self.missed)


class Pair(NamedTuple):
    """Two articles, by URL, of which people said whether they tell one story; `half` is A or B, by the hash of the first URL."""

    language: str
    first: str
    second: str
    same: bool
    half: str


@cache
def read_week() -> list[dict[str, Any]]:
    """Gives the labelled articles of a week, in order of arrival; `story` is null for those that stand alone."""
    rows = [json.loads(line) for line in WEEK.read_text(encoding="utf-8").splitlines()]
    return sorted(rows, key=lambda row: (row["hours"], row["id"]))


def week_profiles(language: str) -> list[Profile]:
    """Gives the profiles of one language's week."""
    return [
        make_profile(
            _article(row["id"], f"https://{row['site']}/{row['id']}", row, BEGIN + timedelta(hours=row["hours"]))
        )
        for row in read_week()
        if row["language"] == language
    ]


def has_pairs() -> bool:
    """Tells whether the labelled pairs are on this machine."""
    return (PAIRS / "pairs.jsonl").is_file()


@cache
def read_pairs() -> tuple[list[Pair], dict[str, list[Profile]]]:
    """Gives the labelled pairs, and the profiles of all labelled articles by language, in an order that tells nothing."""
    rows = [json.loads(line) for line in (PAIRS / "pairs.jsonl").read_text(encoding="utf-8").splitlines()]
    others = [json.loads(line) for line in (PAIRS / "topics.jsonl").read_text(encoding="utf-8").splitlines()]
    articles = {row[side]["url"]: (row["lang"], row[side]) for row in rows for side in "ab"}
    articles |= {row["url"]: (row["lang"], row) for row in others if row["url"] not in articles}
    pairs = [Pair(row["lang"], row["a"]["url"], row["b"]["url"], row["same"], half_of(row["a"]["url"])) for row in rows]
    profiles: dict[str, list[Profile]] = {}
    for n, url in enumerate(sorted(articles, key=_digest)):
        language, row = articles[url]
        one = _article(url, url, row | {"language": language}, BEGIN + timedelta(minutes=5 * n))
        profiles.setdefault(language, []).append(make_profile(one))
    return pairs, profiles


def half_of(url: str) -> str:
    """Gives the half to which a pair belongs: A or B."""
    return "AB"[_digest(url)[0] % 2]


def _digest(url: str) -> bytes:
    return hashlib.sha256(url.encode()).digest()


def live_stories(profiles: Iterable[Profile], language: str, options: StoryOptions | None = None) -> LiveStories:
    """Gives the stories after all articles of one language."""
    live = LiveStories(options or StoryOptions(), load_prior(language))
    for profile in profiles:
        live.add(profile)
    return live


def story_of(live: LiveStories) -> dict[str, str]:
    """Gives the story of each article that is in one, by the article's id."""
    return {article.id: view.story_id for view in live.stories() for article in view.articles}


def count_week(language: str, options: StoryOptions | None = None) -> Counts:
    """Compares all pairs of articles of one language's week with their labels."""
    labels = {row["id"]: row["story"] for row in read_week() if row["language"] == language}
    found = story_of(live_stories(week_profiles(language), language, options))
    return count(
        (labels[a] is not None and labels[a] == labels[b], a in found and found[a] == found.get(b))
        for a, b in combinations(labels, 2)
    )


def count(judged: Iterable[tuple[bool, bool]]) -> Counts:
    """Counts what is so and what was found, pair by pair."""
    each = list(judged)
    return Counts(
        sum(same and found for same, found in each),
        sum(found and not same for same, found in each),
        sum(same and not found for same, found in each),
    )


def _article(id_: str, url: str, row: dict[str, Any], at: datetime) -> Article:
    return Article(
        id=id_,
        url=url,
        fetched_url=url,
        source=Source(site=(urlsplit(url).hostname or url).removeprefix("www.")),
        feed=FeedRef(url="https://feeds.example/feed.xml"),
        fetched=Fetched(fetched_at=at, status=200, bytes=len(row["text"])),
        text=row["text"],
        title=row["title"],
        language=row["language"],
        published_at=at,
    )
