"""Letters: what they say, when they are tried again, and when they are given up."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from transforms.notices.lasting import Lasting, Notice, Seen
from transforms.notices.options import STATES
from transforms.notices.outbox import Letter, is_due, put_off, write_letter

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
LETTER = Letter(id="msg_1", body="{}", made_at=NOON)


def notice(state: str = "source_silent", n: int = 1) -> Notice:
    seen = [Seen(state=state, subject=f"https://{i}.example/rss", message="nothing new since") for i in range(n)]
    return Notice(state=state, phase="began", subjects=tuple(Lasting(seen=one, since=NOON) for one in seen))


def test_a_letter_says_what_began() -> None:
    letter = write_letter(notice(), "gs://desk/news", "0.1.0", NOON + timedelta(hours=1))
    assert letter.id.startswith("msg_") and letter.tries == 0 and is_due(letter, NOON)
    assert json.loads(letter.body) == {
        "type": "source_silent.began",
        "timestamp": "2026-11-22T13:00:00Z",
        "data": {
            "state": "source_silent",
            "phase": "began",
            "message": "Began: sources are silent against their own norm.",
            "count": 1,
            "subjects": [
                {"subject": "https://0.example/rss", "message": "nothing new since", "since": "2026-11-22T12:00:00Z"}
            ],
            "output": "gs://desk/news",
            "newsbeam_version": "0.1.0",
        },
    }


def test_of_what_ended_a_letter_says_how_it_was() -> None:
    ended = msgspec.structs.replace(notice(), phase="ended")
    data = json.loads(write_letter(ended, "out", "1", NOON).body)["data"]
    assert data["message"] == "Ended: sources are silent against their own norm."
    assert data["subjects"][0]["message"] == "It was: nothing new since"


@pytest.mark.parametrize("state", STATES)
def test_each_state_has_its_words(state: str) -> None:
    assert len(json.loads(write_letter(notice(state), "out", "1", NOON).body)["data"]["message"]) > 20


def test_a_letter_is_small_however_many_it_is_about() -> None:
    data = json.loads(write_letter(notice(n=5000), "out", "1", NOON).body)["data"]
    assert (data["count"], len(data["subjects"])) == (5000, 50)


def test_two_letters_have_two_ids() -> None:
    assert write_letter(notice(), "out", "1", NOON).id != write_letter(notice(), "out", "1", NOON).id


@pytest.mark.parametrize(
    ("tries", "asked_for", "minutes"),
    [
        (0, None, 1),
        (1, None, 2),
        (5, None, 32),
        (9, None, 360),
        (400, None, 360),
        (0, 600.0, 10),
        (5, 60.0, 32),
        (0, 1e9, 360),
    ],
)
def test_the_waits_double(tries: int, asked_for: float | None, minutes: int) -> None:
    later = put_off(Letter(id="msg_1", body="{}", made_at=NOON, tries=tries), NOON, asked_for)
    assert later is not None and later.not_before == NOON + timedelta(minutes=minutes)
    assert (later.id, later.tries) == ("msg_1", tries + 1)
    assert is_due(later, later.not_before) and not is_due(later, later.not_before - timedelta(seconds=1))


@pytest.mark.parametrize(("hours", "is_given_up"), [(71, False), (72, True)])
def test_what_nobody_takes_for_three_days_is_given_up(hours: int, is_given_up: bool) -> None:
    assert (put_off(LETTER, NOON + timedelta(hours=hours)) is None) is is_given_up
