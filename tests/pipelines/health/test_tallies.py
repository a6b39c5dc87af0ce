"""Rows counted, one by one."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from pipelines.health.tallies import ArticleRow, FailureRow, SourceTally, add, is_blocked
from transforms.health_records import Filled

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def row(**changes: Any) -> ArticleRow:
    made = {
        "id": "a",
        "url": "https://valley.example/a",
        "source": {"site": "valley.example"},
        "feed": {"url": "https://valley.example/rss"},
        "fetched": {"fetched_at": NOON},
        "word_count": 200,
        "published_at": NOON - timedelta(minutes=10),
    }
    return msgspec.json.decode(msgspec.json.encode(made | changes), type=ArticleRow)


def counted(**changes: Any) -> SourceTally:
    made = SourceTally()
    made.add_article(row(**changes), NOON - timedelta(days=1))
    return made


@pytest.mark.parametrize(
    ("changes", "lags"),
    [
        ({}, [600.0]),
        ({"published_at": None}, []),
        ({"published_at": NOON + timedelta(minutes=5)}, [0.0]),  # a publisher's clock that is ahead
        ({"published_at": NOON - timedelta(days=2)}, []),  # older than the watch on its source
        ({"feed": {"url": "https://valley.example/rss", "came_by": "backfill"}}, []),
    ],
)
def test_lags(changes: dict[str, Any], lags: list[float]) -> None:
    assert list(counted(**changes).lags) == lags


@pytest.mark.parametrize(
    ("changes", "filled"),
    [
        ({}, Filled(published_at=1)),
        ({"published_at": None}, Filled()),
        ({"authors": ["A. Writer"], "title": "T", "language": "de"}, Filled(published_at=1, authors=1, title=1, language=1)),
        ({"authors": [], "images": [], "standfirst": None, "language": "und"}, Filled(published_at=1)),
        ({"images": [{"url": "x"}], "section": "Local"}, Filled(published_at=1, images=1, section=1)),
        ({"standfirst": "S"}, Filled(published_at=1, standfirst=1)),
    ],
)  # fmt: skip
def test_fields(changes: dict[str, Any], filled: Filled) -> None:
    assert counted(**changes).fields() == filled


def test_text_and_paid() -> None:
    made = counted(word_count=0, is_free=False)
    assert (made.articles, made.with_text, made.paid) == (1, 0, 1)


def test_failures_of_entries_and_of_polls() -> None:
    made = SourceTally()
    for stage, reason in (("fetch", "http_403"), ("extract", "no_text"), ("poll", "timeout")):
        made.add_failure(FailureRow(stage, reason, NOON, "https://valley.example/a"))
    assert (made.failed, made.blocked, dict(made.polls_failed or {})) == (2, 1, {"timeout": 1})


def test_what_is_dropped_as_reserved_was_offered_and_has_not_failed() -> None:
    made, more = counted(), counted()
    for reason in ("reserved_tdmrep", "reserved_rsl", "reserved_tdmrep"):
        more.add_failure(FailureRow("fetch", reason, NOON, "https://valley.example/a"))
    add(made, more)
    assert (made.articles, made.offered, made.failed) == (2, 5, 0)
    assert dict(made.reserved or {}) == {"reserved_tdmrep": 2, "reserved_rsl": 1}


def test_two_add_up() -> None:
    one, two = counted(), counted()
    two.add_failure(FailureRow("fetch", "http_404", NOON, "https://valley.example/b"))
    add(one, two)
    assert (one.articles, list(one.lags), one.failed, one.fields().published_at) == (2, [600.0, 600.0], 1, 2)


@pytest.mark.parametrize(
    "code", ["http_401", "http_402", "http_403", "http_451", "robots_denied", "bot_check", "consent_page"]
)
def test_what_a_site_keeps_from_us(code: str) -> None:
    assert is_blocked(code)


@pytest.mark.parametrize(
    "code", ["http_404", "timeout", "no_text", "blocked_address", "too_large", "of_a_later_version"]
)
def test_what_it_does_not(code: str) -> None:
    assert not is_blocked(code)
