"""Enrich an article: run the chosen steps one after another. A step that fails costs its own fields only."""

from __future__ import annotations

import difflib
import logging
from collections.abc import Iterable

from msgspec import Struct, field

from transforms.pure.enrichment.entities import EntitiesOptions
from transforms.pure.enrichment.flagging import flagged
from transforms.pure.enrichment.own_step import OwnStep
from transforms.pure.enrichment.steps import DEFAULT_STEPS, STEPS
from transforms.pure.enrichment.topics import TopicsOptions
from transforms.records import Article

_log = logging.getLogger(__name__)


class EnrichOptions(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is added to each article.

    steps: names of steps, in the order in which they run; and steps of the user's own, which run behind all others.
    topics: which topics an article is given, for the step `topics`.
    entities: how names are found.
    """

    steps: tuple[str | OwnStep, ...] = DEFAULT_STEPS
    topics: TopicsOptions = TopicsOptions()
    entities: EntitiesOptions = field(default_factory=EntitiesOptions)

    @property
    def named(self) -> tuple[str, ...]:
        """Give the names of the steps that are not the user's own, in order."""
        return tuple(step for step in self.steps if isinstance(step, str))

    @property
    def own(self) -> tuple[OwnStep, ...]:
        """Give the user's own steps, in order."""
        return tuple(step for step in self.steps if isinstance(step, OwnStep))


def enrich_article(article: Article, options: EnrichOptions) -> Article:
    """Give the article after each of the chosen steps but the user's own. Raises ValueError for one that does not exist."""
    check_steps(options.named)
    for name in options.named:
        article = run_step(name, article, options)
    return article


def run_step(name: str, article: Article, options: EnrichOptions) -> Article:
    """Give the article after one step; what it fills stays null where it fails, and a flag says so."""
    step = STEPS[name]
    try:
        return step.add(article, getattr(options, step.options)) if step.options else step.add(article)
    except (
        Exception
    ) as error:  # Models and their libraries may fail on any text: the article is worth more than a field.
        _log.warning("%s: the enrichment step %s failed: %s: %s", article.url, name, type(error).__name__, error)
        return flagged(article, [f"failed_{name}"])


def what_is_missing(options: EnrichOptions) -> list[str]:
    """Give a sentence for each thing that a chosen step could use and that is not installed here."""
    chosen = [STEPS[name] for name in options.named]
    return [sentence for step in chosen if step.lacks for sentence in step.lacks(getattr(options, step.options))]


def check_steps(names: Iterable[str]) -> None:
    """Raises ValueError for the first name that is no step, naming the nearest one."""
    for name in names:
        if name not in STEPS:
            near = difflib.get_close_matches(name, STEPS, n=1)
            hint = f"did you mean {near[0]}?" if near else f"the steps are {', '.join(STEPS)}"
            raise ValueError(f"there is no enrichment step {name!r}: {hint}")
