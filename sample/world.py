"""A made-up world of 300 papers in four languages, served on this machine: to try newsbeam on more than four small papers.

    python sample/world.py             serve it on 127.0.0.1, until interrupted
    python sample/world.py opml        print its feeds, as a feed reader exports them
    python sample/world.py resolve     print the part of a configuration that says where its papers are

The papers published for six days up to yesterday (UTC), in the words of `world.yaml`; two days ago a river burst its banks. As in
the real web a few feeds are gone or are no feeds, and a few sites keep their pages to themselves. The same papers print the same
on any machine; only their dates move. The port stands in NEWSBEAM_WORLD_PORT, 8766 where it is not set.
"""

from __future__ import annotations

import asyncio
import hashlib
import html
import json
import os
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import serve
import yaml
from aiohttp import web

PORT_VARIABLE, USUAL_PORT = "NEWSBEAM_WORLD_PORT", 8766
DAYS, ARTICLES = 6, 2
FLOOD_DAY = 2  # so many days ago
ASCII = str.maketrans("éèíñüöä ", "eeinuoa-")
# Papers by the rest of their number, divided by 100.
GONE, NO_FEED, CLOSED, DENIED = 7, 8, 9, 10


@dataclass(frozen=True)
class Paper:
    """One paper; its number says what is wrong with it."""

    number: int
    language: str
    name: str
    town: str
    words: dict[str, Any]

    @property
    def host(self) -> str:
        return f"{self.name.lower().translate(ASCII)}.example"

    @property
    def feed(self) -> str:
        return f"http://{self.host}/feed.xml"

    def is_one_that(self, rest: int) -> bool:
        return self.number % 100 == rest


@dataclass(frozen=True)
class Story:
    """One article of a paper."""

    path: str
    title: str
    section: str
    published: datetime
    paragraphs: tuple[str, ...]


