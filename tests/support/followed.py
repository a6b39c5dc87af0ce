"""A dataset that is followed, and a sink that keeps what it was handed, as a receiver would that knows ids."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from typing import Any

from small_dataset import SmallDataset

from pipelines.follow.answers import TAKEN, SinkAnswer
from pipelines.follow.choice import FollowChoice
from pipelines.follow.delivering import Deliverer
from pipelines.follow.events import Event, Point, RowEvent, TakedownEvent
from pipelines.follow.following import Followed, Following
from pipelines.follow.keeping import FOLDER, CursorKeeper
from pipelines.follow.source import FollowedOutput
from transforms.state.storage import Store

_numbers = itertools.count()


class Killed(BaseException):
    """The process is gone."""


class ListSink:
    """Keeps all that it took, in order; `answers` decides what becomes of an event, None being taken."""

    kind, target, digest = "list", "a list", "1"
    most, most_bytes = 2, 100_000

    def __init__(self, answer: Callable[[Event], SinkAnswer | None] = lambda event: None) -> None:
        self.answer, self.taken, self.asked = answer, list[Event](), 0
        self.before: Callable[[], None] = lambda: None

    def deliver(self, events: tuple[Event, ...]) -> list[SinkAnswer]:
        self.asked += 1
        self.before()
        answers = [self.answer(event) or TAKEN for event in events]
        self.taken += [event for event, answer in zip(events, answers, strict=True) if answer == TAKEN]
        return answers

    def check(self) -> None:
        """Is always there."""

    def close(self) -> None:
        """Stays as it is."""

    @property
    def urls(self) -> list[str]:
        return [short(event) for event in self.taken if isinstance(event, RowEvent)]

    def end_state(self) -> dict[str, dict[str, Any]]:
        """The rows that it has in the end, by id."""
        rows: dict[str, dict[str, Any]] = {}
        for event in self.taken:
            if isinstance(event, RowEvent):
                rows[event.id] = json.loads(event.line)
            elif isinstance(event, TakedownEvent):
                rows.pop(event.id, None)
            else:
                rows = {id_: row for id_, row in rows.items() if not row["fetched"]["fetched_at"].startswith(event.day)}
        return rows


def short(event: RowEvent) -> str:
    url: str = json.loads(event.line)["url"]
    return url.removeprefix("https://").replace(".example", "", 1)


class Followers:
    """Runs of followers of one dataset; each is a process of its own."""

    def __init__(self, dataset: SmallDataset | None = None) -> None:
        self.dataset = dataset or SmallDataset(f"followed-{next(_numbers)}")
        self.said: list[str] = []

    def open(self, sink: ListSink, *, store: Store | None = None, **choice: Any) -> Following:
        """A follower that ends when all is delivered, unless it is asked otherwise."""
        asked = FollowChoice(output=self.dataset.output.root, **{"name": "a", "once": True, **choice})
        keeper = CursorKeeper((store or self.dataset.output).below(FOLDER), asked.name) if asked.name else None
        return Following(
            asked,
            FollowedOutput(self.dataset.output, asked),
            Deliverer(sink, asked.give_up_seconds, wait=lambda seconds: False, share=lambda: 0.0),
            keeper,
            say=self.said.append,
            clock=lambda: self.dataset.now,
            wait=lambda seconds: False,
        )

    def run(self, sink: ListSink, **choice: Any) -> Followed:
        return self.open(sink, **choice).run()

    def current(self) -> dict[str, dict[str, Any]]:
        """The rows that the output has now, by id."""
        found = [json.loads(line) for path in self.dataset.paths() for line in self.dataset.lines(path)]
        return {row["id"]: row for row in found}


def row(id_: str, at: int = 1, version: int = 1) -> RowEvent:
    """A row of a sink's tests, whose point is the number of the manifest."""
    line = json.dumps({"id": id_, "version": version, "text": "Zürich"}, ensure_ascii=False).encode()
    return RowEvent(id_, version, line, Point(at))
