"""The order of a site's requests: feeds before pages, news before what waits, and what waits longest now and then."""

from __future__ import annotations

import pytest
from msgspec import Struct

from transforms.web.site_queue import SiteQueue


class Job(Struct, frozen=True):
    key: str
    is_poll: bool = False
    is_recheck: bool = False
    site: str = "a"


def queue_of(*names: str) -> SiteQueue[Job]:
    queue: SiteQueue[Job] = SiteQueue()
    for name in names:
        queue.push(Job(name, is_poll=name.startswith("feed"), is_recheck=name.startswith("again")))
    return queue


def drain(queue: SiteQueue[Job]) -> list[str]:
    found = []
    while (job := queue.pop()) is not None:
        found.append(job.key)
    return found


ORDERS = {
    "nothing": ([], []),
    "feeds first, as they came": (["p1", "feed1", "p2", "feed2"], ["feed1", "feed2", "p2", "p1"]),
    "two new pages, then the oldest": (["p1", "p2", "p3", "p4", "p5", "p6"], ["p6", "p5", "p1", "p4", "p3", "p2"]),
    "what was written before comes last": (["again1", "p1", "again2", "feed1"], ["feed1", "p1", "again1", "again2"]),
}


@pytest.mark.parametrize(("pushed", "popped"), ORDERS.values(), ids=ORDERS)
def test_jobs_come_in_their_order(pushed: list[str], popped: list[str]) -> None:
    assert drain(queue_of(*pushed)) == popped


def test_a_feed_that_comes_later_goes_first() -> None:
    queue = queue_of("p1", "p2")
    assert queue.pop() == Job("p2")
    queue.push(Job("feed", is_poll=True))
    assert drain(queue) == ["feed", "p1"]


@pytest.mark.parametrize("taken_before", range(6))
def test_a_page_that_is_put_back_is_next_again_behind_feeds(taken_before: int) -> None:
    queue = queue_of("p1", "p2", "p3", "p4", "p5", "p6")
    order = ["p6", "p5", "p1", "p4", "p3", "p2"]
    for _ in range(taken_before):
        queue.pop()
    page = queue.pop()
    queue.push(Job("feed", is_poll=True))
    assert page is not None and queue.has_before(page)
    queue.put_back(page)
    assert drain(queue) == ["feed", *order[taken_before:]] and not queue.has_before(page)


@pytest.mark.parametrize(
    ("others", "goes_behind"), [([], False), (["again2"], False), (["p1"], True), (["feed"], True)]
)
def test_what_is_asked_again_is_put_back_behind_news(others: list[str], goes_behind: bool) -> None:
    queue = queue_of("again1")
    taken = queue.pop()
    for name in others:
        queue.push(Job(name, is_poll=name == "feed", is_recheck=name.startswith("again")))
    assert taken is not None and queue.has_before(taken) == goes_behind
    queue.put_back(taken)
    assert drain(queue) == (["again1", "again2"] if others == ["again2"] else [*others, "again1"])


def test_a_backlog_does_not_starve_while_news_keeps_coming() -> None:
    queue = queue_of(*(f"old{n}" for n in range(100)))
    asked = []
    for n in range(150):
        queue.push(Job(f"new{n}"))
        queue.push(Job(f"newer{n}"))
        job = queue.pop()
        assert job is not None
        asked.append(job.key)
    assert [key for key in asked if key.startswith("old")] == [f"old{n}" for n in range(50)]


def test_news_does_not_wait_behind_a_backlog() -> None:
    queue = queue_of(*(f"old{n}" for n in range(5000)))
    assert [queue.pop() for _ in range(2)] == [Job("old4999"), Job("old4998")]
    queue.push(Job("new"))
    assert "new" in [job.key for job in (queue.pop(), queue.pop()) if job is not None]


def test_what_is_left_can_be_taken_at_once() -> None:
    queue = queue_of("p1", "feed1", "p2")
    assert sorted(job.key for job in queue.clear()) == ["feed1", "p1", "p2"]
    assert len(queue) == 0 and queue.pop() is None
