"""Pages of publishers, read twice by the whole pipeline: what did not change gives no later version, what did gives one."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hostile_server import HostileServer, reply
from jumping_clock import JumpingClock
from small_newsroom import Newsroom, rss

from bench.pages import has_newsroom, read_article, read_pages
from pipelines.run.passes import ingest
from tests.support.page_edits import NOISE, SIGNIFICANT
from transforms.clock import utc_now
from transforms.records import Article, Page

pytestmark = pytest.mark.skipif(not has_newsroom(), reason="the newsroom's pages are not on this machine")

HOSTS = [f"paper{n}.example" for n in range(8)]
# A ceiling that may only sink; the issue wants .01.
MOST_REVISED = 0.01
EDITED = 8


class Readings:
    """All pages of the newsroom on a server, by hosts, read several times by a clock that a test sets."""

    def __init__(self, server: HostileServer, folder: Path) -> None:
        self.newsroom, self.wall = Newsroom(server, folder), JumpingClock(utc_now())
        self.server, self.pages = server, {f"/{n}": page for n, page in enumerate(read_pages())}
        links = [f"http://{HOSTS[n % len(HOSTS)]}/{n}" for n in range(len(self.pages))]
        server.answers["/feed.xml"] = reply(body=rss(*links), kind="text/xml")
        self.settings: dict[str, Any] = {
            "first_poll": {"max_age_days": None, "max_entries": 1000},
            "web": {"resolve": server.pins("paper.example", *HOSTS), "spacing_seconds": 0, "per_site": 1},
            "extract": {"processes": 2},
            "revisions": {"checks": ["1h", "1d"]},
        }

    def read(self, hours: float) -> dict[str, int]:
        """Ingest, so many hours after the first time; what came of them."""
        self.wall.day = hours / 24
        report = ingest(self.newsroom.config(**self.settings), clock=self.wall)
        return {name.removeprefix("write/"): n for name, n in report.counts.items() if name.startswith("write/")}

    def serve(self, path: str, body: bytes) -> None:
        self.server.answers[path] = reply(body=body, kind="text/html; charset=utf-8")


@pytest.fixture
def readings(tmp_path: Path) -> Iterator[Readings]:
    server = HostileServer()
    made = Readings(server, tmp_path)
    yield made
    made.newsroom.check()
    server.close()


def noisy(page: Page, article: Article) -> bytes:
    """The page as its template shows it the next time: other advertisements, links, counters, spaces, dates of rendering."""
    text, rng = page.body.decode("utf-8"), random.Random(page.fetched_url)
    for edit in (edit for name, edit in NOISE.items() if name != "set_quotes"):  # No template does that.
        text = edit(text, article, rng) or text
    return text.encode("utf-8")


def edited(page: Page, article: Article, number: int) -> bytes | None:
    """The page with one significant edit; None where it has no place for it."""
    edit = list(SIGNIFICANT.values())[number % len(SIGNIFICANT)]
    changed = edit(page.body.decode("utf-8"), article, random.Random(page.fetched_url))
    return None if changed is None else changed.encode("utf-8")


def test_what_is_the_same_or_noise_gives_hardly_a_later_version_and_an_edit_gives_one(readings: Readings) -> None:
    articles = {path: read_article(page) for path, page in readings.pages.items()}
    for path, page in readings.pages.items():
        readings.serve(path, page.body)
    written = readings.read(0)["written"]
    assert written > 200
    assert readings.read(2) == {"rechecked/unchanged": written}, "what is the same, byte by byte"
    changed = serve_other_pages(readings, articles)
    counts = readings.read(26)
    found = [(row["url"].partition(".example")[2], row["changes"]) for row in readings.newsroom.rows("revisions")]
    assert len(changed) == EDITED and changed <= {path for path, _ in found}
    false = [(path, changes["fields"], changes["words"][:3]) for path, changes in found if path not in changed]
    assert len(false) <= MOST_REVISED * (written - EDITED), false
    assert counts["rechecked/unchanged"] + counts["revised"] == written
    assert readings.newsroom.rows("retractions") == []


def serve_other_pages(readings: Readings, articles: dict[str, Article | None]) -> set[str]:
    """Serve a few pages with a significant edit, which are given, and all others with noise."""
    changed: set[str] = set()
    for path, page in readings.pages.items():
        article = articles[path]
        if article is None:
            continue
        new = edited(page, article, len(changed)) if len(changed) < EDITED else None
        changed |= {path} if new is not None else set()
        readings.serve(path, noisy(page, article) if new is None else new)
    return changed
