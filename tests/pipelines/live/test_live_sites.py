"""What sites wait for, asked of the flights: the newest answer, and the one before while a loop is busy."""

from __future__ import annotations

from concurrent.futures import Future

from pipelines.live.sites import SITES_A_SECOND, SiteLooks
from transforms.web.looks import SiteLook

SITE = SiteLook("a.example", "pacing", 0.5)


def answered(*sites: SiteLook) -> Future[list[SiteLook]]:
    future = Future[list[SiteLook]]()
    future.set_result(list(sites))
    return future


def test_the_sites_of_all_flights_are_given() -> None:
    other = SiteLook("b.example", "answer", 2.0)
    assert SiteLooks(lambda: [answered(SITE), answered(other)]).take() == (SITE, other)
    assert SiteLooks(list).take() == ()


def test_a_busy_loop_is_not_waited_for_and_not_asked_twice() -> None:
    busy, asked = Future[list[SiteLook]](), list[int]()

    def begin() -> list[Future[list[SiteLook]]]:
        asked.append(1)
        return [answered(SITE)] if len(asked) == 1 else [busy]

    looks = SiteLooks(begin, iter(range(100)).__next__)
    assert looks.take() == (SITE,)
    assert looks.take() == looks.take() == (SITE,)
    assert len(asked) == 2
    busy.set_result([])
    assert looks.take() == ()


def test_thousands_of_sites_are_looked_at_more_seldom() -> None:
    now, asked = [0.0], list[float]()

    def begin() -> list[Future[list[SiteLook]]]:
        asked.append(now[0])
        return [answered(*[SITE] * 5 * SITES_A_SECOND)]

    looks = SiteLooks(begin, lambda: now[0])
    for second in range(11):
        now[0] = float(second)
        assert len(looks.take()) == 5 * SITES_A_SECOND
    assert asked == [0.0, 5.0, 10.0]


def test_a_flight_that_was_given_up_has_no_sites() -> None:
    cancelled = Future[list[SiteLook]]()
    cancelled.cancel()
    cancelled.set_running_or_notify_cancel()
    assert SiteLooks(lambda: [cancelled, answered(SITE)]).take() == (SITE,)
