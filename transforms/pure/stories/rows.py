"""The live articles, a row each, in the order in which they came: packed columns, so that a hundred thousand fit."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
import numpy

from transforms.pure.stories.profiles import Profile, make_blank, unpacked
from transforms.pure.stories.terms import hashed
from transforms.pure.stories.vectors import KEPT_TERMS, KEPT_TITLE_TERMS, Vector

# What each column holds, and how many of it a row; 0 for one that is no list.
COLUMNS: dict[str, tuple[str, int]] = {
    "terms": ("<u4", KEPT_TERMS),
    "weights": ("<f2", KEPT_TERMS),
    "title": ("<u4", KEPT_TITLE_TERMS),
    "site": ("<u4", 0),
    "seen": ("<f8", 0),
    "published": ("<f8", 0),
    "story": ("<u4", 0),
    "serial": ("?", 0),
    # How like an article was to the nearest one of its story when it came; 0 for the first.
    "nearest": ("<f4", 0),
    # The number of the article, itself perhaps, with which a group of copies began; NO_GROUP without copies.
    "group": ("<u4", 0),
}
_FEWEST = 64
NO_STORY = NO_GROUP = 0xFFFFFFFF
# What the columns hold already, or nobody compares any more; of the names those in the title are kept.
_UNPACKED = {"terms": b"", "counts": b""}
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Profile).decode


class LiveRows:
    """Live articles by their number; numbers rise without a gap, from `first` to `end`. What is below `first` is forgotten.

    `story` is the number of an article's story, or NO_STORY.
    """

    def __init__(self) -> None:
        self.first = self.end = 0
        self._base = 0
        self.kept: list[bytes] = []
        self.columns = _columns(_FEWEST)

    def __len__(self) -> int:
        return self.end - self.first

    def add(self, profile: Profile, vector: Vector) -> int:
        """Keep an article; gives its number."""
        at = self.end - self._base
        if at == len(self.columns["seen"]):
            self._grow()
        self.columns["terms"][at], self.columns["weights"][at] = vector.terms, vector.weights
        self.columns["title"][at], self.columns["site"][at] = vector.title, hashed(profile.site)
        self.columns["seen"][at] = profile.seen_at.timestamp()
        self.columns["published"][at] = (profile.published_at or profile.seen_at).timestamp()
        self.columns["story"][at] = NO_STORY
        self.columns["group"][at], self.columns["serial"][at] = NO_GROUP, False
        self.columns["nearest"][at] = 0
        named = numpy.intersect1d(unpacked(profile.title_terms), unpacked(profile.names)).tobytes()
        self.kept.append(_encode(msgspec.structs.replace(profile, names=named, **_UNPACKED)))
        self.end += 1
        return self.end - 1

    def take(self, column: str, numbers: numpy.ndarray) -> numpy.ndarray:
        """Give the values of a column for some articles."""
        return self.columns[column][numbers.astype(numpy.int64) - self._base]

    def vector(self, number: int) -> Vector:
        """Give the vector of an article."""
        at = number - self._base
        return Vector(self.columns["terms"][at], self.columns["weights"][at], self.columns["title"][at])

    def profile(self, number: int) -> Profile:
        """Give what is kept of an article's profile: all but its terms; of its names those in its title."""
        return _decode(self.kept[number - self._base])

    def story(self, number: int) -> int:
        """Give the number of an article's story, or NO_STORY."""
        return int(self.columns["story"][number - self._base])

    def put(self, numbers: Iterable[int], story: int) -> None:
        """Say to which story some articles belong."""
        for number in numbers:
            self.columns["story"][number - self._base] = story

    def note_nearest(self, number: int, similarity: float) -> None:
        """Say how like an article was to the nearest one of its story when it came."""
        self.columns["nearest"][number - self._base] = similarity

    def nearest(self, numbers: Iterable[int]) -> list[float | None]:
        """Give how like articles were to the nearest one before them; None for the first of a story."""
        found = (float(self.columns["nearest"][number - self._base]) for number in numbers)
        return [round(similarity, 3) or None for similarity in found]

    def group(self, number: int) -> int:
        """Give the group of copies of an article, or NO_GROUP."""
        return int(self.columns["group"][number - self._base])

    def put_in_group(self, numbers: Iterable[int], group: int) -> None:
        """Say that some articles are copies of one text."""
        for number in numbers:
            self.columns["group"][number - self._base] = group

    def is_serial(self, number: int) -> bool:
        """Tell whether an article is one of a series."""
        return bool(self.columns["serial"][number - self._base])

    def note_serial(self, number: int) -> None:
        """Say that an article is one of a series."""
        self.columns["serial"][number - self._base] = True

    def published(self, number: int) -> float:
        """Give when an article was published, or else seen, in seconds since 1970."""
        return float(self.columns["published"][number - self._base])

    def seen(self, number: int) -> float:
        """Give when an article was seen, in seconds since 1970."""
        return float(self.columns["seen"][number - self._base])

    def forget_first(self) -> Profile:
        """Forget the oldest article; gives what was kept of it."""
        profile = self.profile(self.first)
        self.kept[self.first - self._base] = b""
        self.first += 1
        if self.first - self._base > max(_FEWEST, len(self)):
            self._settle()
        return profile

    def blank(self, number: int) -> None:
        """Keep nothing of an article but its id and when it was seen."""
        at = number - self._base
        self.kept[at] = _encode(make_blank(self.profile(number)))
        for name in ("terms", "weights", "title", "site", "nearest", "serial"):
            self.columns[name][at] = 0
        self.columns["story"][at], self.columns["group"][at] = NO_STORY, NO_GROUP

    def live(self) -> tuple[list[bytes], dict[str, bytes]]:
        """Give what is kept of the live articles, and their columns as bytes."""
        gone, end = self.first - self._base, self.end - self._base
        return self.kept[gone:], {name: column[gone:end].tobytes() for name, column in self.columns.items()}

    def restore(self, first: int, kept: list[bytes], columns: dict[str, bytes]) -> None:
        """Become the rows of which `live` gave the parts."""
        self.first = self._base = first
        self.end = first + len(kept)
        self.kept = kept
        for name, (kind, width) in COLUMNS.items():
            values = numpy.frombuffer(columns[name], kind).copy()
            self.columns[name] = values.reshape(len(kept), width) if width else values

    def _settle(self) -> None:
        """Give up the room of what is forgotten."""
        gone = self.first - self._base
        self.columns = {name: column[gone:].copy() for name, column in self.columns.items()}
        del self.kept[:gone]
        self._base = self.first

    def _grow(self) -> None:
        more = _columns(len(self.columns["seen"]) // 2 + _FEWEST)
        self.columns = {name: numpy.concatenate((column, more[name])) for name, column in self.columns.items()}


def _columns(rows: int) -> dict[str, numpy.ndarray]:
    return {name: numpy.zeros((rows, width) if width else rows, kind) for name, (kind, width) in COLUMNS.items()}
