"""What it costs to keep stories up to date: articles a second, memory, and a run that adds a thousand.

python -m bench.stories.scale [--articles 100000] [--new 1000] [--written]: seven days of made-up articles on one core, and the
figures. Words are drawn as languages use them (Zipf), a third of the articles reports an event that others reported; texts of
the newsroom are mixed in, with some of their words changed, where it is there. `--written` puts the figures into docs/stories.md.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import numpy
from msgspec import Struct

from bench.pages import has_newsroom, newsroom_articles
from bench.stories_report import SCALE_BEGIN, SCALE_END, write_table
from bench.targets import Target
from transforms.pure.stories.live import LiveStories
from transforms.pure.stories.options import StoryOptions
from transforms.pure.stories.profiles import Profile, make_profile
from transforms.pure.stories.rarity import load_prior
from transforms.records import Article, FeedRef, Fetched, Source

BEGIN = datetime(2026, 11, 2, tzinfo=UTC)
DAYS = 7
VOCABULARY, NAMES, SITES = 40_000, 20_000, 600
# Of the articles, so many report what another one of the last few hundred reports; so many are real texts, changed.
REPORTED_AGAIN, REAL = 0.35, 0.1
CHANGED_WORDS = 0.3
ARTICLES_A_SECOND = Target(150, 400)
MEGABYTES, RUN_SECONDS = Target(1000, 400, rising=False), Target(30, 10, rising=False)


class Costs(Struct, frozen=True, kw_only=True):
    """What was measured; seconds are of CPU, but for the run, which is what a person waits for."""

    articles: int
    new: int
    stories: int
    profile_ms: float
    add_ms: float
    megabytes: float
    state_megabytes: float
    run_seconds: float

    @property
    def articles_a_second(self) -> float:
        """How many articles one core takes in: each is made a profile, and finds its story."""
        return 1000 / (self.profile_ms + self.add_ms)


class MadeUpNews:
    """Articles that are the same for the same seed, in order of arrival."""

    def __init__(self, articles: int, seed: int = 1) -> None:
        import wordfreq

        words = [word for word in wordfreq.top_n_list("en", VOCABULARY + NAMES + 10_000) if word.isalpha()]
        self._words, self._names = words[:VOCABULARY], [word.title() for word in words[VOCABULARY : VOCABULARY + NAMES]]
        chances = 1 / (numpy.arange(VOCABULARY) + 2.7)
        self._chances = numpy.cumsum(chances / chances.sum())
        self._rng, self._dice = numpy.random.default_rng(seed), random.Random(seed)
        self._events: list[list[str]] = []
        self._real = [article.text for article in newsroom_articles().values()] if has_newsroom() else []
        self._seconds_apart = DAYS * 86_400 / articles

    def article(self, number: int) -> Article:
        """Gives an article."""
        at = BEGIN + timedelta(seconds=number * self._seconds_apart)
        site, event = f"site{self._dice.randrange(SITES)}.example", self._event()
        url = f"https://{site}/news/2026/11/some-words-of-its-title-{number}.html"
        is_real = self._real and self._dice.random() < REAL
        return Article(
            id=f"{number:024d}",
            url=url,
            fetched_url=url,
            source=Source(site=site),
            feed=FeedRef(url=f"https://{site}/feed.xml"),
            fetched=Fetched(fetched_at=at, status=200, bytes=40_000),
            text=self._changed(self._dice.choice(self._real)) if is_real else self._report(event),
            title=" ".join([event[0], *event[6:8], *self._draw(5)]),
            language="en",
            published_at=at,
        )

    def _event(self) -> list[str]:
        """Gives the names and words of a new event, or of one that was reported not long ago."""
        if self._events and self._dice.random() < REPORTED_AGAIN:
            return self._events[-1 - min(len(self._events) - 1, int(self._dice.expovariate(1 / 400)))]
        self._events.append([*self._dice.choices(self._names, k=6), *self._dice.choices(self._words[200:], k=14)])
        return self._events[-1]

    def _report(self, event: list[str]) -> str:
        words = self._draw(self._dice.randrange(120, 600))
        words[::7] = self._dice.choices(event, k=len(words[::7]))
        return ". ".join(" ".join(words[at : at + 18]) for at in range(0, len(words), 18))

    def _changed(self, text: str) -> str:
        words = text.split(" ")
        for at in range(len(words)):
            if self._dice.random() < CHANGED_WORDS:
                words[at] = self._dice.choice(self._words)
        return " ".join(words)

    def _draw(self, count: int) -> list[str]:
        places = numpy.searchsorted(self._chances, self._rng.random(count)).tolist()
        return [self._words[min(place, VOCABULARY - 1)] for place in places]


def measure_costs(articles: int, new: int) -> Costs:
    """Gives what many live articles cost, and a run that loads them, adds some, and saves them."""
    news, language = MadeUpNews(articles), "en"
    live = LiveStories(StoryOptions(), load_prior(language))
    next(_profiles(news, range(1)))
    before = _megabytes()
    profile_seconds = add_seconds = 0.0
    for number in range(articles):
        article = news.article(number)
        begun = time.process_time()
        profile = make_profile(article)
        made = time.process_time()
        live.add(profile)
        add_seconds += time.process_time() - made
        profile_seconds += made - begun
        if number % 20_000 == 19_999:
            print(f"{number + 1:,} articles, {_megabytes() - before:.0f} MB", file=sys.stderr, flush=True)
    megabytes = _megabytes() - before
    live.changed()
    data = live.dump()
    stories = len(live.groups.stories)
    del live
    profiles = list(_profiles(news, range(articles, articles + new)))
    return Costs(
        articles=articles,
        new=new,
        stories=stories,
        profile_ms=1000 * profile_seconds / articles,
        add_ms=1000 * add_seconds / articles,
        megabytes=megabytes,
        state_megabytes=len(data) / 1e6,
        run_seconds=_run_seconds(data, profiles, language),
    )


def _profiles(news: MadeUpNews, numbers: range) -> Iterator[Profile]:
    return (make_profile(news.article(number)) for number in numbers)


def _run_seconds(data: bytes, profiles: list[Profile], language: str) -> float:
    """Gives how long it takes to load a state, add articles, say what changed, and save it."""
    begun = time.perf_counter()
    live = LiveStories.load(data, StoryOptions(), load_prior(language))
    for profile in profiles:
        live.add(profile)
    live.changed()
    live.dump()
    return time.perf_counter() - begun


def _megabytes() -> float:
    """Gives the most memory that the process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)


