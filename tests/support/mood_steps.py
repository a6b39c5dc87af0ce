"""Steps of a user's own, for tests: well-behaved, failing, crashing, hanging, and some that declare too little."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal, TypedDict

from msgspec import Meta, Struct

from transforms.records import Article


class Length(TypedDict):
    words: int
    letters: int


@dataclass
class MoodOptions:
    """`noted`: a file that takes a line when the step is opened and closed."""

    model: str = "small"
    depth: int = 1
    noted: str | None = None


class Mood(Struct):
    label: Annotated[Literal["good", "bad"], Meta(description="How it sounds.")]
    score: float | None
    model: str
    depth: int
    process: int
    at: datetime | None = None


class Sentiment:
    """Opened once a process."""

    def open(self, options: MoodOptions) -> None:
        self._options = options
        self._note("opened")

    def add(self, articles: Sequence[Article]) -> list[Mood]:
        return [self._mood(article) for article in articles]

    def close(self) -> None:
        self._note("closed")

    def _mood(self, article: Article) -> Mood:
        options = self._options
        return Mood(label="good", score=0.5, model=options.model, depth=options.depth, process=os.getpid())

    def _note(self, what: str) -> None:
        if self._options.noted:
            with Path(self._options.noted).open("a") as notes:
                notes.write(f"{what} {os.getpid()}\n")


def add_length(articles: Sequence[Article]) -> list[Length]:
    return [{"words": len(article.text.split()), "letters": len(article.text)} for article in articles]


class Doubled(TypedDict):
    twice: int


def add_doubled(articles: Sequence[Article]) -> list[Doubled | None]:
    """Builds on what `add_length` filled."""
    lengths = [article.extra["length"] for article in articles if article.extra]
    return [None if length is None else {"twice": 2 * length["words"]} for length in lengths]


def add_each_otherwise(articles: Sequence[Article]) -> list[Length | Exception | None]:
    """A row, an error, nothing, and a row that does not fit, by the article's title."""
    rows: dict[str | None, Any] = {
        "row": {"words": 1, "letters": 2},
        "error": ValueError("no words"),
        "nothing": None,
        "misfit": {"words": "many", "letters": 2},
    }
    return [rows[article.title] for article in articles]


def add_too_few(articles: Sequence[Article]) -> list[Length]:
    return []


def add_raising(articles: Sequence[Article]) -> list[Length]:
    raise RuntimeError("the service is down")


def add_crash(articles: Sequence[Article]) -> list[Length]:
    os._exit(3)


def add_crash_at_title(articles: Sequence[Article]) -> list[Length]:
    if any(article.title == "crash" for article in articles):
        os._exit(3)
    return add_length(articles)


def add_hang(articles: Sequence[Article]) -> list[Length]:
    time.sleep(600)
    return []


class NeverOpens:
    def open(self) -> None:
        raise OSError("the model is not there")

    def add(self, articles: Sequence[Article]) -> list[Length]:
        return []


def add_slow_length(articles: Sequence[Article]) -> list[Length]:
    time.sleep(0.5)
    return add_length(articles)


def add_by_mapping(articles: Sequence[Article], options: Mapping[str, Any]) -> list[Length]:
    return [{"words": options["words"], "letters": 0} for _ in articles]


def add_undeclared(articles: Sequence[Article]) -> list[dict[str, int]]:
    return []


def add_unannotated(articles):  # type: ignore[no-untyped-def]
    return []


class Loose(TypedDict):
    counts: dict[str, int]


def add_loose(articles: Sequence[Article]) -> list[Loose]:
    return []


def add_untyped_options(articles: Sequence[Article], options: int) -> list[Length]:
    return []


class WithoutAdd:
    pass


CONSTANT = 3
