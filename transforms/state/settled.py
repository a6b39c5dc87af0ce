"""The ids that a shard remembers, in as little memory as that takes: each maps to a day, or to another id.

What a snapshot of the log holds is kept as strings, one for all ids that begin alike: a row an id, in the order of the ids. What
came since is in a dict, which counts where both have an id.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, groupby

# An id as `url_id` makes it. Ids of another length, which nothing makes, are kept in the dict.
ID_CHARACTERS = 24
# So many characters are the same in ids that begin alike.
_ALIKE = 2
# Ids are put in order a letter at a time, so that few of them are held twice meanwhile.
_LETTERS = "34567abcdefghijklmnopqrstuvwxyz"
# What an id in a dict takes, measured with CPython 3.11: its characters, and its place. A string of rows takes as much beside
# its characters.
_DICT_BYTES = 150


class _Packed(Mapping[str, str]):
    """A mapping of ids, in rows of so many characters, and what was set since."""

    def __init__(self, recent: Mapping[str, str] | None = None) -> None:
        self._recent = dict(recent or {})
        self._rows: dict[str, str] = {}
        self._row_characters = ID_CHARACTERS
        self._count = 0

    def update(self, values: Mapping[str, str]) -> None:
        """Set the values of some ids."""
        self._recent.update(values)

    def remove(self, ids: Iterable[str]) -> None:
        """Forget some ids, those that it does not have among them."""
        gone = sorted(set(ids))
        for id_ in gone:
            self._recent.pop(id_, None)
        for alike, some in groupby(gone, key=lambda id_: id_[:_ALIKE]):
            self._remove_rows(alike, list(some))

    def _remove_rows(self, alike: str, ids: list[str]) -> None:
        """Take the rows of sorted ids that begin alike out of their string."""
        rows, kept, end = self._rows.get(alike, ""), [], 0
        for id_ in ids:
            begin, after = self._rows_of(rows, id_)
            kept.append(rows[end:begin])
            self._count, end = self._count - (after - begin) // self._row_characters, after
        if end:
            self._rows[alike] = "".join([*kept, rows[end:]])

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Give each id with its value: faster than `items`."""
        recent = self._recent
        for rows in self._rows.values():
            for start in range(0, len(rows), self._row_characters):
                row = rows[start : start + self._row_characters]
                id_ = row[:ID_CHARACTERS]
                if id_ not in recent:
                    yield id_, self._meaning(row[ID_CHARACTERS:])
        yield from recent.items()

    def _pack(self, ids: list[list[str]], row_characters: int, rows: Callable[[int, list[str]], list[str]]) -> None:
        """Take lists of sorted ids; `rows` gives the rows of some ids of the list of that number."""
        self._row_characters, self._count = row_characters, sum(map(len, ids))
        self._rows = dict(_in_order(ids, rows))

    def _meaning(self, mark: str) -> str:
        """Give the value that what follows an id in its row stands for."""
        return mark

    def __getitem__(self, id_: str) -> str:
        value = self._recent.get(id_)
        if value is None:
            mark = self._find(id_)
            if mark is None:
                raise KeyError(id_)
            return self._meaning(mark)
        return value

    def __contains__(self, id_: object) -> bool:
        return id_ in self._recent or (isinstance(id_, str) and self._find(id_) is not None)

    def __iter__(self) -> Iterator[str]:
        return (id_ for id_, _ in self.pairs())

    def __len__(self) -> int:
        return self._count + sum(self._find(id_) is None for id_ in self._recent)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({dict(self.pairs())!r})"

    def _find(self, id_: str) -> str | None:
        """Give what follows an id in its row, in the last one where there are several; None where there is none."""
        rows = self._rows.get(id_[:_ALIKE], "")
        begin, after = self._rows_of(rows, id_)
        return rows[after - self._row_characters + ID_CHARACTERS : after] if begin < after else None

    def _rows_of(self, rows: str, id_: str) -> tuple[int, int]:
        """Give where the rows of an id begin and end among some rows; the same place twice where there are none."""
        width = self._row_characters
        after = bisect_right(range(len(rows) // width), id_, key=lambda n: rows[n * width : n * width + ID_CHARACTERS])
        after = begin = after * width
        while begin and rows[begin - width : begin - width + ID_CHARACTERS] == id_:
            begin -= width
        return begin, after


class SettledIds(_Packed):
    """Maps ids to days (YYYY-MM-DD), as a dict does, in a sixth of the memory.

    >>> ids = SettledIds.of({"2026-11-21": ["abcdefghijklmnopqrstuvw2"]})
    >>> ids.update({"abcdefghijklmnopqrstuvw3": "2026-11-22"})
    >>> ids.get("abcdefghijklmnopqrstuvw2"), "abcdefghijklmnopqrstuvw4" in ids, len(ids)
    ('2026-11-21', False, 2)
    """

    def __init__(self, recent: Mapping[str, str] | None = None) -> None:
        super().__init__(recent)
        self._days: list[str] = []

    @classmethod
    def of(cls, days: Mapping[str, Iterable[str]]) -> SettledIds:
        """Make it of ids by their day; of an id that stands in two days the later one counts."""
        ids = cls()
        ids._days = sorted(days)
        whole = []
        for day in ids._days:
            found, odd = _whole(days[day])
            whole.append(found)
            ids.update(dict.fromkeys(odd, day))
        ids._pack(whole, ID_CHARACTERS + 1, lambda day, some: [id_ + chr(day) for id_ in some])
        return ids

    def by_day(self, oldest: str = "") -> dict[str, list[str]]:
        """Give the ids by their day, sorted, those of days before `oldest` left out."""
        days: dict[str, list[str]] = {}
        for id_, day in self.pairs():
            if day >= oldest:
                days.setdefault(day, []).append(id_)
        return {day: sorted(ids) for day, ids in days.items()}

    @property
    def size(self) -> int:
        """Estimate how many bytes of memory it takes."""
        return self._count * self._row_characters + (len(self._rows) + len(self._recent)) * _DICT_BYTES

    def _meaning(self, mark: str) -> str:
        return self._days[ord(mark)]


class Aliases(_Packed):
    """Maps ids to other ids, as a dict does, in a sixth of the memory.

    >>> aliases = Aliases.of({"abcdefghijklmnopqrstuvw2": "abcdefghijklmnopqrstuvw3"})
    >>> aliases["abcdefghijklmnopqrstuvw2"], len(aliases)
    ('abcdefghijklmnopqrstuvw3', 1)
    """

    @classmethod
    def of(cls, known: Mapping[str, str]) -> Aliases:
        """Make it of what each id maps to."""
        aliases = cls({id_: to for id_, to in known.items() if {len(id_), len(to)} != {ID_CHARACTERS}})
        whole = sorted(known.keys() - aliases._recent.keys())
        aliases._pack([whole], 2 * ID_CHARACTERS, lambda _, some: [id_ + known[id_] for id_ in some])
        return aliases

    @property
    def size(self) -> int:
        """Estimate how many bytes of memory it takes."""
        return self._count * self._row_characters + (len(self._rows) + 2 * len(self._recent)) * _DICT_BYTES


def _whole(ids: Iterable[str]) -> tuple[list[str], list[str]]:
    """Give the ids that are as long as ids are, sorted, and the others."""
    found = sorted(ids)
    odd = [id_ for id_ in found if len(id_) != ID_CHARACTERS] if set(map(len, found)) - {ID_CHARACTERS} else []
    return [id_ for id_ in found if len(id_) == ID_CHARACTERS] if odd else found, odd


def _in_order(lists: list[list[str]], rows_of: Callable[[int, list[str]], list[str]]) -> Iterator[tuple[str, str]]:
    """Give the rows of lists of sorted ids, in the order of all ids: those that begin alike, with that beginning."""
    begins = [0] * len(lists)
    for letter in (*_LETTERS, None):
        ends = [
            len(ids) if letter is None else bisect_left(ids, letter, begin)
            for ids, begin in zip(lists, begins, strict=True)
        ]
        spans = enumerate(zip(lists, begins, ends, strict=True))
        rows = sorted(chain.from_iterable(rows_of(n, ids[begin:end]) for n, (ids, begin, end) in spans))
        begins, end = ends, 0
        while (begin := end) < len(rows):
            alike = rows[begin][:_ALIKE]
            end = bisect_right(rows, alike, begin, key=lambda row: row[:_ALIKE])
            yield alike, "".join(rows[begin:end])