def cost_table(costs: Costs) -> str:
    """Gives the figures as a table, each with its target."""
    rows = (
        ("articles a second, one core", f"{costs.articles_a_second:,.0f}", ARTICLES_A_SECOND, costs.articles_a_second),
        ("memory, MB", f"{costs.megabytes:,.0f}", MEGABYTES, costs.megabytes),
        (f"a run that adds {costs.new:,}, seconds", f"{costs.run_seconds:.1f}", RUN_SECONDS, costs.run_seconds),
    )
    lines = [f"| {costs.articles:,} live articles, {DAYS} days | measured | |", "|---|---:|---|"]
    lines += [f"| {what} | {shown} | {target.verdict(value)} |" for what, shown, target, value in rows]
    lines += [
        f"| an article's profile, ms | {costs.profile_ms:.2f} | |",
        f"| to find its story, ms | {costs.add_ms:.2f} | |",
        f"| the saved state, MB | {costs.state_megabytes:,.0f} | |",
        f"| stories | {costs.stories:,} | |",
    ]
    return "\n".join(lines)


def main() -> int:
    """Runs the command line; gives the exit code: 1 where a target is missed."""
    parser = argparse.ArgumentParser(description="Measure what it costs to keep stories up to date.")
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--new", type=int, default=1000)
    parser.add_argument("--written", action="store_true", help="put the figures into docs/stories.md")
    options = parser.parse_args()
    costs = measure_costs(options.articles, options.new)
    table = cost_table(costs)
    print(table)
    if options.written:
        write_table(table, SCALE_BEGIN, SCALE_END)
    met = (
        ARTICLES_A_SECOND.is_met(costs.articles_a_second),
        MEGABYTES.is_met(costs.megabytes),
        RUN_SECONDS.is_met(costs.run_seconds),
    )
    return int(not all(met))


if __name__ == "__main__":
    sys.exit(main())
