"""The made-up world of 300 papers: what it serves, what is wrong with some, and the same on any machine."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from transforms.pure.feeds.parse import parse_feed

FOLDER = Path(__file__).parents[1] / "sample"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def world():  # type: ignore[no-untyped-def]
    sys.path.insert(0, str(FOLDER))
    try:
        spec = importlib.util.spec_from_file_location("sample_world", FOLDER / "world.py")
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules["sample_world"] = module
        spec.loader.exec_module(module)
        yield module
    finally:
        sys.path.remove(str(FOLDER))
        sys.modules.pop("sample_world", None)


def test_there_are_300_papers_with_hosts_of_their_own(world) -> None:  # type: ignore[no-untyped-def]
    papers = list(world.papers())
    assert len({paper.host for paper in papers}) == 300
    assert Counter(paper.language for paper in papers) == {"en": 120, "de": 100, "fr": 40, "es": 40}
    assert all(paper.host.isascii() and paper.host.endswith(".example") for paper in papers)


def test_each_feed_lists_the_pages_that_are_served(world) -> None:  # type: ignore[no-untyped-def]
    fates: Counter[str] = Counter()
    for host, answers in world.sites(NOW).items():
        if "/feed.xml" not in answers:
            fates["gone"] += 1
        elif b"<rss" not in answers["/feed.xml"].body:
            fates["no feed"] += 1
        else:
            feed = parse_feed(answers["/feed.xml"].body, f"http://{host}/feed.xml", "application/rss+xml", NOW)
            pages = [answers[item.link.removeprefix(f"http://{host}")] for item in feed.items]
            assert len(pages) == world.ARTICLES
            fates["closed" if {page.status for page in pages} == {403} else "open"] += 1
            dated = [item.published_at for item in feed.items]
            assert all(at is not None and timedelta(0) < NOW - at < timedelta(days=7) for at in dated)
    assert fates == {"gone": 3, "no feed": 3, "closed": 3, "open": 291}


def test_the_river_floods_two_days_ago_and_not_before(world) -> None:  # type: ignore[no-untyped-def]
    told = [story for paper in world.papers() for story in world.stories(paper, NOW) if story.path.startswith("/flood")]
    days = Counter((NOW.date() - story.published.date()).days for story in told)
    assert set(days) == {1, 2} and days[2] > days[1] > 5


def test_the_same_papers_print_the_same(world) -> None:  # type: ignore[no-untyped-def]
    (first, *_), (again, *_) = list(world.papers()), list(world.papers())
    assert world.stories(first, NOW) == world.stories(again, NOW)
    later = world.stories(first, NOW + timedelta(days=1))
    assert [story.title for story in later] == [story.title for story in world.stories(first, NOW)]


def test_it_prints_its_feeds_and_where_they_are() -> None:
    def printed(word: str) -> str:
        return subprocess.run(
            [sys.executable, str(FOLDER / "world.py"), word], capture_output=True, text=True, check=True
        ).stdout

    assert printed("opml").count("xmlUrl=") == 300
    places = yaml.safe_load(printed("resolve"))["web"]["resolve"]
    assert len(places) == 300 and set(places.values()) == {"127.0.0.1:${NEWSBEAM_WORLD_PORT:-8766}"}


def test_what_it_does_not_understand_is_told() -> None:
    ended = subprocess.run([sys.executable, str(FOLDER / "world.py"), "--help"], capture_output=True, text=True)
    assert ended.returncode == 2 and "python sample/world.py opml" in ended.stderr
