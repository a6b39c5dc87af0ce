"""Follow one story through a day that was written for it: what each run says of it, and a picture.

python -m bench.stories.day: writes the table of docs/story-of-a-day.md and docs/pictures/story-of-a-day.svg again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from html import escape
from pathlib import Path
from typing import NamedTuple

from bench.figures import with_table
from transforms.pure.stories.live import LiveStories
from transforms.pure.stories.options import StoryOptions
from transforms.pure.stories.profiles import make_profile
from transforms.pure.stories.rarity import load_prior
from transforms.pure.stories.views import StoryView
from transforms.records import Article, FeedRef, Fetched, Source

HOME = Path(__file__).parents[2]
DAY = HOME / "tests" / "data" / "stories" / "day.jsonl"
PAGE, PICTURE = HOME / "docs" / "story-of-a-day.md", HOME / "docs" / "pictures" / "story-of-a-day.svg"
BEGIN, END = "<!-- runs -->\n", "<!-- end of runs -->"
# When `newsbeam stories` runs on that day, UTC.
RUN_HOURS = (6, 9, 12, 18, 24)

_LEFT, _TOP, _WIDTH, _ROW, _FOOT = 190, 46, 620, 34, 64
_INK, _SOFT, _OWN, _COPY, _OTHER = "#1f2933", "#9aa5b1", "#0b69a3", "#ffffff", "#cbd2d9"


class Run(NamedTuple):
    """A run: its hour, how many articles had come, and the story after it; None before there is one."""

    hour: int
    articles: int
    story: StoryView | None


def read_day() -> list[Article]:
    """Gives the articles of the day, in order of arrival."""
    rows = [json.loads(line) for line in DAY.read_text(encoding="utf-8").splitlines()]
    return [_article(number, row) for number, row in enumerate(rows, 1)]


def _article(number: int, row: dict[str, str]) -> Article:
    at, url = datetime.fromisoformat(row["at"]), f"https://{row['site']}/{number}"
    return Article(
        id=f"a{number}",
        url=url,
        fetched_url=url,
        source=Source(site=row["site"]),
        feed=FeedRef(url=f"https://{row['site']}/rss"),
        fetched=Fetched(fetched_at=at, status=200, bytes=len(row["text"])),
        title=row["title"],
        text=row["text"],
        language="en",
        published_at=at,
    )


def follow(articles: Sequence[Article]) -> Iterator[Run]:
    """Gives the largest story after each run of the day."""
    live, left = LiveStories(StoryOptions(), load_prior("en")), list(articles)
    midnight = articles[0].fetched.fetched_at.replace(hour=0, minute=0)
    for hour in RUN_HOURS:
        while left and left[0].fetched.fetched_at < midnight + timedelta(hours=hour):
            live.add(make_profile(left.pop(0)))
        # A state between two runs is bytes.
        live = LiveStories.load(live.dump(), StoryOptions(), load_prior("en"))
        story = max(live.stories(), key=lambda story: len(story.articles), default=None)
        yield Run(hour, len(articles) - len(left), story)


def runs_table(runs: Sequence[Run]) -> str:
    """Gives what each run says, as a table."""
    rows = [
        "| run at | articles of the day | in the story | outlets | copies in it | its title |",
        "|---|---:|---:|---:|---:|---|",
    ]
    for run in runs:
        story = run.story
        if story is None:
            rows.append(f"| {run.hour:02}:00 | {run.articles} | | | | |")
            continue
        outlets, copies = len({one.site for one in story.articles}), sum(len(group.copies) for group in story.copies)
        counts = f"{run.articles} | {len(story.articles)} | {outlets} | {copies}"
        rows.append(f"| {run.hour:02}:00 | {counts} | {story.title} |")
    return "\n".join(rows)


def draw(articles: Sequence[Article], story: StoryView) -> str:
    """Gives the day as a picture: a line for each outlet, a dot for each article, a thread from each copy to its original."""
    sites = list(dict.fromkeys(article.source.site for article in articles))
    places = {article.id: _place(article, sites) for article in articles}
    members = {one.id for one in story.articles}
    copies = {copy.id: (group.original, copy.kind) for group in story.copies for copy in group.copies}
    height = _TOP + _ROW * len(sites) + _FOOT
    parts = [*_frame(sites, height), *_threads(copies, places)]
    for article in articles:
        parts.append(_dot(article, places[article.id], article.id in members, copies.get(article.id)))
    parts += _legend(height - 18)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_LEFT + _WIDTH + 30} {height}" role="img"'
        ' font-family="system-ui, sans-serif" font-size="13">'
    )
    title = f"<title>{escape(story.title or '')}: {len(members)} articles of a day</title>"
    ground = f'<rect width="{_LEFT + _WIDTH + 30}" height="{height}" fill="#ffffff"/>'
    return "\n".join([head, title, ground, *parts, "</svg>"]) + "\n"


def _place(article: Article, sites: Sequence[str]) -> tuple[float, float]:
    at = article.fetched.fetched_at
    x = _LEFT + _WIDTH * (at.hour * 60 + at.minute) / 1440
    return round(x, 1), _TOP + _ROW * (sites.index(article.source.site) + 0.5)


def _frame(sites: Sequence[str], height: int) -> Iterator[str]:
    bottom = height - _FOOT
    for hour in range(0, 25, 3):
        x = _LEFT + _WIDTH * hour / 24
        yield f'<line x1="{x}" y1="{_TOP - 8}" x2="{x}" y2="{bottom}" stroke="#e4e7eb"/>'
        yield f'<text x="{x}" y="{_TOP - 16}" text-anchor="middle" fill="{_SOFT}">{hour:02}:00</text>'
    for number, site in enumerate(sites):
        y = _TOP + _ROW * (number + 0.5)
        yield f'<line x1="{_LEFT}" y1="{y}" x2="{_LEFT + _WIDTH}" y2="{y}" stroke="#e4e7eb"/>'
        yield f'<text x="{_LEFT - 14}" y="{y + 4}" text-anchor="end" fill="{_INK}">{escape(site)}</text>'


def _threads(copies: dict[str, tuple[str, str]], places: dict[str, tuple[float, float]]) -> Iterator[str]:
    for copy, (original, _) in copies.items():
        (x1, y1), (x2, y2) = places[original], places[copy]
        middle = (x1 + x2) / 2
        yield f'<path d="M{x1} {y1} C{middle} {y1} {middle} {y2} {x2} {y2}" fill="none" stroke="{_OWN}" stroke-width="1.5"/>'


def _dot(article: Article, place: tuple[float, float], is_member: bool, copied: tuple[str, str] | None) -> str:
    fill, stroke = (_OWN, _OWN) if is_member else (_OTHER, _OTHER)
    said = "another report" if is_member else "not in the story"
    if copied is not None:
        fill, said = _COPY, f"a copy ({copied[1]})"
    title = f"<title>{article.fetched.fetched_at:%H:%M} {escape(article.title or '')} - {said}</title>"
    return f'<circle cx="{place[0]}" cy="{place[1]}" r="6" fill="{fill}" stroke="{stroke}" stroke-width="2">{title}</circle>'


def _legend(y: float) -> Iterator[str]:
    x = float(_LEFT)
    for fill, stroke, word in (
        (_OWN, _OWN, "own report"),
        (_COPY, _OWN, "copy, with a thread to its original"),
        (_OTHER, _OTHER, "not in the story"),
    ):
        yield f'<circle cx="{x + 6}" cy="{y - 4}" r="6" fill="{fill}" stroke="{stroke}" stroke-width="2"/>'
        yield f'<text x="{x + 20}" y="{y}" fill="{_INK}">{word}</text>'
        x += 40 + 7.2 * len(word)


def main() -> None:
    """Writes the table of the page, and the picture."""
    articles = read_day()
    runs = list(follow(articles))
    last = runs[-1].story
    assert last is not None, "the day has a story"
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8"), runs_table(runs), BEGIN, END), encoding="utf-8")
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(draw(articles, last), encoding="utf-8")


if __name__ == "__main__":
    main()
