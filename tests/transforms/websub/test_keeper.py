"""Subscriptions at a real hub on loopback: asked for, confirmed, renewed, ended, and taken up by the next process."""

from __future__ import annotations

import math
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace
from websub_world import FEED, FEED_ID, HUB, World

from transforms.pure.websub.hubs import Hub

DAY = 86_400.0


def test_a_feed_that_names_a_hub_is_subscribed_once(world: World) -> None:
    world.tend(FEED)
    world.tend(FEED)
    (asked,) = world.hub.asked
    assert (asked["hub.mode"], asked["hub.topic"], asked["hub.lease_seconds"]) == ("subscribe", HUB.topic, "864000")
    assert asked["hub.callback"] == world.callback and 20 < len(asked["hub.secret"]) < 200
    assert world.callback in world.hub.subscribers and not world.hub.refused
    live = world.pushes.live(FEED_ID)
    assert live is not None and (live.until - world.clock()).total_seconds() == 864_000
    assert world.keeper.counts.live == 1


def test_what_the_hub_delivers_makes_the_feed_due(world: World) -> None:
    world.tend(FEED)
    for method in ("sha1", "sha256", "sha384", "sha512"):
        assert world.hub.deliver(HUB.topic, b"<rss/>", method=method) == [202]
        assert world.pushes.take(0, world.clock()) == [FEED_ID]
    assert world.keeper.counts.taken == 4


def test_what_is_not_signed_is_ignored_and_the_answer_does_not_say_so(world: World) -> None:
    world.tend(FEED)
    assert world.hub.deliver(HUB.topic, b"<rss/>", secret="another") == [202]
    assert world.pushes.next_at(0) == math.inf
    assert (world.keeper.counts.taken, world.keeper.counts.unsigned) == (0, 1)


def test_nothing_is_taken_after_the_lease_or_before_it_is_confirmed(world: World) -> None:
    world.hub.status = 500
    world.tend(FEED)
    assert world.known is not None
    assert not world.keeper.take(world.known.token, None, b"")
    world.hub.status = 202
    world.clock.add(3600)
    world.tend(FEED)
    world.clock.add(11 * DAY)
    assert world.hub.deliver(HUB.topic, b"<rss/>") == [202]
    assert world.pushes.next_at(0) == math.inf


def test_a_lease_is_renewed_before_its_end_with_the_same_address_and_secret(world: World) -> None:
    world.tend(FEED)
    world.clock.add(8.9 * DAY)
    world.tend(FEED)
    assert len(world.hub.asked) == 1
    world.clock.add(0.2 * DAY)
    world.tend(FEED)
    first, second = world.hub.asked
    assert first == second
    assert world.known is not None and world.known.until is not None
    assert (world.known.until - world.clock()).total_seconds() == 10 * DAY


def test_the_hub_decides_on_the_lease(world: World) -> None:
    world.hub.lease_seconds = 7200
    world.tend(FEED)
    assert world.known is not None and world.known.until is not None
    assert (world.known.until - world.clock()).total_seconds() == 7200
    world.clock.add(3700)
    world.tend(FEED)
    assert len(world.hub.asked) == 2


def test_a_hub_that_fails_is_asked_again_later_and_later(world: World, caplog: pytest.LogCaptureFixture) -> None:
    world.hub.status = 503
    asked = []
    for _ in range(12):
        world.tend(FEED)
        asked.append(len(world.hub.asked))
        world.clock.add(601)
    assert asked == [1, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 4]
    assert "its hub cannot be asked" in caplog.text
    assert world.pushes.live(FEED_ID) is None


def test_a_hub_that_refuses_is_asked_again_the_next_day(world: World, caplog: pytest.LogCaptureFixture) -> None:
    world.hub.denies = True
    world.tend(FEED)
    assert world.known is not None and world.known.denied == "no room"
    assert "refuses: no room" in caplog.text
    world.clock.add(0.9 * DAY)
    world.tend(FEED)
    assert len(world.hub.asked) == 1
    world.hub.denies = False
    world.clock.add(0.2 * DAY)
    world.tend(FEED)
    assert world.known.token in world.callback and world.callback in world.hub.subscribers


