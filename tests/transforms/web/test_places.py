"""Places for requests, on a loop whose time passes by itself: who stalls holds up nobody, and all are bounded."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest
from virtual_loop import VirtualLoop, run_virtually

from transforms.web.options import WebOptions
from transforms.web.places import Places, open_files
from transforms.web.rests import Rests
from transforms.web.sites import Sites


class Asker:
    """Requests that last as long as they are to; when each began, and how many were open."""

    def __init__(self, loop: VirtualLoop, places: Places) -> None:
        self.loop, self.places = loop, places
        self.began: dict[str, float] = {}
        self.open = self.peak = 0

    async def ask(self, name: str, seconds: float, held_back: float = 0.0) -> None:
        async with self.places.taken() as place:
            await asyncio.sleep(held_back)
            place.begin()
            self.began[name] = self.loop.time()
            self.open += 1
            self.peak = max(self.peak, self.open)
            await asyncio.sleep(seconds)
            self.open -= 1

    def run(self, *lasting: tuple[str, float]) -> None:
        run_virtually(self._all(lasting), self.loop)

    async def _all(self, lasting: tuple[tuple[str, float], ...]) -> None:
        await asyncio.gather(*(self.ask(name, seconds) for name, seconds in lasting))


def asker(quick: int, files: int | None = None) -> Asker:
    return Asker(VirtualLoop(), Places(quick, files))


def test_quick_requests_take_each_other_s_places() -> None:
    made = asker(2)
    made.run(*((str(n), 2.0) for n in range(6)))
    assert (made.began, made.peak) == ({"0": 0, "1": 0, "2": 2, "3": 2, "4": 4, "5": 4}, 2)


def test_a_request_that_stalls_gives_its_place_back() -> None:
    made = asker(2)
    made.run(("stalled a", 60), ("stalled b", 60), ("a", 1), ("b", 1), ("c", 1), ("d", 1))
    assert made.began == {"stalled a": 0, "stalled b": 0, "a": 3, "b": 3, "c": 4, "d": 4}
    assert made.peak == 4


def test_a_place_is_given_back_once() -> None:
    made = asker(1)
    made.run(("stalled", 60), *((str(n), 20) for n in range(8)))
    # Of one place four may be open; each three seconds one more begins, until there are so many.
    assert made.peak == 4
    assert list(made.began.values()) == [0, 3, 6, 9, 23, 26, 29, 43, 46]


@pytest.mark.parametrize(
    ("quick", "files", "peak"),
    [(2, None, 8), (2, 1024, 8), (2, 10, 5), (2, 2, 2), (64, 256, 128)],
    ids=["four times", "files enough", "half of the files", "never fewer than the places", "the defaults on a Mac"],
)
def test_so_many_are_open_at_most(quick: int, files: int | None, peak: int) -> None:
    made = asker(quick, files)
    made.run(*((str(n), 600) for n in range(300)))
    assert made.peak == peak


def test_who_is_held_back_before_the_request_keeps_the_place() -> None:
    made = asker(1)

    async def both() -> None:
        await asyncio.gather(made.ask("held back", 1, held_back=30), made.ask("next", 1))

    run_virtually(both(), made.loop)
    assert made.began == {"held back": 30, "next": 31}


def test_a_request_that_is_cancelled_leaves_its_place() -> None:
    made = asker(1)

    async def cancelled() -> None:
        tasks = [asyncio.create_task(made.ask(str(n), 60)) for n in range(3)]
        await asyncio.sleep(1)
        for task in tasks[:2]:  # one that is open, and one that waits
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    run_virtually(cancelled(), made.loop)
    assert made.began == {"0": 0, "2": 1}


def test_the_files_of_this_process_are_known() -> None:
    found = open_files()
    assert found is None or found > 16


def test_a_stalled_site_holds_its_own_slot_and_no_other_s() -> None:
    loop = VirtualLoop()
    began: dict[str, float] = {}
    open_at: Counter[str] = Counter()

    async def ask(sites: Sites, url: str, seconds: float) -> None:
        async with sites.slot(url, None) as slot:
            slot.sent()
            began[url] = loop.time()
            host = url.split("/")[2]
            open_at[host] += 1
            assert open_at[host] <= 2, "of one site never more than two at once"
            await asyncio.sleep(seconds)
            open_at[host] -= 1

    async def all_of_them() -> None:
        sites = Sites(WebOptions(concurrency=4, spacing_seconds=1.0), loop.now, Rests(0, loop.now))
        stalled = [ask(sites, f"http://stalled{n}.example/{path}", 60) for n in range(4) for path in range(4)]
        healthy = [ask(sites, f"http://healthy{n}.example/{path}", 0.2) for n in range(8) for path in range(3)]
        await asyncio.gather(*stalled, *healthy)

    run_virtually(all_of_them(), loop)
    assert max(at for url, at in began.items() if "healthy" in url) < 12
    assert [began[f"http://stalled0.example/{path}"] >= 60 for path in range(4)] == [False, False, True, True]
