"""The step that extracts: pages go through the pool, and one that crashes or hangs a process costs that page only."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from one_shard import bare_turn, entry
from page_tasks import count_tags, extract, misbehave_at_title, tag_process, titled_extract
from steps import now, set_now, through

from transforms.extract import STEADY_PAGES, ExtractArticles
from transforms.extract_results import ExtractOptions
from transforms.pool.errors import PoolUnusable
from transforms.pure.article import ExtractedArticle
from transforms.pure.article_steps import ArticleStep
from transforms.records import Evidence, Page
from transforms.state.log import Deferral
from transforms.tries import FetchOptions
from transforms.turns import Began, Dropped, Ended, Extracted, Failed, Pulse

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
END = Ended(bare_turn())


@pytest.fixture(autouse=True)
def at_noon() -> None:
    set_now(NOW)


def page(name: str, body: bytes = b"fine") -> Page:
    parked = entry(name)
    return Page(entry=parked, fetched_url=parked.url, status=200, body=body, fetched_at=NOW, size=len(body))


def names(elements: list[object]) -> list[str]:
    """What became of which page, short."""
    found = []
    for element in elements:
        if isinstance(element, Extracted):
            found.append(f"{element.entry.id} extracted")
        elif isinstance(element, Failed):
            found.append(f"{element.id} {element.failure.reason}")
        else:
            found.append(type(element).__name__)
    return found


def step(processes: int = 2, page_seconds: float = 30.0, then: Sequence[ArticleStep] = ()) -> ExtractArticles:
    return ExtractArticles(ExtractOptions(processes=processes, page_seconds=page_seconds), now, then, extract)


@pytest.mark.parametrize("processes", [0, 1, 2])
def test_pages_come_out_in_the_order_in_which_they_came(processes: int) -> None:
    pages = [page("a", b"slow"), page("b"), page("c", b"refuse"), page("d"), page("e"), page("f")]
    found = through(step(processes), *pages, END)
    assert names(found) == [
        "a extracted",
        "b extracted",
        "c no_text",
        "d extracted",
        "e extracted",
        "f extracted",
        "Ended",
    ]


def test_the_end_of_a_turn_waits_for_all_pages_and_other_elements_do_not() -> None:
    dropped = Dropped("x", "moved")
    found = through(step(), page("a", b"slow"), dropped, Pulse(), END)
    assert found[0] is dropped
    assert names(found) == ["Dropped", "Pulse", "a extracted", "Ended"]


def test_where_it_is_steady_pages_are_handed_on_by_their_number_alone() -> None:
    steady = ExtractArticles(ExtractOptions(processes=0), now, (), extract, steady=True)
    marks = [Dropped(f"mark {n}", "moved") for n in range(20)]
    found = through(steady, *(one for n in range(20) for one in (page(f"{n}"), marks[n])), END)
    ahead = [names(found).index(f"{n} extracted") - found.index(marks[n + STEADY_PAGES]) for n in range(3)]
    assert ahead == [-1, -1, -1]


def test_it_is_not_quiet_while_pages_are_being_read() -> None:
    quiet = Pulse(quiet=True)
    found = through(step(), page("a", b"slow"), quiet, END)
    assert [element.quiet for element in found if isinstance(element, Pulse)] == [False]
    assert through(step(), quiet, END)[0] == quiet


def test_a_page_that_ends_its_process_costs_that_page_only() -> None:
    found = through(step(), page("a"), page("b", b"crash"), page("c"), page("d"), END)
    assert names(found) == ["a extracted", "b crashed", "c extracted", "d extracted", "Ended"]
    failure = found[1].failure
    assert failure.message == (
        "https://site.example/b: the page ended the process that read it: the child process died with exit code 7"
    )
    assert (failure.stage, failure.retryable, failure.subject) == ("extract", False, "https://site.example/b")


def test_a_page_that_hangs_is_ended_at_its_deadline() -> None:
    found = through(step(page_seconds=3.0), page("a", b"hang"), page("b"), END)
    assert names(found) == ["a hung", "b extracted", "Ended"]
    assert found[0].failure.message == "https://site.example/a: the page was not read within 3 s"


def test_a_failure_tells_what_a_stranger_needs_to_see_why() -> None:
    refused = page("a", b"refuse")
    ((failed, _),) = [through(step(0), refused, END)]
    failure = failed.failure
    assert failure.message == "https://site.example/a: found no text"
    assert failure.evidence == Evidence(status=200, bytes=6)
    assert (failed.id, failure.id, failure.entry) == ("a", "a", refused.entry)
    assert (failure.failed_at, failure.first_seen_at, failure.attempts) == (NOW, refused.entry.parked_at, 1)
    assert failure.feed_url == "https://site.example/feed"


@pytest.mark.parametrize("processes", [0, 2])
def test_what_follows_extraction_runs_in_the_process_that_read_the_page_in_order(processes: int) -> None:
    found, _ = through(step(processes, then=(tag_process, count_tags)), page("a"), END)
    assert found.article.word_count == 1
    assert (found.article.tags == (str(os.getpid()),)) == (processes == 0)


def titled_step(page_seconds: float = 30.0) -> ExtractArticles:
    options = ExtractOptions(processes=2, page_seconds=page_seconds)
    return ExtractArticles(options, now, (misbehave_at_title,), titled_extract)


def test_a_page_whose_article_ends_or_hangs_a_process_later_costs_that_page_only() -> None:
    found = through(titled_step(3.0), page("a"), page("b", b"crash"), page("c", b"hang"), page("d"), END)
    assert names(found) == ["a extracted", "b crashed", "c hung", "d extracted", "Ended"]


def test_a_bug_in_what_follows_extraction_costs_that_page_only_and_the_log_has_the_childs_traceback(
    caplog: pytest.LogCaptureFixture,
) -> None:
    found = through(titled_step(), page("a"), page("b", b"fail"), page("c"), END)
    assert names(found) == ["a extracted", "Deferred", "c extracted", "Ended"]
    assert (found[1].id, found[1].deferral.reason, found[1].deferral.attempts) == ("b", "unexpected_error", 1)
    assert "in misbehave_at_title" in caplog.text and "RuntimeError: this step has a bug" in caplog.text


def test_a_pool_without_processes_is_no_pages_fault() -> None:
    def unusable(page: Page, *, known: Any) -> ExtractedArticle:
        raise PoolUnusable("no child process starts")

    with pytest.raises(PoolUnusable):
        through(ExtractArticles(ExtractOptions(processes=0), now, (), unusable), page("a"), END)


REFUSED = {
    "no HTML": (b"%PDF-1.7 and so on", "not_html", "expected an HTML page, found no HTML element in its 18 bytes"),
    "empty": (b"", "not_html", "expected an HTML page, found no HTML element in its 0 bytes"),
    "no text": (
        b"<html><title>A shell</title><body><div id=app></div></body></html>",
        "no_text",
        "found 0 characters of article text, expected at least 100",
    ),
}


@pytest.mark.parametrize(("body", "reason", "message"), REFUSED.values(), ids=REFUSED)
def test_a_page_without_an_article_says_why(body: bytes, reason: str, message: str) -> None:
    real = ExtractArticles(ExtractOptions(processes=2), now)
    failed, end = through(real, page("a", body), END)
    assert end is END
    assert (failed.failure.reason, failed.failure.message) == (reason, f"https://site.example/a: {message}")


BOT_CHECK = b"<html><title>Just a moment...</title><body><p>Checking your browser.</p></body></html>"


def test_a_check_for_robots_makes_the_entry_wait_long() -> None:
    turn = bare_turn()
    turn.terms = {"bot_check": "t1"}
    turn.owner.memory.deferred["a"] = Deferral(attempts=3, not_before=NOW, reason="http_403", refusals=1)
    real = ExtractArticles(ExtractOptions(processes=2), now, tries=FetchOptions(refused_seconds=3600))
    _, deferred, _ = through(real, Began(turn), page("a", BOT_CHECK), Ended(turn))
    found = deferred.deferral
    assert (deferred.id, found.reason, found.attempts, found.refusals, found.terms) == ("a", "bot_check", 4, 2, ("t1",))
    assert timedelta(hours=2) <= found.not_before - NOW <= timedelta(hours=2.3)


def test_an_entry_whose_time_is_up_fails_with_what_stood_in_the_articles_place() -> None:
    turn = bare_turn()
    real = ExtractArticles(ExtractOptions(processes=2), now)
    late = page("a", BOT_CHECK)
    late = replace(late, entry=replace(late.entry, parked_at=NOW - timedelta(days=30)))
    _, failed, _ = through(real, Began(turn), late, Ended(turn))
    assert (failed.failure.stage, failed.failure.reason) == ("extract", "bot_check")
    message = "the server answered with a check for robots in the article's place"
    assert failed.failure.message == f"https://site.example/a: {message}"


def test_pages_left_at_the_end_of_a_bundle_are_an_error() -> None:
    with pytest.raises(RuntimeError, match="pages are held over the end of a bundle: a turn did not end"):
        through(step(), page("a", b"slow"))
