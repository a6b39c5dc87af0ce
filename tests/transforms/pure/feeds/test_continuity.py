"""Whether a document continues the last one: tables of what stands in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from transforms.feed_items import FeedItem
from transforms.pure.feeds.continuity import Sighted, continues, is_dated, sight
from transforms.pure.feeds.window import Candidate, SeenItem, Window

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def document(*items: str, dated: bool = True, start: int = 0) -> list[Sighted]:
    """Items by a word each, newest first: `new`, or the place that they had, `gone` for a known one that had none."""
    found = []
    for n, item in enumerate(items, start):
        at = NOON - timedelta(minutes=10 * n) if dated else None
        place = int(item) if item.isdecimal() else None
        found.append(Sighted(at, item != "new", place))
    return found


NEW9 = ("new",) * 9

DATED = {
    "all known": (("0", "1", "2"), True),
    "one item moved on": (("new", "0", "1"), True),
    "the newest item of before stands last": ((*NEW9, "0"), True),
    "nothing known": (("new",) * 3, False),
    "only what is pinned stands": ((*NEW9, "19"), False),
    "two pinned items stand": ((*NEW9, "18", "19"), False),
    "the newest was taken back, those after it stand": ((*NEW9, "1", "2", "3"), True),
    "what had left comes back": ((*NEW9, "gone"), False),
    "most is known": (("new", "16", "17", "18", "19"), True),
    "more is pinned than stands": (("new", "1", "2"), False),
    "one item, the same": (("0",), True),
    "one item, another": (("new",), False),
    "an empty document": ((), True),
}


@pytest.mark.parametrize(("items", "wanted"), DATED.values(), ids=DATED)
def test_with_dates(items: tuple[str, ...], wanted: bool) -> None:
    assert continues(document(*items), NOON - timedelta(days=1)) is wanted


UNDATED = {
    "all known": (("0", "1", "2"), True),
    "the window moved on": (("new", "new", "new", "0"), True),
    "nothing known": (("new",) * 4, False),
    "only the pinned one above the news": (("0", "new", "new", "new"), False),
    "pinned, and the last item of before": (("0", "new", "new", "1"), True),
    "in any order": (("new", "3", "new", "new", "1", "new"), True),
    "what had left comes back": (("new", "new", "new", "gone"), False),
}


@pytest.mark.parametrize(("items", "wanted"), UNDATED.values(), ids=UNDATED)
def test_without_dates(items: tuple[str, ...], wanted: bool) -> None:
    assert continues(document(*items, dated=False), None) is wanted


def test_items_older_than_what_was_known_have_new_names() -> None:
    items = document(*NEW9)
    assert continues(items, NOON - timedelta(minutes=30))
    assert not continues(items, NOON - timedelta(minutes=75))
    assert not continues(items, None)


ORDERS = {
    "all have dates": (document("new", "new"), True),
    "none has": (document("new", "new", dated=False), False),
    "a single date for all": ([Sighted(NOON), Sighted(NOON)], False),
    "one item": ([Sighted(NOON)], True),
    "half have": (document("new", "new") + document("new", "new", dated=False), False),
    "nine in ten have": (document(*NEW9) + document("new", dated=False), True),
    "no items": ([], False),
}


@pytest.mark.parametrize(("items", "wanted"), ORDERS.values(), ids=ORDERS)
def test_dates_put_items_in_order(items: list[Sighted], wanted: bool) -> None:
    assert is_dated(items) is wanted


def test_places_are_those_of_the_last_document() -> None:
    seen = [SeenItem("/b", "id-b"), SeenItem("/a", "id-a"), SeenItem("/left", "id-left")]
    items = [FeedItem(link=link, published_at=NOON) for link in ("/new", "/other-link", "/a", "/left")]
    candidates = [Candidate(item, item.link, item.link) for item in items]
    pairs = list(zip(candidates, [None, None, seen[1], seen[2]], strict=True))
    window = Window(seen=tuple(seen), standing=2)
    assert sight(pairs, window, lambda candidate: candidate.url == "/other-link") == (
        Sighted(NOON, False, None),
        Sighted(NOON, True, None),
        Sighted(NOON, True, 1),
        Sighted(NOON, True, None),
    )
