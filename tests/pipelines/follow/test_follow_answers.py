"""What an answer means: a table of statuses, of whole requests and of one action of many."""

from __future__ import annotations

from typing import Any

import pytest

from pipelines.follow.answers import judge_item, judge_status


@pytest.mark.parametrize(
    ("status", "of_one", "of_many"),
    [
        (200, "taken", "taken"),
        (202, "taken", "taken"),
        (204, "taken", "taken"),
        (301, "wrong", "wrong"),
        (307, "wrong", "wrong"),
        (400, "refused", "split"),
        (401, "wrong", "wrong"),
        (403, "wrong", "wrong"),
        (404, "wrong", "wrong"),
        (405, "wrong", "wrong"),
        (408, "again", "again"),
        (409, "again", "again"),
        (410, "wrong", "wrong"),
        (413, "refused", "split"),
        (415, "refused", "split"),
        (422, "refused", "split"),
        (425, "again", "again"),
        (429, "again", "again"),
        (500, "again", "again"),
        (502, "again", "again"),
        (503, "again", "again"),
        (504, "again", "again"),
    ],
)
def test_a_request(status: int, of_one: str, of_many: str) -> None:
    assert (judge_status(status, "", 5.0, 1).verdict, judge_status(status, "", 5.0, 9).verdict) == (of_one, of_many)


def test_what_it_said_is_told_and_when_to_come_again() -> None:
    answer = judge_status(503, "  try later\n", 7.0, 3)
    assert (answer.problem, answer.wait_seconds) == ("it answered 503: try later", 7.0)
    assert len(judge_status(400, "x" * 9999, None, 1).problem or "") < 600


@pytest.mark.parametrize(
    ("status", "error", "is_delete", "verdict"),
    [
        (200, None, False, "taken"),
        (201, None, False, "taken"),
        (200, None, True, "taken"),
        (404, None, True, "taken"),
        (404, {"type": "index_not_found_exception"}, False, "wrong"),
        (409, {"type": "version_conflict_engine_exception"}, False, "taken"),
        (400, {"type": "mapper_parsing_exception"}, False, "refused"),
        (413, None, False, "refused"),
        (403, {"type": "cluster_block_exception"}, False, "wrong"),
        (429, {"type": "rejected_execution_exception"}, False, "again"),
        (500, None, False, "again"),
        (503, {"type": "unavailable_shards_exception"}, True, "again"),
    ],
)
def test_an_action_of_many(status: int, error: dict[str, Any] | None, is_delete: bool, verdict: str) -> None:
    assert judge_item(status, error, is_delete).verdict == verdict


def test_the_cause_of_a_refusal_is_told() -> None:
    error = {"type": "mapper_parsing_exception", "reason": "failed to parse", "caused_by": {"reason": "no date"}}
    assert judge_item(400, error, False).problem == "400 mapper_parsing_exception: failed to parse (no date)"
