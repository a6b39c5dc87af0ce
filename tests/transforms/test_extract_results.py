"""What the pool made of a page, and the failure of a page that gave no article."""

from __future__ import annotations

from concurrent.futures import Future
from datetime import UTC, datetime

import pytest
from one_shard import entry

from transforms.errors import ExtractError
from transforms.extract_results import ExtractOptions, await_answer, fail_page
from transforms.pool.errors import PoolUnusable, TaskCrashed, TaskKilled, TaskOutgrew, TaskTimedOut
from transforms.records import Evidence, Page

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
URL = "https://paper.example/n/1"
PAGE = Page(entry=entry("a"), fetched_url=URL, status=203, body=b"<p>", fetched_at=NOON, size=3)


def ended(error: Exception) -> Future[str]:
    future: Future[str] = Future()
    future.set_exception(error)
    return future


def test_the_answer_is_what_the_task_gave() -> None:
    future: Future[str] = Future()
    future.set_result("an article")
    assert await_answer(PAGE, future, ExtractOptions()) == "an article"


REFUSED = {
    "a crash": (
        TaskCrashed("the child process died with exit code -11"),
        "crashed",
        f"{URL}: the page ended the process that read it: the child process died with exit code -11",
    ),
    "too much memory": (
        TaskOutgrew("it needed more than the 1024 MB of memory that a process may have"),
        "outgrew",
        f"{URL}: the page was not read: it needed more than the 1024 MB of memory that a process may have",
    ),
    "a deadline": (TaskTimedOut("no answer"), "hung", f"{URL}: the page was not read within 2.5 s"),
    "a refusal": (ExtractError(URL, "no text", reason="no_text"), "no_text", f"{URL}: no text"),
}


@pytest.mark.parametrize(("error", "reason", "message"), REFUSED.values(), ids=REFUSED)
def test_a_page_that_was_its_process_end_is_refused(error: Exception, reason: str, message: str) -> None:
    with pytest.raises(ExtractError) as caught:
        await_answer(PAGE, ended(error), ExtractOptions(page_seconds=2.5))
    assert (caught.value.reason, str(caught.value)) == (reason, message)


@pytest.mark.parametrize("error", [PoolUnusable("no child starts"), KeyError("a bug")])
def test_what_is_no_fault_of_the_page_stays_an_error(error: Exception) -> None:
    with pytest.raises(type(error)):
        await_answer(PAGE, ended(error), ExtractOptions())


def test_the_failure_says_what_the_page_was() -> None:
    failed = fail_page(PAGE, ExtractError(URL, "no text", reason="no_text"), NOON)
    failure = failed.failure
    assert (failed.id, failure.stage, failure.reason, failure.subject) == ("a", "extract", "no_text", URL)
    assert failure.evidence == Evidence(status=203, bytes=3)
    assert failure.entry == PAGE.entry


def test_a_page_whose_process_was_killed_from_outside_is_read_later() -> None:
    with pytest.raises(ExtractError) as caught:
        await_answer(PAGE, ended(TaskKilled("the child process died with exit code -9")), ExtractOptions())
    assert (caught.value.reason, caught.value.retry) == ("killed", True)
    assert str(caught.value) == (
        f"{URL}: the process that read the page was killed from outside: the child process died with exit code -9"
    )
