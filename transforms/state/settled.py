"""The ids that a shard has settled, each with the day of its last sighting, in as little memory as that takes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping

# An id as `url_id` makes it. A row is an id, and a character for its day.
ID_CHARACTERS = 24
_ROW = ID_CHARACTERS + 1
# Ids that begin alike stand in one string.
_ALIKE = 2
# They are put in order a letter at a time, so that few of them are held twice meanwhile.
_LETTERS = "34567abcdefghijklmnopqrstuvwxyz"
# What an id in a dict takes, measured with CPython 3.11: its 24 characters, and its place. A string of rows takes it, too.
_DICT_BYTES = 150


class SettledIds(Mapping[str, str]):
    """Maps ids to days (YYYY-MM-DD), as a dict does, in a sixth of the memory.

    What a snapshot of the log holds are strings, one for all ids that begin alike: a row an id, in the order of the ids. What
    came since is in a dict, which counts where both have an id.

    >>> ids = SettledIds.of({"2026-11-21": ["abcdefghijklmnopqrstuvw2"]})
    >>> ids.update({"abcdefghijklmnopqrstuvw3": "2026-11-22"})
    >>> ids.get("abcdefghijklmnopqrstuvw2"), "abcdefghijklmnopqrstuvw4" in ids, len(ids)
    ('2026-11-21', False, 2)
    """

    def __init__(self, recent: Mapping[str, str] | None = None) -> None:
        self._days: list[str] = []
        self._rows: dict[str, str] = {}
        self._count = 0
        self._recent = dict(recent or {})

    @classmethod
    def of(cls, days: Mapping[str, Iterable[str]]) -> SettledIds:
        """Make it of ids by their day; of an id that stands in two days the later one counts."""
        ids = cls()
        ids._days = sorted(days)
        whole, odd = [], dict[str, str]()
        for day in ids._days:
            found = sorted(days[day])
            if set(map(len, found)) - {ID_CHARACTERS}:
                odd.update((id_, day) for id_ in found if len(id_) != ID_CHARACTERS)
                found = [id_ for id_ in found if len(id_) == ID_CHARACTERS]
            whole.append(found)
        ids._rows, ids._recent, ids._count = dict(_in_order(whole)), odd, sum(map(len, whole))
        return ids

    def update(self, days: Mapping[str, str]) -> None:
        """Set the days of some ids."""
        self._recent.update(days)

    def by_day(self, oldest: str = "") -> dict[str, list[str]]:
        """Give the ids by their day, sorted, those of days before `oldest` left out."""
        found: list[list[str]] = [[] for _ in self._days]
        recent = self._recent
        for rows in self._rows.values():
            for start in range(0, len(rows), _ROW):
                id_ = rows[start : start + ID_CHARACTERS]
                if id_ not in recent:
                    found[ord(rows[start + ID_CHARACTERS])].append(id_)
        days = {day: ids for day, ids in zip(self._days, found, strict=True) if ids and day >= oldest}
        for id_, day in recent.items():
            if day >= oldest:
                days.setdefault(day, []).append(id_)
        return {day: sorted(ids) for day, ids in days.items()}

    @property
    def size(self) -> int:
        """Estimate how many bytes of memory it takes."""
        return self._count * _ROW + (len(self._rows) + len(self._recent)) * _DICT_BYTES

    def __getitem__(self, id_: str) -> str:
        day = self._recent.get(id_)
        if day is None:
            day = self._find(id_)
        if day is None:
            raise KeyError(id_)
        return day

    def __contains__(self, id_: object) -> bool:
        return id_ in self._recent or (isinstance(id_, str) and self._find(id_) is not None)

    def __iter__(self) -> Iterator[str]:
        for rows in self._rows.values():
            ids = (rows[start : start + ID_CHARACTERS] for start in range(0, len(rows), _ROW))
            yield from (id_ for id_ in ids if id_ not in self._recent)
        yield from self._recent

    def __len__(self) -> int:
        return self._count + sum(self._find(id_) is None for id_ in self._recent)

    def __repr__(self) -> str:
        return f"SettledIds({dict(self)!r})"

    def _find(self, id_: str) -> str | None:
        """Give the day of an id in the rows; None where it is not there."""
        rows = self._rows.get(id_[:_ALIKE], "")
        after = bisect_right(range(len(rows) // _ROW), id_, key=lambda n: rows[n * _ROW : n * _ROW + ID_CHARACTERS])
        start = (after - 1) * _ROW
        if after == 0 or rows[start : start + ID_CHARACTERS] != id_:
            return None
        return self._days[ord(rows[start + ID_CHARACTERS])]


def _in_order(days: list[list[str]]) -> Iterator[tuple[str, str]]:
    """Give the rows of the sorted ids of each day, in the order of the ids: those that begin alike, with that beginning."""
    begins = [0] * len(days)
    for letter in (*_LETTERS, None):
        rows: list[str] = []
        for day, ids in enumerate(days):
            end = len(ids) if letter is None else bisect_left(ids, letter, begins[day])
            mark = chr(day)
            rows += [id_ + mark for id_ in ids[begins[day] : end]]
            begins[day] = end
        rows.sort()
        end = 0
        while (begin := end) < len(rows):
            alike = rows[begin][:_ALIKE]
            end = bisect_right(rows, alike, begin, key=lambda row: row[:_ALIKE])
            yield alike, "".join(rows[begin:end])
