"""Who may ask for another answer while others wait to be taken: one for each that is taken, feeds first, no one forgotten."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from transforms.web.answer_room import AnswerRoom


class Line:
    """Requests that wait for room, and the names of those that went on, in order."""

    def __init__(self, most: int, answers: int) -> None:
        self.room, self.continued, self.tasks = AnswerRoom(most), list[str](), list[asyncio.Task[None]]()
        for _ in range(answers):
            self.room.put()

    async def wait(self, *names: str) -> list[str]:
        self.tasks += [asyncio.create_task(self._wait(name)) for name in names]
        return await self.settle()

    async def take(self, answers: int = 1) -> list[str]:
        for _ in range(answers):
            self.room.take()
        return await self.settle()

    async def settle(self) -> list[str]:
        for _ in range(5):
            await asyncio.sleep(0)
        return self.continued

    async def _wait(self, name: str) -> None:
        await self.room.wait(name.startswith("feed"))
        self.continued.append(name)


def run(test: Coroutine[Any, Any, None]) -> None:
    asyncio.run(test)


def test_nobody_waits_while_there_is_room() -> None:
    async def test() -> None:
        line = Line(most=2, answers=1)
        assert await line.wait("a", "b") == ["a", "b"]
        assert not line.room.is_full
        assert line.room.unread == 1

    run(test())


def test_each_answer_that_is_taken_lets_one_continue_in_the_order_of_the_line() -> None:
    async def test() -> None:
        line = Line(most=10, answers=11)
        assert await line.wait("a", "b", "c") == []
        assert await line.take() == [], "ten wait still: as many as may"
        assert await line.take() == ["a"]
        assert await line.wait("d") == ["a"], "there is room, but others were first"
        assert await line.take() == ["a", "b"]

    run(test())


def test_feeds_go_ahead_of_pages() -> None:
    async def test() -> None:
        line = Line(most=10, answers=10)
        assert await line.wait("a", "feed 1", "b", "feed 2") == []
        assert await line.take(2) == ["feed 1", "feed 2"]
        assert await line.wait("feed 3") == ["feed 1", "feed 2", "feed 3"], "only pages wait, and there is room"
        assert await line.take() == ["feed 1", "feed 2", "feed 3", "a"]

    run(test())


def test_all_continue_where_half_of_the_room_is_free() -> None:
    async def test() -> None:
        line = Line(most=4, answers=4)
        await line.wait("a", "b", "c", "d", "e")
        assert await line.take() == ["a"]
        assert await line.take() == ["a", "b", "c", "d", "e"], "a may wait for its site, and the others need not"

    run(test())


def test_a_request_that_was_cancelled_takes_nobodys_turn() -> None:
    async def test() -> None:
        line = Line(most=10, answers=10)
        await line.wait("a", "b", "c")
        line.tasks[0].cancel()
        await line.settle()
        line.tasks[1].cancel()
        assert await line.take() == ["c"], "b was cancelled, but has not left the line"
        assert await line.wait("d") == ["c", "d"], "the line is empty"

    run(test())
