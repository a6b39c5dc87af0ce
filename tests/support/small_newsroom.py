"""A newsroom of one feed and a few pages on a hostile server, with a configuration that ingests it."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

from aiohttp import web
from hostile_server import HostileServer, reply
from sound import problems

from pipelines.config.config import Config
from pipelines.config.loading import load_config

HOST, OTHER = "paper.example", "elsewhere.example"
FEED = f"http://{HOST}/feed.xml"

TEXTS = {
    "en": "The river rose by two metres during the night, and the bridges of the town were closed until the morning.",
    "de": "Der Fluss stieg in der Nacht um zwei Meter, und die Brücken der Stadt blieben bis zum Morgen gesperrt.",
}


def url(path: str, host: str = HOST) -> str:
    return f"http://{host}{path}"


def rss(*links: str) -> bytes:
    items = "".join(f"<item><title>Story {link[-1]}</title><link>{link}</link></item>" for link in links)
    return f"<rss version='2.0'><channel><title>The Paper</title>{items}</channel></rss>".encode()


def story(name: str, language: str = "en") -> bytes:
    paragraphs = "".join(f"<p>{TEXTS[language]} ({name}, {n})</p>" for n in range(4))
    return f"<!doctype html><html><h1>Story {name}</h1><article>{paragraphs}</article></html>".encode()


class Newsroom:
    """Feeds and pages that a test sets in `server.answers`, and where they are ingested to.

    `is_damaged` says that the test damages what was ingested, which is read back at its end otherwise (`check`).
    """

    def __init__(self, server: HostileServer, folder: Path) -> None:
        self.server, self.folder, self.output = server, folder, folder / "out"
        self.is_damaged = False
        self.settings: dict[str, Any] = {
            "output": str(self.output),
            "feeds": [FEED],
            "first_poll": {"max_age_days": None},
            "poll": {"schedule": {"jitter": 0}},
            "web": {"resolve": server.pins(HOST, OTHER), "spacing_seconds": 0, "per_site": 1},
            "extract": {"processes": 0},
        }

    def publish(self, *paths: str) -> None:
        """Put stories into the feed, each a page of its own."""
        self.server.answers["/feed.xml"] = reply(body=rss(*map(url, paths)), kind="text/xml")
        for path in paths:
            self.server.answers.setdefault(path, reply(body=story(path)))

    async def lose_the_inbox(self, request: web.Request) -> web.Response:
        """An answer for now, before which somebody else has deleted what is owed."""
        self.is_damaged = True
        for box in list((self.output / "_state" / "inbox" / "0").iterdir()):
            box.unlink()
        return web.Response(status=503)

    def check(self) -> None:
        """See that `newsbeam verify` finds nothing wrong with what was ingested, if anything was."""
        if (self.output / "_state" / "meta.json").exists() and not self.is_damaged:
            assert problems(self.output) == []

    def file(self, **changes: Any) -> str:
        """The configuration as a file (JSON, which is YAML); its path."""
        path = self.folder / "newsbeam.yaml"
        path.write_text(json.dumps(self.settings | changes))
        return str(path)

    def config(self, **changes: Any) -> Config:
        return load_config(self.file(**changes))

    def rows(self, kind: str = "articles") -> list[dict[str, Any]]:
        paths = sorted((self.output / kind).rglob("*.gz"))
        return [json.loads(line) for path in paths for line in gzip.decompress(path.read_bytes()).splitlines()]

    def written(self) -> list[str]:
        """The URLs of the articles, sorted; one that was written twice stands there twice."""
        return sorted(row["url"] for row in self.rows())

    def failed(self) -> dict[str, str]:
        """What failed for good, and why."""
        return {row["subject"]: row["reason"] for row in self.rows("failures")}
