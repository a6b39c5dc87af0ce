"""Extract articles from pages, in a pool of processes: a page that crashes or hangs its process costs that page only."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial

import apache_beam as beam
from msgspec.structs import replace

from transforms.bugs import contained
from transforms.clock import Clock
from transforms.counters import count
from transforms.errors import ExtractError
from transforms.extract_results import ExtractOptions, await_answer, judge_page
from transforms.extraction_pool import extraction_pool
from transforms.pool.errors import PoolUnusable
from transforms.pure.article import ExtractedArticle, extract_article
from transforms.pure.article_steps import ArticleStep, Extract, extract_then
from transforms.pure.body.site_memory import Lessons
from transforms.pure.net.urls import site_of
from transforms.records import Page
from transforms.state.log import NO_TERMS
from transforms.tries import FetchOptions
from transforms.turns import Began, Captured, Element, Ended, Extracted, Pulse, Turn
from transforms.warc.options import NO_WARC, WarcOptions
from transforms.warc.permission import may_keep

# Where an article was, so little text may be what says that it was withdrawn.
LEAST_NOTICE_CHARACTERS = 20

# So many pages are on their way where each may know only what follows from the pages before it.
STEADY_PAGES = 16


@dataclass(eq=False, repr=False)
class ExtractArticles(beam.PTransform):
    """Page -> Extracted, or Failed | Deferred where it holds no article; all else unchanged and in order.

    `then` are functions from article to article, which run one after another where the page was read. `extract` takes the
    place of `extract_article`. The pool's processes must be able to import them all. `tries` say how often a page is asked for
    that is kept from us, for instance by a check for robots. `warc` says whether each page that may be kept as it came is handed
    on, too, ahead of what became of it. Of a page that is asked for again, a few words are enough: they may say that its article
    was withdrawn. `steady`: what is known of a site as a page is read hangs on the pages before it
    alone, and not on how soon each of them was read.
    """

    options: ExtractOptions
    clock: Clock
    then: Sequence[ArticleStep] = ()
    extract: Extract | None = None
    tries: FetchOptions = field(default_factory=FetchOptions)
    warc: WarcOptions = NO_WARC
    steady: bool = False

    def expand(self, elements: beam.PCollection[Element]) -> beam.PCollection[Element]:
        return elements | beam.ParDo(_ExtractArticles(self))


class _ExtractArticles(beam.DoFn):
    """Holds the pages that the pool works on, and hands on their articles in order; at a turn's end all of them."""

    def __init__(self, step: ExtractArticles) -> None:
        self._options, self._clock, self._tries, self._rng = step.options, step.clock, step.tries, random.Random()
        least = step.options.min_text_chars
        extract = step.extract or partial(extract_article, min_text_chars=least)
        again = step.extract or partial(extract_article, min_text_chars=min(least, LEAST_NOTICE_CHARACTERS))
        self._captures, self._steady = step.warc.keeps_pages, step.steady
        self._make_article = partial(extract_then, extract=extract, then=step.then)
        self._make_again = partial(extract_then, extract=again, then=step.then)

    def setup(self) -> None:
        self._pool = extraction_pool(self._options.processes, self._options.process_mb)

    def start_bundle(self) -> None:
        self._held: deque[tuple[Page, Future[ExtractedArticle]]] = deque()
        self._lessons: Lessons | None = None
        self._turn: Turn | None = None

    def process(self, element: Element) -> Iterator[Element]:
        if isinstance(element, Began):
            self._turn = element.turn
            if self._options.memory != "off":
                self._lessons = Lessons(element.turn.sites.repeats, element.turn.began_at.date())
        if isinstance(element, Page):
            self._held.append((element, self._submit(element)))
        # Some pages take twenty times as long as others: meanwhile the children must have other pages to work on.
        enough = 0 if isinstance(element, Ended) else STEADY_PAGES if self._steady else self._pool.processes * 8
        while self._held and (len(self._held) > enough or (self._held[0][1].done() and not self._steady)):
            yield from self._finish(*self._held.popleft())
        if isinstance(element, Ended):
            count("extract", "killed", self._pool.take_kills())
        if isinstance(element, Ended) and self._lessons is not None:
            if self._options.memory == "on":
                element.turn.sites.repeats = self._lessons.learned()
            self._lessons = None
        if isinstance(element, Pulse):
            yield Pulse(quiet=element.quiet and not self._held)
        elif not isinstance(element, Page):
            yield element

    def finish_bundle(self) -> None:
        if self._held:
            raise RuntimeError("pages are held over the end of a bundle: a turn did not end")

    def _submit(self, page: Page) -> Future[ExtractedArticle]:
        # The child gets only what is known of this page's site, and of the page only what it reads.
        page = replace(page, captures=())
        known = self._lessons.known(site_of(page.fetched_url)) if self._lessons else None
        make = self._make_again if self._is_recheck(page) else self._make_article
        return self._pool.submit(partial(make, known=known), page, self._options.page_seconds)

    def _is_recheck(self, page: Page) -> bool:
        return self._turn is not None and page.entry.id in self._turn.rechecks

    def _finish(self, page: Page, future: Future[ExtractedArticle]) -> Iterator[Element]:
        element = self._judge_found(page, future)
        rights = element.article.rights if isinstance(element, Extracted) else None
        if self._captures and page.captures and may_keep(page, rights):
            yield Captured(page)
        yield element

    def _judge_found(self, page: Page, future: Future[ExtractedArticle]) -> Element:
        try:
            with contained(page.fetched_url, "page", error_class=ExtractError, passing=(PoolUnusable,)):
                found = await_answer(page, future, self._options)
                # A later version teaches nothing of what the articles of its site have in common.
                if self._lessons is not None and found.outline is not None and not self._is_recheck(page):
                    self._lessons.note(site_of(page.fetched_url), found.outline)
            for flag in found.article.quality.flags:
                count("enrich", f"failed/{flag.removeprefix('failed_')}", int(flag.startswith("failed_")))
            return Extracted(page.entry, found.article, found.text_id)
        except ExtractError as error:
            return self._judge(page, error)

    def _judge(self, page: Page, error: ExtractError) -> Element:
        turn = self._turn
        before = turn.owner.memory.deferred.get(page.entry.id) if turn is not None else None
        terms, now = turn.terms if turn is not None else NO_TERMS, self._clock()
        aged_at = turn.owner.judged_at(now) if turn is not None else None
        return judge_page(page, error, before, self._tries, now, self._rng, terms, aged_at=aged_at)
