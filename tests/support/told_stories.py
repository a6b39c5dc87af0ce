"""A dataset whose articles arrive as manifests, and the stories that `newsbeam stories` makes of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from bare_articles import bare_article
from published import Published

from pipelines.config.config import Config
from pipelines.run.telling import Told, tell_stories
from transforms.pure.net.urls import url_id
from transforms.records import Article, Fetched, Source
from transforms.row_files import read_lines
from transforms.state.numbering import numbered
from transforms.state.roots import claim
from transforms.state.storage import open_store
from transforms.story_records import Story

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)

DAM = (
    "The dam above Sollerbach opened all of its gates on Monday after a week of rain in the Kerlen valley. Mayor Ilsa Brandt said"
    " that four hundred people had left their houses by noon. The water rose by two metres within an hour, and the railway to"
    " Oberkerlen stands still. Engineers of the power company Kerlenwerk expect the level to fall again on Wednesday."
)
DAM_AGAIN = (
    "Four hundred people have left Sollerbach since Monday noon, when Kerlenwerk had to open every gate of its dam. After"
    " a week of rain the Kerlen rose by two metres in an hour. Trains to Oberkerlen stopped. Ilsa Brandt, the mayor, hopes that"
    " the water will fall on Wednesday, as the engineers expect."
)
CHESS = (
    "Tomas Rehak won the chess tournament of Port Ellery with nine points out of eleven. In the last round he needed a draw"
    " against Nadia Okoro, the winner of last year, and got it after seventy moves. The prize of ten thousand crowns goes to his"
    " club, which plans to teach at three schools from spring on."
)


def report(name: str, text: str, *, hours: float = 0, site: str = "paper.example", **fields: Any) -> Article:
    """Give an article of a site, fetched so many hours after `MONDAY`."""
    url, at = f"https://{site}/{name}", MONDAY + timedelta(hours=hours)
    known: dict[str, Any] = {"title": name.replace("-", " ").capitalize(), "language": "en", "published_at": at}
    return bare_article(
        id=url_id(url),
        url=url,
        source=Source(site=site),
        text=text,
        fetched=Fetched(fetched_at=at, status=200, bytes=len(text)),
        **(known | fields),
    )


class StoryWorld:
    """A state and its output in a folder, with what was published and told so far."""

    def __init__(self, folder: Path) -> None:
        self.config = Config(output=str(folder / "out"))
        claim(self.config.roots, MONDAY)
        self._state, self._output = self.config.roots.open()
        self._published = Published(self._output)
        self.now = MONDAY

    def publish(self, *articles: Article) -> None:
        """Publish a manifest with a file of articles."""
        self.now = max(self.now, *(article.fetched.fetched_at for article in articles))
        self._published.add(f"{self.now:%Y-%m-%d}", *articles)
        folder, number = f"runs/date={self.now:%Y-%m-%d}", self._published.sequence
        name = next(name for name in self._output.names(folder) if int(name.partition("-")[0]) == number)
        self._state.put(f"manifests/{numbered(number)}", self._output.read(f"{folder}/{name}") or b"")

    def tell(self, *flags: str, since_days: float | None = None) -> Told:
        """Bring the stories up to date, on the runner that the flags name."""
        now = self.now  # Workers do not know this module: they get the function itself, and a moment.
        return tell_stories(self.config, flags, since_days=since_days, clock=lambda: now)

    def rows(self) -> list[Story]:
        """Give all rows of stories, by the names of their files."""
        store = open_store(f"{self.config.output}/stories")
        days = [name for name in store.names("") if name.startswith("date=")]
        files = [f"{day}/{name}" for day in days for name in store.names(day)]
        return [msgspec.json.decode(line, type=Story) for path in files for line in read_lines(store.read(path) or b"")]

    def current(self) -> dict[str, Story]:
        """Give the newest row of each story, without its version and run."""
        newest: dict[str, Story] = {}
        for row in sorted(self.rows(), key=lambda row: row.version):
            newest[row.story_id] = msgspec.structs.replace(row, version=0, run=None)
        return newest
