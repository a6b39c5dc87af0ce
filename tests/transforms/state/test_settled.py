"""Settled ids and aliases in little memory: they answer as a dict of the same ids does."""

from __future__ import annotations

import gc
import random
import tracemalloc

import pytest

from transforms.pure.net.urls import url_id
from transforms.state.settled import ID_CHARACTERS, Aliases, SettledIds

DAYS = [f"2026-{month:02d}-{day:02d}" for month in range(8, 12) for day in range(1, 31)]


def made(count: int, seed: int = 0) -> dict[str, str]:
    """Ids as they are made of URLs, each with one of 120 days."""
    rng = random.Random(seed)
    return {url_id(f"https://site.example/{seed}/{n}"): rng.choice(DAYS) for n in range(count)}


def by_day(ids: dict[str, str]) -> dict[str, list[str]]:
    days: dict[str, list[str]] = {}
    for id_, day in sorted(ids.items()):
        days.setdefault(day, []).append(id_)
    return days


BASES = {
    "none": {},
    "one": made(1),
    "some": made(50),
    "many": made(5_000),
    "the first and the last that there can be": {
        "2" * 24: DAYS[0],
        "z" * 24: DAYS[1],
        "7" * 24: DAYS[2],
        "a" * 24: DAYS[3],
    },
    "of other lengths and characters": {
        "": DAYS[0],
        "a": DAYS[1],
        "a" * 23: DAYS[0],
        "a" * 25: DAYS[2],
        "\N{SNOWMAN}" * 24: DAYS[3],
    },
    "some of either kind": made(50) | {"a": DAYS[0], "zz": DAYS[1]},
}


@pytest.mark.parametrize("base", BASES.values(), ids=BASES)
@pytest.mark.parametrize("newer", [{}, made(20, 1), dict.fromkeys([*made(9), "a", "new"], "2026-12-01")], ids=len)
def test_they_answer_as_a_dict_does(base: dict[str, str], newer: dict[str, str]) -> None:
    ids, known = SettledIds.of(by_day(base)), base | newer
    ids.update(newer)
    assert ids == known and len(ids) == len(known) and sorted(ids) == sorted(known)
    for id_ in known:
        assert id_ in ids and ids.get(id_) == known[id_]
    for id_ in [*made(20, 2), "", "b", "2" * 23 + "3", "z" * 23 + "y", "~" * 24]:
        assert (id_ in ids) == (id_ in known) and ids.get(id_, "never") == known.get(id_, "never")
    assert None not in ids
    assert ids.by_day() == by_day(known)
    oldest = DAYS[60]
    assert ids.by_day(oldest) == by_day({id_: day for id_, day in known.items() if day >= oldest})


@pytest.mark.parametrize("base", BASES.values(), ids=BASES)
@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 1.0])
def test_ids_that_are_removed_are_not_there_and_the_others_are(base: dict[str, str], share: float) -> None:
    newer = made(20, 1) | dict.fromkeys([*made(9)], "2026-12-01")
    ids, known = SettledIds.of(by_day(base)), base | newer
    ids.update(newer)
    size = ids.size
    gone = random.Random(1).sample(sorted(known), round(share * len(known)))
    ids.remove([*gone, *made(20, 2), *gone])
    left = {id_: day for id_, day in known.items() if id_ not in gone}
    assert ids == left and len(ids) == len(left) and sorted(ids) == sorted(left) and ids.by_day() == by_day(left)
    assert not any(id_ in ids for id_ in gone)
    assert ids.size <= size
    ids.update(dict.fromkeys(gone, "2026-12-02"))
    assert ids == left | dict.fromkeys(gone, "2026-12-02") and len(ids) == len(known)


def test_an_id_that_stands_in_two_days_is_removed_from_both() -> None:
    first, second = made(2)
    ids = SettledIds.of({DAYS[7]: [first, second], DAYS[3]: [first]})
    ids.remove([first])
    assert dict(ids) == {second: DAYS[7]}


def test_ids_that_are_given_at_first_are_like_those_that_come_later() -> None:
    ids = SettledIds({"a": DAYS[0]})
    assert (ids["a"], len(ids), dict(ids)) == (DAYS[0], 1, {"a": DAYS[0]})
    with pytest.raises(KeyError, match="b"):
        ids["b"]


def test_of_an_id_that_stands_in_two_days_the_later_one_counts() -> None:
    (id_,) = made(1)
    assert SettledIds.of({DAYS[7]: [id_], DAYS[3]: [id_]})[id_] == DAYS[7]


def test_ids_of_a_day_need_not_be_in_order() -> None:
    known = made(500)
    days = {day: ids[::-1] for day, ids in by_day(known).items()}
    assert SettledIds.of(days) == known
    assert days == {day: ids[::-1] for day, ids in by_day(known).items()}, "what is given is not changed"


@pytest.mark.parametrize("count", [1_000, 100_000])
def test_they_take_as_much_memory_as_they_say_and_a_quarter_of_a_dicts(count: int) -> None:
    days = by_day(made(count))
    gc.collect()
    tracemalloc.start()
    ids = SettledIds.of(days)
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert 0.7 * taken < ids.size < 1.5 * taken
    if count == 100_000:
        assert ids.size < 30 * count
    before = ids.size
    ids.update(dict.fromkeys(made(100, 1), DAYS[0]))
    assert ids.size == before + 100 * 150


ALIASES = {
    "none": {},
    "many": dict(zip(made(3_000), made(3_000, 1), strict=True)),
    "some of other lengths": dict(zip(made(9), made(9, 1), strict=True)) | {"a": "2" * 24, "3" * 24: "b", "": ""},
}


@pytest.mark.parametrize("base", ALIASES.values(), ids=ALIASES)
@pytest.mark.parametrize("newer", [{}, dict.fromkeys(made(20, 2), "x" * 24), dict.fromkeys(made(5), "y" * 24)], ids=len)
def test_aliases_answer_as_a_dict_does(base: dict[str, str], newer: dict[str, str]) -> None:
    aliases, known = Aliases.of(base), base | newer
    aliases.update(newer)
    assert aliases == known and len(aliases) == len(known)
    assert dict(aliases.pairs()) == known and sorted(aliases) == sorted(known)
    for id_ in [*known, *made(20, 3), "b", "2" * 24]:
        assert aliases.get(id_) == known.get(id_) and (id_ in aliases) == (id_ in known)


def test_aliases_take_as_much_memory_as_they_say() -> None:
    known = dict(zip(made(50_000), made(50_000, 1), strict=True))
    gc.collect()
    tracemalloc.start()
    aliases = Aliases.of(known)
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert 0.7 * taken < aliases.size < 1.5 * taken
    assert aliases.size < 60 * len(known)


def test_an_id_is_as_long_as_those_that_are_made_of_urls() -> None:
    assert len(url_id("https://site.example/")) == ID_CHARACTERS