def papers() -> Iterator[Paper]:
    """Give the 300 papers."""
    number = 0
    for language, words in yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")).items():
        heads, tails = words["towns"]
        towns = [f"{head}{tail}" for head in heads for tail in tails]
        for n in range(words["papers"]):
            town, kind = towns[n % len(towns)], words["kinds"][n // len(towns)]
            yield Paper(
                number, language, f"{town} {kind}" if language in ("en", "de") else f"{kind} {town}", town, words
            )
            number += 1


def stories(paper: Paper, now: datetime) -> list[Story]:
    """Give what a paper has published, the newest first."""
    rng = random.Random(paper.number)
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    quiet = [name for name in paper.words["topics"] if name != "flood"]
    found = []
    for n in range(ARTICLES):
        back = rng.randint(1, DAYS)
        topic = quiet[(paper.number + n) % len(quiet)]
        if n == 0 and "flood" in paper.words["topics"] and paper.number % 3 == 0:
            topic, back = "flood", rng.choice((FLOOD_DAY, FLOOD_DAY, 1))
        found.append(_story(paper, topic, today - timedelta(days=back) + timedelta(hours=rng.randint(5, 22)), rng))
    return sorted(found, key=lambda story: story.published, reverse=True)


def _story(paper: Paper, topic: str, at: datetime, rng: random.Random) -> Story:
    words = paper.words["topics"][topic]
    chosen = rng.sample(words["sentences"], k=min(5, len(words["sentences"])))

    def filled(text: str) -> str:
        return text.format(town=paper.town, n=rng.randint(3, 90))

    title = filled(rng.choice(words["titles"]))
    return Story(f"/{topic}-{rng.randint(1000, 9999)}", title, words["section"], at, tuple(map(filled, chosen)))


def sites(now: datetime) -> dict[str, dict[str, serve.Answer]]:
    """Give host -> path -> answer."""
    return {paper.host: dict(_answers(paper, now)) for paper in papers()}


def _answers(paper: Paper, now: datetime) -> Iterator[tuple[str, serve.Answer]]:
    rules = "User-agent: *\nDisallow: /" + ("\nAllow: /feed.xml\n" if paper.is_one_that(DENIED) else "intern\n")
    yield "/robots.txt", _answer(rules, "text/plain; charset=utf-8")
    if paper.is_one_that(GONE):
        return
    told = stories(paper, now)
    is_feed = not paper.is_one_that(NO_FEED)
    yield (
        "/feed.xml",
        _answer(_rss(paper, told), "application/rss+xml") if is_feed else _answer(_home(paper), "text/html"),
    )
    for story in told:
        is_open = not paper.is_one_that(CLOSED)
        page = _answer(_page(paper, story), "text/html; charset=utf-8")
        yield story.path, page if is_open else serve.Answer(b"For readers of the paper.", 403)


def _answer(text: str, kind: str) -> serve.Answer:
    tag = hashlib.sha256(text.encode()).hexdigest()[:16]
    return serve.Answer(text.encode(), headers={"Content-Type": kind, "ETag": f'"{tag}"'})


def _home(paper: Paper) -> str:
    return f"<!doctype html><html lang={paper.language}><title>{paper.name}</title><h1>{paper.name}</h1><p>Welcome.</p></html>"


def _rss(paper: Paper, told: list[Story]) -> str:
    items = "".join(
        f"<item><title>{html.escape(story.title)}</title><link>http://{paper.host}{story.path}</link>"
        f"<category>{story.section}</category><pubDate>{format_datetime(story.published)}</pubDate></item>"
        for story in told
    )
    head = f"<title>{paper.name}</title><link>http://{paper.host}/</link><language>{paper.language}</language>"
    return f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>{head}{items}</channel></rss>'


def _page(paper: Paper, story: Story) -> str:
    said = {
        "@context": "https://schema.org", "@type": "NewsArticle", "headline": story.title,
        "datePublished": story.published.isoformat(), "articleSection": story.section,
        "publisher": {"@type": "NewsMediaOrganization", "name": paper.name},
    }  # fmt: skip
    head = f'<meta charset="utf-8"><title>{html.escape(story.title)} - {paper.name}</title>'
    head += f'<script type="application/ld+json">{json.dumps(said)}</script>'
    text = "".join(f"<p>{html.escape(text)}</p>" for text in story.paragraphs)
    body = f'<h1>{html.escape(story.title)}</h1><p class="byline">{paper.words["by"]}</p>{text}'
    return (
        f'<!doctype html><html lang="{paper.language}"><head>{head}</head>'
        f'<body><nav><a href="/">{paper.name}</a></nav><article>{body}</article></body></html>'
    )


def opml() -> str:
    """Give all feeds as a feed reader exports them, in a folder for each language."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<opml version="2.0"><head><title>Papers</title></head><body>']
    folder = ""
    for paper in papers():
        if paper.language != folder:
            lines += ["</outline>"] * bool(folder) + [f"<outline text={quoteattr(paper.language)}>"]
            folder = paper.language
        lines.append(f"<outline type='rss' text={quoteattr(paper.name)} xmlUrl={quoteattr(paper.feed)}/>")
    return "\n".join([*lines, "</outline></body></opml>"])


def resolve() -> str:
    """Give the part of a configuration that leads the papers' names to this machine."""
    place = f"127.0.0.1:${{{PORT_VARIABLE}:-{USUAL_PORT}}}"
    return "\n".join(["web:", "  resolve:", *(f'    {paper.host}: "{place}"' for paper in papers())])


async def serve_world(port: int) -> int:
    """Serve the papers until a signal; give the exit code."""
    made = sites(datetime.now(UTC))
    runner = web.AppRunner(serve.application(made), access_log=None)
    await runner.setup()
    await web.SockSite(runner, serve.listen(port)).start()
    print(f"{len(made)} made-up papers are at 127.0.0.1:{port}. Interrupt to stop.", flush=True)
    try:
        return await serve.until_signal()
    finally:
        await runner.cleanup()


def main(arguments: Sequence[str]) -> int:
    """Run the command line; give the exit code."""
    asked = {"opml": opml, "resolve": resolve}
    if not arguments:
        return asyncio.run(serve_world(int(os.environ.get(PORT_VARIABLE) or USUAL_PORT)))
    if len(arguments) == 1 and arguments[0] in asked:
        print(asked[arguments[0]]())
        return 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
