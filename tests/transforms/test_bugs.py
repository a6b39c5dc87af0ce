"""A bug in reading becomes an error of what was read; what is none passes; the log has each kind's traceback once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import CancelledError
from typing import Any

import pytest

from transforms import bugs, reasons
from transforms.bugs import contained, contained_bugs
from transforms.errors import (
    ExtractError,
    FeedError,
    FetchError,
    OutputError,
    SigningKeyError,
    StateError,
    StorageError,
)
from transforms.records import Evidence

URL = "https://valley.example/feed"


@pytest.fixture(autouse=True)
def nothing_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bugs, "_told", set())


def fails(error: BaseException) -> None:
    raise error


def fails_elsewhere(error: BaseException) -> None:
    raise error


def met(error: BaseException, **options: Any) -> Exception:
    """What comes out where this is raised within."""
    raises: Callable[[BaseException], None] = options.pop("raises", fails)
    with pytest.raises(Exception) as caught, contained(URL, "feed", **options):
        raises(error)
    return caught.value


def test_a_bug_becomes_an_error_of_what_is_read_and_says_which() -> None:
    before = contained_bugs["feed"]
    found = met(KeyError("items"), evidence=Evidence(status=200, bytes=7))
    assert isinstance(found, FetchError)
    assert str(found) == f"{URL}: reading it raised an error in newsbeam (KeyError: 'items')"
    assert (found.reason, found.retry, found.severity) == (reasons.UNEXPECTED_ERROR, True, "soft")
    assert found.evidence == Evidence(status=200, bytes=7)
    assert isinstance(found.__cause__, KeyError)
    assert contained_bugs["feed"] == before + 1


def test_a_page_without_an_article_has_an_error_of_its_own_class() -> None:
    assert type(met(ValueError(), error_class=ExtractError)) is ExtractError


PASSING = {
    "bad input": FeedError(URL, "cut off", reason=reasons.MALFORMED_FEED),
    "a store": StorageError("no space"),
    "the state": StateError("it contradicts itself"),
    "an output": OutputError("not there"),
    "a key": SigningKeyError("there is none"),
    "no memory": MemoryError(),
    "a task that was cancelled": CancelledError(),
    "a request that was cancelled": asyncio.CancelledError(),
    "a stop": KeyboardInterrupt(),
    "the end of the process": SystemExit(3),
}


@pytest.mark.parametrize("error", PASSING.values(), ids=PASSING)
def test_what_is_no_bug_passes_as_it_is(error: BaseException) -> None:
    with pytest.raises(type(error)) as caught, contained(URL, "feed"):
        raise error
    assert caught.value is error


def test_so_does_what_the_caller_names() -> None:
    assert type(met(LookupError("not now"), passing=(LookupError,))) is LookupError
    assert type(met(KeyError("not now"), passing=(LookupError,))) is KeyError, "and what inherits from it"


def test_the_traceback_is_logged_once_for_each_place(caplog: pytest.LogCaptureFixture) -> None:
    for raises in (fails, fails, fails_elsewhere, fails):
        met(AttributeError("strip"), raises=raises)
    met(TypeError("strip"))
    assert [record.exc_info[0] for record in caplog.records if record.exc_info] == [
        AttributeError,
        AttributeError,
        TypeError,
    ]
    assert {record.levelname for record in caplog.records} == {"ERROR"}
    assert "in fails_elsewhere" in caplog.text and f"{URL}: reading this feed raised" in caplog.text


def test_no_more_kinds_are_logged_than_anybody_reads(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bugs, "MOST_KINDS", 2)
    for kind in (KeyError, TypeError, ValueError, IndexError):
        met(kind("x"))
    assert len(caplog.records) == 2


def test_what_it_says_is_one_short_line() -> None:
    message = str(met(ValueError("a\nERROR b" + "c" * 1000)))
    assert "\n" not in message and len(message) < 300


def test_secrets_are_in_neither_the_error_nor_the_log(caplog: pytest.LogCaptureFixture) -> None:
    found = met(ValueError("no header may be 'Bearer 8f3a77c2'"), secrets=("8f3a77c2",))
    assert "Bearer hidden" in str(found)
    assert "8f3a77c2" not in caplog.text and "in fails" in caplog.text and "ValueError" in caplog.text
