"""A batch of articles on its way through the user's steps, one step after another."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from msgspec import UNSET
from msgspec.structs import replace

from transforms.own_steps.runner import Asked, StepRunner
from transforms.own_steps.running import Fields
from transforms.pure.enrichment.flagging import flagged
from transforms.records import Article


class EnrichBatch:
    """Articles on their way: each step sees what those before it filled. The first step begins at once."""

    def __init__(self, articles: Sequence[Article], runners: Sequence[StepRunner]) -> None:
        nothing = dict.fromkeys(runner.step.field for runner in runners)
        self._articles = [replace(article, extra=dict(nothing)) for article in articles]
        self._left = deque(runners)
        self._asked: list[Asked] = []
        self._ask()

    @property
    def is_done(self) -> bool:
        """Tell whether all steps are through with it."""
        return not self._left

    def advance(self) -> None:
        """Go to the next step where the answers of this one are there."""
        while self._left and all(asked.is_done() for asked in self._asked):
            self._take()

    def finish(self) -> list[Article]:
        """Wait for all steps, and give the articles in their order."""
        while self._left:
            self._take()
        return self._articles

    def _ask(self) -> None:
        self._asked = self._left[0].ask(self._articles) if self._left else []

    def _take(self) -> None:
        runner = self._left.popleft()
        rows = [row for asked in self._asked for row in runner.take(asked)]
        pairs = zip(self._articles, rows, strict=True)
        self._articles = [_filled(article, runner.step.field, row) for article, row in pairs]
        self._ask()


def _filled(article: Article, field: str, row: Fields | str | None) -> Article:
    """Give the article with the fields of a step; with the step's flag where a sentence says what went wrong."""
    if isinstance(row, str):
        return flagged(article, [f"failed_{field}"])
    known = {} if article.extra is UNSET else article.extra
    return article if row is None else replace(article, extra={**known, field: row})