def test_a_feed_that_is_removed_is_unsubscribed_and_forgotten(world: World) -> None:
    world.tend(FEED)
    token = world.callback
    world.tend()
    assert world.hub.asked[-1]["hub.mode"] == "unsubscribe" and world.hub.asked[-1]["hub.callback"] == token
    assert world.hub.subscribers == {}
    world.tend()
    assert world.known is None and world.state.names("websub") == []
    assert world.hub.verify(token, mode="subscribe", topic=HUB.topic, challenge="x")[0] == 404
    assert len(world.hub.asked) == 2


def test_a_feed_that_names_another_hub_is_subscribed_there(world: World) -> None:
    world.tend(FEED)
    world.pushes.note_hub(FEED_ID, Hub(HUB.url, "http://valley.example/all"))
    world.tend(FEED)
    assert [asked["hub.topic"] for asked in world.hub.asked] == [HUB.topic, "http://valley.example/all"]
    assert len({asked["hub.secret"] for asked in world.hub.asked}) == 2


def test_questions_that_nobody_asked_for_have_no_answer(world: World) -> None:
    world.tend(FEED)
    token = world.callback
    assert world.hub.verify(token, mode="unsubscribe", topic=HUB.topic, challenge="x") == (404, "")
    assert world.hub.verify(token, mode="subscribe", topic=HUB.topic, challenge="x") == (404, "")  # answered already
    assert world.hub.verify(f"{world.hub.public}/other", mode="subscribe", topic=HUB.topic, challenge="x")[0] == 404
    assert world.pushes.live(FEED_ID) is not None


def test_the_next_process_keeps_the_lease_and_polls_what_may_have_been_announced(world: World) -> None:
    world.tend(FEED)
    before = world.known
    world.pushes.set_live(FEED_ID, None)
    world.restart()
    assert world.known == before
    assert world.pushes.take(0, world.clock()) == [FEED_ID]
    assert world.pushes.live(FEED_ID) is not None
    world.tend(FEED)
    assert len(world.hub.asked) == 1
    assert world.hub.deliver(HUB.topic, b"<rss/>") == [202]
    assert world.pushes.take(0, world.clock()) == [FEED_ID]


def test_a_damaged_document_is_a_new_subscription(world: World, caplog: pytest.LogCaptureFixture) -> None:
    world.tend(FEED)
    world.state.put(f"websub/{FEED_ID}.json", b"{")
    world.restart()
    world.tend(FEED)
    assert len(world.hub.asked) == 2
    assert "websub" in caplog.text


def test_secrets_are_in_no_log(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)
    world.hub.status = 500
    world.tend(FEED)
    world.clock.add(700)
    world.tend(FEED)
    secrets = {asked["hub.secret"] for asked in world.hub.asked}
    assert secrets and not [secret for secret in secrets if secret in caplog.text]


def test_the_document_on_disk(world: World) -> None:
    world.tend(FEED)
    data = world.state.read(f"websub/{FEED_ID}.json")
    assert data is not None and msgspec.json.decode(data, type=type(world.known)) == world.known
    assert not replace(FEED).headers and Path(world.state.root).exists()


def test_a_bug_in_asking_a_hub_is_told_and_the_hub_is_asked_again(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("transforms.web.client.post_form", None)  # to call it is a TypeError
        world.tend(FEED)
    world.tend(FEED)
    assert (
        "its hub cannot be asked: http://hub.example/: reading it raised an error in newsbeam (TypeError" in caplog.text
    )
    assert world.hub.asked == []
    world.clock.add(3600)
    world.tend(FEED)
    assert len(world.hub.asked) == 1
