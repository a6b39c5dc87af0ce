"""The articles of a shard that are to be asked for again, in the order in which they are due."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush

from msgspec.structs import replace

from transforms.rechecks import Recheck
from transforms.state.changes import Replaced
from transforms.state.days import is_ahead

# No check is so far off; what is has been put off by a clock that was ahead.
MOST_CHECK_WAIT = timedelta(days=100)
# Places in the queue that are out of date go once they are more than those that are not, and this.
_SPARE = 64


class RecheckQueue(Mapping[str, Recheck]):
    """Rechecks by the article's id, as a dict holds them, and which of them are due: that costs what is due, not what is held.

    >>> RecheckQueue().next_at is None
    True
    """

    def __init__(self, known: Mapping[str, Recheck] | None = None) -> None:
        self._known = dict(known or {})
        # What was set again or removed stays in it, and is passed over when its time has come.
        self._queue = [(recheck.next_at, id_) for id_, recheck in self._known.items()]
        heapify(self._queue)

    def __getitem__(self, id_: str) -> Recheck:
        return self._known[id_]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._known!r})"

    def set(self, recheck: Recheck) -> None:
        """Remember a recheck, in the place of the one with its id."""
        before = self._known.get(recheck.id)
        self._known[recheck.id] = recheck
        if before is None or before.next_at != recheck.next_at:
            heappush(self._queue, (recheck.next_at, recheck.id))
        if len(self._queue) > 2 * len(self._known) + _SPARE:
            self._queue = [(one.next_at, id_) for id_, one in self._known.items()]
            heapify(self._queue)

    def remove(self, ids: Iterable[str]) -> None:
        """Forget some rechecks, those that it does not have among them."""
        for id_ in ids:
            self._known.pop(id_, None)

    @property
    def next_at(self) -> datetime | None:
        """Give when the next one is due; None where there is none."""
        while self._queue and not self._is_in_force(*self._queue[0]):
            heappop(self._queue)
        return self._queue[0][0] if self._queue else None

    def due(self, now: datetime, at_most: int, without: Container[str] = ()) -> list[Recheck]:
        """Give those that are due, the longest overdue first; those `without` are passed over."""
        found, seen = list[Recheck](), set[tuple[datetime, str]]()
        while len(found) < at_most and (next_at := self.next_at) is not None and next_at <= now:
            place = heappop(self._queue)
            if place not in seen and place[1] not in without:
                found.append(self._known[place[1]])
            seen.add(place)
        for place in seen:
            heappush(self._queue, place)
        return found

    def move(self, changes: Collection[Replaced]) -> None:
        """Have those whose newest version stands in a file that was replaced name the one it stands in now.

        Where it stands nowhere any more, the recheck ends.
        """
        to = {change.path: change.by for change in changes}
        for recheck in [one for one in self._known.values() if one.file in to] if to else ():
            by = to[recheck.file]
            if by is None:
                del self._known[recheck.id]
            else:
                self._known[recheck.id] = replace(recheck, file=by)

    def undo_future(self, now: datetime) -> None:
        """Have those due that a clock has put off which was ahead."""
        for recheck in list(self._known.values()):
            if is_put_off_too_far(recheck, now):
                times = {name: min(getattr(recheck, name), now) for name in ("since", "seen_at", "next_at")}
                self.set(
                    replace(
                        recheck,
                        **times,
                        gone=tuple(replace(one, answered_at=min(one.answered_at, now)) for one in recheck.gone),
                    )
                )

    def since(self, moment: datetime | None) -> dict[str, Recheck]:
        """Give those whose article was first fetched at a moment or later, by their ids; all where there is no such moment."""
        return {id_: one for id_, one in self._known.items() if moment is None or one.since >= moment}

    def _is_in_force(self, next_at: datetime, id_: str) -> bool:
        recheck = self._known.get(id_)
        return recheck is not None and recheck.next_at == next_at


def is_put_off_too_far(recheck: Recheck, now: datetime) -> bool:
    """Tell whether a recheck waits by a clock that was ahead: its last answer lies in the future, or no check is so far off."""
    return is_ahead(recheck.seen_at, now) or recheck.next_at - now > MOST_CHECK_WAIT
