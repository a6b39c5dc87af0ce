"""Notices from state to receiver, over real HTTP: begins, ends, flaps, a receiver that is down, a new start in between."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from textwrap import dedent
from typing import Any

import msgspec
import pytest
from small_newsroom import Newsroom
from small_receiver import SmallReceiver

from pipelines.cli import main
from pipelines.config.config import Config
from pipelines.notices.notifying import Notifier, secret_of
from pipelines.run.errors import Refused
from pipelines.run.passes import Report, ingest
from transforms.notices.options import NotifyOptions
from transforms.notices.remembering import load_notices
from transforms.notices.signing import read_secret, sign

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
FAILS, WELL = "out: the disk is full", None
BEGAN, ENDED = "store_failing.began", "store_failing.ended"
ROOT = Path(__file__).parents[3]


@pytest.fixture
def receiver() -> Iterator[SmallReceiver]:
    running = SmallReceiver()
    yield running
    running.close()


class Desk:
    """A newsroom whose ticks are judged a minute apart; each start is a process of its own, as far as notices go."""

    def __init__(self, newsroom: Newsroom, receiver: SmallReceiver) -> None:
        self.receiver, self.minutes = receiver, 0.0
        self.config: Config = newsroom.config(notify=notify(receiver))
        newsroom.publish("/1")
        ingest(self.config)
        self.start()

    def start(self) -> None:
        self.notifier = Notifier(
            self.config, self.receiver.url, read_secret(SECRET), lambda: NOON + timedelta(minutes=self.minutes)
        )

    def tick(self, *problems: str | None, minutes: float = 1.0) -> None:
        """Ticks with a problem each, or without; after each all that is under way is waited for."""
        for problem in problems:
            self.minutes += minutes
            self.notifier.end_tick(Report(), problem)
            self.notifier.close(60)


def notify(receiver: SmallReceiver, **changes: Any) -> dict[str, Any]:
    return {"url": receiver.url, "allow_addresses": ["127.0.0.1"], "after_seconds": "3m", "disk_free_mb": 0} | changes


@pytest.fixture
def desk(newsroom: Newsroom, receiver: SmallReceiver) -> Desk:
    return Desk(newsroom, receiver)


def test_it_is_told_once_when_it_begins_and_once_when_it_ends(desk: Desk, receiver: SmallReceiver) -> None:
    desk.tick(*[WELL] * 2, *[FAILS] * 9)
    assert receiver.types() == [BEGAN]
    assert receiver.received[0].told["data"]["subjects"][0]["message"] == FAILS
    desk.tick(*[WELL] * 9)
    assert receiver.types() == [BEGAN, ENDED]


def test_what_flaps_tells_nothing(desk: Desk, receiver: SmallReceiver) -> None:
    desk.tick(*[FAILS, WELL] * 10)
    assert receiver.types() == []
    desk.tick(*[FAILS] * 4, *[WELL, FAILS] * 10)
    assert receiver.types() == [BEGAN]


def test_a_receiver_that_is_down_gets_it_later_once_and_in_order(desk: Desk, receiver: SmallReceiver) -> None:
    receiver.status = 503
    desk.tick(*[FAILS] * 9, *[WELL] * 9)
    assert set(receiver.types()) == {BEGAN} and len(receiver.received) >= 3
    receiver.status, tried = 204, len(receiver.received)
    desk.tick(*[WELL] * 40)
    assert receiver.types()[tried:] == [BEGAN, ENDED]
    assert len({one.headers["webhook-id"] for one in receiver.received}) == 2
    for one in receiver.received:
        at = int(one.headers["webhook-timestamp"])
        assert (
            one.headers["webhook-signature"]
            == sign(read_secret(SECRET), one.headers["webhook-id"], at, one.body)["webhook-signature"]
        )


def test_the_waits_between_tries_grow(desk: Desk, receiver: SmallReceiver) -> None:
    receiver.status = 500
    desk.tick(*[FAILS] * 64)
    assert len(receiver.received) <= 7


def test_a_new_start_repeats_nothing_and_forgets_nothing(desk: Desk, receiver: SmallReceiver) -> None:
    desk.tick(*[FAILS] * 2)
    desk.tick(WELL, *[FAILS] * 4)  # it has read the state by now, and saves what it sees
    assert receiver.types() == [BEGAN]
    desk.start()
    desk.tick(*[FAILS] * 3)
    assert receiver.types() == [BEGAN]
    desk.start()
    desk.tick(*[WELL] * 5)
    assert receiver.types() == [BEGAN, ENDED]


def test_what_nobody_has_taken_is_delivered_by_the_next_start(desk: Desk, receiver: SmallReceiver) -> None:
    receiver.status = 503
    desk.tick(WELL, *[FAILS] * 4)
    tried = len(receiver.received)
    assert set(receiver.types()) == {BEGAN}
    receiver.status = 204
    desk.start()
    desk.tick(FAILS, minutes=600)
    assert receiver.types()[tried:] == [BEGAN]
    assert load_notices(desk.config.roots.open()[0]).letters == ()


def test_no_tick_waits_for_a_receiver(desk: Desk, receiver: SmallReceiver) -> None:
    receiver.hold()
    try:
        for _ in range(6):
            desk.minutes += 1
            desk.notifier.end_tick(Report(), FAILS)  # would wait for ever if it waited
        assert receiver.asked.wait(60)
    finally:
        receiver.let_go()
    desk.notifier.close(60)
    assert receiver.types() == [BEGAN]


def test_a_silent_source_is_one_of_the_states(newsroom: Newsroom, receiver: SmallReceiver) -> None:
    """A real state, ingested on each day of two weeks by a virtual clock."""
    config = newsroom.config(notify=notify(receiver))
    at = [NOON]
    notifier = Notifier(config, receiver.url, read_secret(SECRET), lambda: at[0])
    for day in range(14):
        at[0] = NOON + timedelta(days=day)
        newsroom.publish(*(f"/{n}" for n in range(day, -1, -1)))
        notifier.end_tick(ingest(config, poll_all=True, clock=lambda: at[0]))
    notifier.close(60)
    assert receiver.types() == []
    for day in range(14, 18):
        at[0] = NOON + timedelta(days=day)
        notifier.end_tick(ingest(config, poll_all=True, clock=lambda: at[0]))
    notifier.close(60)
    assert receiver.types() == ["source_silent.began"]
    assert receiver.received[0].told["data"]["subjects"][0]["subject"] == newsroom.settings["feeds"][0]


def test_two_ingests_tell_a_beginning_and_an_end(
    newsroom: Newsroom, receiver: SmallReceiver, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NEWSBEAM_NOTIFY_SECRET", SECRET)
    file = newsroom.file(notify=notify(receiver, after_seconds=0), failure_share=1)
    assert main(["ingest", file, "--now"]) == 0
    assert receiver.types() == ["feeds_failing.began"]
    newsroom.publish("/1")
    assert main(["ingest", file, "--now"]) == 0
    assert receiver.types() == ["feeds_failing.began", "feeds_failing.ended"]
    out, err = capsys.readouterr()
    assert "whsec_" not in out + err and "SECRETPATH" not in out + err
    assert not [path for path in newsroom.output.rglob("*") if path.is_file() and b"MfKQ9r8" in path.read_bytes()]


@pytest.mark.parametrize("command", ["ingest", "stream"])
def test_a_store_that_fails_from_the_start_is_told_once_a_day(
    newsroom: Newsroom, receiver: SmallReceiver, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """The store of the state is what fails, so nothing can remember that it was told; the receiver can, by its id."""
    monkeypatch.setenv("NEWSBEAM_NOTIFY_SECRET", SECRET)
    file = newsroom.file(notify=notify(receiver), output="/proc/nowhere/out")
    assert main([command, file]) == main([command, file]) == 2
    assert set(receiver.types()) == {BEGAN} and len(receiver.received) == 2
    assert len({one.headers["webhook-id"] for one in receiver.received}) == 1
    (subject,) = receiver.received[0].told["data"]["subjects"]
    assert "/proc/nowhere/out" in subject["message"] and "check the path" in subject["message"]


def test_an_output_that_fails_is_remembered_in_the_state_and_told_when_it_lasts(
    newsroom: Newsroom, receiver: SmallReceiver, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("NEWSBEAM_NOTIFY_SECRET", SECRET)
    roots = {"output": "/proc/nowhere/out", "state": str(tmp_path / "state")}
    assert main(["ingest", newsroom.file(notify=notify(receiver), **roots)]) == 2
    assert receiver.types() == []
    assert main(["ingest", newsroom.file(notify=notify(receiver, after_seconds=0), **roots)]) == 2
    assert receiver.types() == [BEGAN]


def test_what_is_not_asked_for_is_not_told(desk: Desk, receiver: SmallReceiver) -> None:
    desk.config = msgspec.structs.replace(
        desk.config, notify=msgspec.structs.replace(desk.config.notify, states=("disk_low",))
    )
    desk.start()
    desk.notifier.end_without(FAILS, is_silent=True)
    desk.notifier.close(60)
    assert receiver.types() == []


def test_a_silent_store_is_told_without_asking_it_again(desk: Desk, receiver: SmallReceiver) -> None:
    desk.notifier.end_without(FAILS, is_silent=True)
    desk.notifier.close(60)
    assert receiver.types() == [BEGAN]


@pytest.mark.parametrize(
    ("environ", "options", "said"),
    [
        ({}, {}, "notify.secret_env: NEWSBEAM_NOTIFY_SECRET is not set; set it to the secret"),
        (
            {"NEWSBEAM_NOTIFY_SECRET": "CANARY77"},
            {},
            "notify.secret_env: NEWSBEAM_NOTIFY_SECRET: this is no secret for webhooks",
        ),
        ({"OTHER": "CANARY77"}, {"secret_env": "OTHER"}, "notify.secret_env: OTHER: this is no secret for webhooks"),
        (
            {},
            {"secret_file": "/nowhere/CANARY"},
            "notify.secret_file: /nowhere/CANARY cannot be read (No such file or directory)",
        ),
    ],
)
def test_a_bad_secret_is_refused_and_not_shown(environ: dict[str, str], options: dict[str, str], said: str) -> None:
    with pytest.raises(Refused) as refused:
        secret_of(NotifyOptions(**options), environ)
    assert said in str(refused.value) and "CANARY77" not in str(refused.value)


def test_a_secret_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(f"{SECRET}\n")
    assert secret_of(NotifyOptions(secret_file=str(tmp_path / "secret")), {}) == read_secret(SECRET)


def test_an_ingest_with_a_bad_secret_does_not_begin(
    newsroom: Newsroom, receiver: SmallReceiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSBEAM_NOTIFY_SECRET", "hunter2")
    assert main(["ingest", newsroom.file(notify=notify(receiver))]) == 2
    assert not (newsroom.output / "articles").exists()


def test_the_receiver_in_the_docs_takes_what_is_signed_and_nothing_else(desk: Desk, receiver: SmallReceiver) -> None:
    text = (ROOT / "docs" / "watching.md").read_text()
    (block,) = re.findall(r"(?m)(^    import base64, .*\n(?:    .*\n)+)", text)
    names: dict[str, Any] = {}
    exec(dedent(block), names)
    desk.tick(*[FAILS] * 5)
    (got,) = receiver.received
    now = int(got.headers["webhook-timestamp"])
    told = names["verify"](SECRET, got.headers, got.body, now=now + 10)
    assert told["type"] == BEGAN
    for secret, headers, body, at in [
        (SECRET.replace("M", "N"), got.headers, got.body, now),
        (SECRET, got.headers, got.body + b" ", now),
        (SECRET, {**got.headers, "webhook-id": "msg_2"}, got.body, now),
        (SECRET, got.headers, got.body, now + 301),
    ]:
        with pytest.raises(ValueError, match="this is no notice of ours"):
            names["verify"](secret, headers, body, now=at)
