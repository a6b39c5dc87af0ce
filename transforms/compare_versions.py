"""Compare what was asked for again with the version that was written: a later version, a retraction, or nothing new."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import apache_beam as beam
from msgspec import Struct
from msgspec.structs import asdict, replace

from transforms import reasons
from transforms.bugs import contained
from transforms.clock import Clock
from transforms.errors import ExtractError
from transforms.pure.body.site_memory import Lessons
from transforms.pure.body.site_repeats import KnownRepeats, block_key
from transforms.pure.net.urls import site_of
from transforms.pure.revisions.comparing import Revision, compare_articles
from transforms.pure.revisions.digests import comparable_digest
from transforms.pure.revisions.due import after_answer, after_change
from transforms.recheck_results import end_recheck, put_off_for, wait_for
from transforms.rechecks import Recheck, RevisionOptions
from transforms.records import Article
from transforms.revision_records import ArticleRevision, Retraction
from transforms.state.earlier_versions import EarlierVersions
from transforms.state.roots import Roots
from transforms.tries import FetchOptions
from transforms.turns import (
    Began,
    Captured,
    Deferred,
    Dropped,
    Element,
    Extracted,
    Failed,
    Rechecked,
    Retracted,
    Revised,
    Turn,
)

# Beside the reasons of an entry, what keeps an answer from being a version.
NO_EARLIER, OTHER_ARTICLE, CUT_SHORT = "no_earlier_version", "other_article", "cut_short"


class ComparedBy(Struct, frozen=True, kw_only=True):
    """What a comparison needs beside both versions. `known` is what the site is known to repeat."""

    checks: Sequence[float]
    tries: FetchOptions
    least_characters: int
    now: datetime
    rng: random.Random
    known: KnownRepeats = {}


Compared = Rechecked | Revised | Retracted


def compare_versions(
    recheck: Recheck, article: Article, earlier: Callable[[], Article | None], given: ComparedBy
) -> Compared:
    """Give what a later reading of an article means. `earlier` reads the version that was written; None where it is gone.

    What a page says of its withdrawal makes a retraction and no later version. A text that is cut short, at a wall say,
    and another article to which the address leads now are no versions: the check is put off.
    """
    if comparable_digest(article) == recheck.digest:
        return Rechecked(recheck, after_answer(recheck, given.now, given.checks, article), "unchanged")
    before = earlier()
    if before is None:
        return _put_off(recheck, NO_EARLIER, given, is_long=False)
    before, after = without_repeats(before, article, given.known)
    revision = compare_articles(before, after)
    if revision is None:
        return Rechecked(recheck, after_answer(recheck, given.now, given.checks, article), "unchanged")
    if revision.withdrawal is not None:
        return Retracted(recheck, _retraction(recheck, before, article, revision.withdrawal, given.now))
    doubt = _find_doubt(recheck, before, article, revision, given.least_characters)
    if doubt is not None:
        return _put_off(recheck, doubt, given)
    return Revised(
        recheck, after_change(recheck, given.now, given.checks, article), _make_revision(recheck, article, revision)
    )


def without_repeats(before: Article, after: Article, known: KnownRepeats) -> tuple[Article, Article]:
    """Give both versions without the paragraphs that only one of them has, and that their site is known to repeat.

    What a site repeats is left out once it is known: it then stands in the earlier version alone.
    """
    if not known:
        return before, after
    had, has = _paragraphs(before), _paragraphs(after)

    def kept(paragraphs: Sequence[str], others: frozenset[str]) -> str:
        return "\n\n".join(one for one in paragraphs if one in others or block_key(one) not in known)

    return replace(before, text=kept(had, frozenset(has))), replace(after, text=kept(has, frozenset(had)))


def _paragraphs(article: Article) -> list[str]:
    return article.text.split("\n\n")


def _find_doubt(
    recheck: Recheck, before: Article, article: Article, revision: Revision, least_characters: int
) -> str | None:
    """Give why what was read now may be no later version of the article; None where it is one."""
    if len(article.text) < least_characters:
        return reasons.NO_TEXT
    if article.id != recheck.id and revision.significance == "rewrite":
        return OTHER_ARTICLE
    if article.page_kind != before.page_kind and article.page_kind == "stub":
        return CUT_SHORT
    return None


def _make_revision(recheck: Recheck, article: Article, revision: Revision) -> ArticleRevision:
    said = asdict(article) | {"id": recheck.id, "version": recheck.version + 1}
    return ArticleRevision(
        **said,
        previous_version=recheck.version,
        changes=revision.changes,
        significance=revision.significance,
        correction=revision.correction,
    )


def _retraction(recheck: Recheck, before: Article, after: Article, notice: str, now: datetime) -> Retraction:
    return Retraction(
        id=recheck.id,
        url=before.url,
        site=before.source.site,
        because="notice",
        retracted_at=now,
        version=recheck.version,
        title=before.title,
        feed_url=before.feed.url,
        notice=notice,
    )


def _put_off(recheck: Recheck, why: str, given: ComparedBy, *, is_long: bool = True) -> Rechecked:
    wait = wait_for(recheck, given.tries, given.rng, is_long=is_long)
    return put_off_for(recheck, why, given.checks, given.now, wait)


@dataclass(eq=False, repr=False)
class CompareVersions(beam.PTransform):
    """Extracted | Failed | Dropped | Deferred of what was asked for again -> Rechecked | Revised | Retracted; all else as it is.

    A page that is to be kept as it came is handed on only with a later version of its article. A text with fewer than
    `least_characters` is none.
    """

    options: RevisionOptions
    tries: FetchOptions
    least_characters: int
    roots: Roots
    clock: Clock

    def expand(self, elements: beam.PCollection[Element]) -> beam.PCollection[Element]:
        return elements | beam.ParDo(_CompareVersions(self))


class _CompareVersions(beam.DoFn):
    def __init__(self, step: CompareVersions) -> None:
        self._step, self._rng = step, random.Random()

    def setup(self) -> None:
        _, output = self._step.roots.open()
        self._earlier = EarlierVersions(output)

    def start_bundle(self) -> None:
        self._turn: Turn | None = None
        self._captured: dict[str, Captured] = {}

    def process(self, element: Element) -> Iterator[Element]:
        if isinstance(element, Began):
            self._turn = element.turn
            self._lessons = Lessons(element.turn.sites.repeats, element.turn.began_at.date())
        id_ = _entry_id(element)
        recheck = self._turn.rechecks.get(id_) if self._turn is not None and id_ is not None else None
        if recheck is None or self._turn is None:
            yield element
        elif isinstance(element, Captured):
            self._captured[recheck.entry.id] = element
        else:
            del self._turn.rechecks[recheck.entry.id]
            compared = self._compare(recheck, element)
            captured = self._captured.pop(recheck.entry.id, None)
            if captured is not None and isinstance(compared, Revised):
                yield captured
            yield compared

    def _compare(self, recheck: Recheck, element: Element) -> Compared:
        site = site_of(element.article.fetched_url) if isinstance(element, Extracted) else ""
        given = ComparedBy(
            checks=self._step.options.checks,
            tries=self._step.tries,
            least_characters=self._step.least_characters,
            now=self._step.clock(),
            rng=self._rng,
            known=self._lessons.known(site) if site else {},
        )
        if isinstance(element, Extracted):
            try:
                with contained(recheck.url, "page", error_class=ExtractError):
                    return compare_versions(recheck, element.article, lambda: self._earlier.read(recheck), given)
            except ExtractError as error:
                return _put_off(recheck, error.reason, given, is_long=False)
        return judge_unread(recheck, element, given)


def judge_unread(recheck: Recheck, element: Element, given: ComparedBy) -> Rechecked:
    """Give what it means that no article was read of the page of one: it is put off, or reserved now, which ends its checks."""
    if isinstance(element, Failed):
        if reasons.is_recorded_drop(element.failure.reason):
            return end_recheck(recheck, element.failure.reason)
        return _put_off(recheck, element.failure.reason, given, is_long=not element.failure.retryable)
    if isinstance(element, Deferred):
        is_long = reasons.waits_long(element.deferral.reason)
        return _put_off(recheck, element.deferral.reason, given, is_long=is_long)
    assert isinstance(element, Dropped)
    return _put_off(recheck, element.reason, given)


def _entry_id(element: Element) -> str | None:
    """Give the id of the entry of which an element says something; None for the marks of a turn, and for a feed's failure."""
    if isinstance(element, Extracted):
        return element.entry.id
    if isinstance(element, Captured):
        return element.page.entry.id
    return element.id if isinstance(element, (Failed, Dropped, Deferred)) else None
