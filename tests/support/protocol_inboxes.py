"""Inboxes that lack a rule of the commit protocol: see RULES in protocol_rules.py."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Final

from transforms.state.inbox import Inbox
from transforms.state.storage import Store
from transforms.state.warm import Box, WarmShard


class _ListedOnce(Inbox):
    """An inbox that is listed no second time."""

    def __init__(self, state: Store, shard: int, boxes: dict[str, Box], listed: list[str]) -> None:
        super().__init__(state, shard, boxes, listed)
        self._at_first = listed

    def names_left(self) -> list[str]:
        return self._at_first


class _LeftUnlisted(Inbox):
    """An inbox in which nothing is ever left."""

    def names_left(self) -> list[str]:
        return []


class _LeftUncounted(Inbox):
    """An inbox in which only that is owed which the turn took up."""

    def owed_by_file(self, names: Iterable[str], settled: Container[str]) -> dict[str, list[str]]:
        return super().owed_by_file([name for name in names if name in self.taken_up], settled)


_INBOXES: Final[dict[str | None, type[Inbox]]] = {
    "listed_once": _ListedOnce,
    "left_listed": _LeftUnlisted,
    "left_counted": _LeftUncounted,
}


def inbox_without(rule: str | None, state: Store, shard: int, warm: WarmShard, listed: list[str]) -> Inbox:
    """The inbox of an owner who leaves a rule out; the real one where the rule is none of an inbox's."""
    return _INBOXES.get(rule, Inbox)(state, shard, warm.boxes, listed)
