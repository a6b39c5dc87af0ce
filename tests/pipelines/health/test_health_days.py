"""Days that are over, as rows: written once, and whole."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import jsonschema
import msgspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem
from made_sources import TODAY, source, tally

from pipelines.health.days import ListedDay, days_to_write, rows_of, write_days
from pipelines.health.sources import days_shown
from pipelines.schema import schema_text
from transforms.errors import Unclear
from transforms.health_records import HealthDay, SiteAsked
from transforms.pure.feeds.completeness import DayTally
from transforms.row_files import read_lines
from transforms.state.storage import Store, open_store

YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def output() -> Iterator[Store]:
    yield open_store("memory://health-days")
    for path in [path for path in MemoryFileSystem.store if path.startswith("/health-days/")]:
        del MemoryFileSystem.store[path]


def rows(output: Store, day: date = YESTERDAY) -> list[HealthDay]:
    data = output.read(f"health/date={day}/health.jsonl.gz")
    return [] if data is None else [msgspec.json.decode(line, type=HealthDay) for line in read_lines(data)]


def test_a_row_a_source_a_day(output: Store) -> None:
    assert write_days(output, [source(), source(url="https://hill.example/rss")], [YESTERDAY], "1.2") == [YESTERDAY]
    found = rows(output)
    assert [row.feed_url for row in found] == ["https://valley.example/rss", "https://hill.example/rss"]
    assert (found[0].articles, found[0].expected, found[0].volume, found[0].newsbeam_version) == (
        10,
        7.5,
        "usual",
        "1.2",
    )


def test_a_second_run_doubles_nothing(output: Store) -> None:
    write_days(output, [source()], [YESTERDAY], "1.2")
    before = dict(MemoryFileSystem.store)
    assert write_days(output, [source({YESTERDAY: tally(99)})], [YESTERDAY], "1.3") == []
    assert dict(MemoryFileSystem.store) == before


def test_the_list_says_what_is_there(output: Store) -> None:
    write_days(output, [source()], [YESTERDAY], "1.2")
    listed = msgspec.json.decode(output.read(f"health/days/{YESTERDAY}.json") or b"", type=ListedDay)
    data = output.read(listed.path)
    assert data is not None and (listed.rows, listed.size) == (1, len(data))
    assert listed.sha256 == hashlib.sha256(data).hexdigest()


def test_what_a_killed_report_has_not_listed_is_listed_as_it_is(output: Store) -> None:
    write_days(output, [source()], [YESTERDAY], "1.2")
    output.delete(f"health/days/{YESTERDAY}.json")
    before = output.read(f"health/date={YESTERDAY}/health.jsonl.gz")
    assert write_days(output, [source({YESTERDAY: tally(99)})], [YESTERDAY], "1.3") == []
    assert output.read(f"health/date={YESTERDAY}/health.jsonl.gz") == before
    assert output.names("health/days") == [f"{YESTERDAY}.json"]


class _LosesAnswers:
    """A store whose first answer to each create is lost."""

    at_once = 1

    def __init__(self, store: Store) -> None:
        self._store, self.root, self._lost = store, store.root, set[str]()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def create(self, path: str, data: bytes) -> None:
        self._store.create(path, data)
        if path not in self._lost:
            self._lost.add(path)
            raise Unclear(path)


def test_a_lost_answer_is_asked_for_again(output: Store) -> None:
    write_days(_LosesAnswers(output), [source()], [YESTERDAY], "1.2")
    assert len(rows(output)) == 1 and output.names("health/days") == [f"{YESTERDAY}.json"]


@pytest.mark.parametrize(
    ("through", "began", "days"),
    [
        (None, YESTERDAY, []),
        (YESTERDAY, None, []),
        (YESTERDAY, TODAY - timedelta(days=2), [TODAY - timedelta(days=2), YESTERDAY]),
        (TODAY - timedelta(days=2), TODAY - timedelta(days=2), [TODAY - timedelta(days=2)]),
        (TODAY, YESTERDAY, [YESTERDAY]),  # today is not over, whatever a manifest says
    ],
)
def test_only_days_that_are_over(through: date | None, began: date | None, days: list[date]) -> None:
    assert days_to_write(days_shown(TODAY, 28), through, began) == days


def test_who_has_a_row() -> None:
    day = TODAY - timedelta(days=30)
    new = source({}, watched_from=TODAY)
    gone = source({}, is_configured=False)
    back = source({day: tally(1)}, is_configured=False)
    silent = source({})
    assert [row.articles for row in rows_of([new, gone, back, silent], day, "1")] == [1, 0]


def test_a_row_is_valid() -> None:
    full = source(
        {YESTERDAY: tally(3, {"http_403": 2}, polls_failed=Counter(timeout=1))},
        asked={YESTERDAY: SiteAsked(requests=9, not_modified=3, bytes=900, smallest_gap_seconds=1.5)},
        seen={YESTERDAY: DayTally(YESTERDAY, 9, 0.5, 1)},
    )
    schema = jsonschema.Draft202012Validator(msgspec.json.decode(schema_text("health")))
    for row in rows_of([full, source()], YESTERDAY, "1.2"):
        assert [error.message for error in schema.iter_errors(msgspec.json.decode(msgspec.json.encode(row)))] == []
    row = next(rows_of([full], YESTERDAY, "1.2"))
    assert (row.seen, row.missed, row.gaps, row.blocked, row.polls_failed) == (9, 0.5, 1, 2, 1)
    assert [(one.reason, one.count) for one in row.failed] == [("http_403", 2), ("timeout", 1)]


def test_a_day_on_which_all_was_reserved_is_not_silent() -> None:
    weekly = {TODAY - timedelta(days=back): tally(10) for back in range(2, 35)}
    rows = [
        next(rows_of([source(weekly | {YESTERDAY: day})], YESTERDAY, "1"))
        for day in (tally(0, reserved=Counter(reserved_tdmrep=10)), tally(0))
    ]
    assert [(row.articles, row.reserved, row.volume) for row in rows] == [(0, 10, "usual"), (0, 0, "silent")]
