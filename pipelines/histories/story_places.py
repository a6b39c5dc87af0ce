"""Which stories an article belongs to, by the rows that `newsbeam stories` has written."""

from __future__ import annotations

import zlib
from collections.abc import Collection
from datetime import date, datetime, timedelta
from functools import partial

import msgspec

from pipelines.histories.records import StoryPlace
from transforms.row_files import is_void, unpack
from transforms.state.decoding import DAMAGED
from transforms.state.files import list_paths
from transforms.state.storage import Store, side_by_side
from transforms.story_records import Story

# A story grows for some days, and a run may come later: its rows are sought in so many days after the article's own.
DAYS = 30


def find_stories(stories: Store, article_id: str, fetched_at: datetime) -> list[StoryPlace]:
    """Give the stories that an article belongs to by their newest rows, of those told in the month after it was fetched."""
    since = fetched_at.date()
    last = f"date={since + timedelta(days=DAYS)}"
    paths = [path for path in _paths(stories, since) if path.split("/")[0] <= last]
    named = {story.story_id for story in _rows(stories, paths, {article_id})}
    newest: dict[str, Story] = {}
    for story in _rows(stories, paths, named):
        if story.story_id in named and story.version > getattr(newest.get(story.story_id), "version", 0):
            newest[story.story_id] = story
    return [
        _place(story, article_id) for story in newest.values() if any(one.id == article_id for one in story.articles)
    ]


def _rows(stories: Store, paths: list[str], ids: Collection[str]) -> list[Story]:
    """Give the rows that name one of some ids."""
    if not ids:
        return []
    needles = [f'"{id_}"'.encode() for id_ in ids]
    found = side_by_side(stories, partial(_rows_in, stories, needles), paths)
    return [story for rows in found for story in rows]


def _paths(stories: Store, since: date) -> list[str]:
    days = [name for name in stories.names("") if name.startswith("date=") and name >= f"date={since}"]
    return [path for day in days for path in list_paths(stories, day)]


def _rows_in(stories: Store, needles: Collection[bytes], path: str) -> list[Story]:
    data = stories.read(path)
    if data is None or is_void(data):
        return []
    try:
        lines = unpack(data)
        if not any(needle in lines for needle in needles):
            return []
        wanted = (line for line in lines.splitlines() if any(needle in line for needle in needles))
        return [msgspec.json.decode(line, type=Story) for line in wanted]
    except (OSError, EOFError, ValueError, zlib.error, *DAMAGED):
        return []  # `newsbeam verify` names it


def _place(story: Story, article_id: str) -> StoryPlace:
    copied = (copies.original for copies in story.copies for copy in copies.copies if copy.id == article_id)
    return StoryPlace(
        story_id=story.story_id, title=story.title, articles=len(story.articles), copy_of=next(copied, None)
    )
