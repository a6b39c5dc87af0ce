"""A damaged document of state or output is named, with what to do; what is advice alone is made again."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from transforms.errors import StateError
from transforms.state.decoding import read_document
from transforms.state.divisions import in_force
from transforms.state.documents import Advice, Due, load_advice, load_due, load_feed
from transforms.state.ledger import read_ledger
from transforms.state.manifests import read_covered, read_newest
from transforms.state.news import read_news
from transforms.state.roots import Roots, find
from transforms.state.roster import Roster
from transforms.state.storage import Store, open_store

BYTES = {
    "empty": (b"", "0 bytes: Input data was truncated"),
    "cut off": (b'{"polls": {"a"', "14 bytes: Input data was truncated"),
    "zeros": (b"\0\0\0", r"3 bytes: JSON is malformed: invalid character \(byte 0\)"),
    "not UTF-8": (b'{"day": "\xff"}', "12 bytes: 'utf-8' codec can't decode byte 0xff"),
    "ten thousand levels": (b'{"x": ' + b"[" * 10_000, "10006 bytes: maximum recursion depth exceeded"),
    "of another kind": (b"[]", "2 bytes: Expected `object`, got `array`"),
}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(str(tmp_path))


def test_what_is_not_there_is_none(store: Store) -> None:
    assert read_document(store, "due/0.json", Due, "restore it") is None


@pytest.mark.parametrize(("data", "problem"), BYTES.values(), ids=BYTES)
def test_a_document_that_cannot_be_decoded_is_named_with_the_cure(store: Store, data: bytes, problem: str) -> None:
    store.put("a/b.json", data)
    with pytest.raises(StateError, match=rf"/a/b\.json: this document is damaged \({problem}.*\); restore it$"):
        read_document(store, "a/b.json", Due, "restore it")


# Each document that matters, who reads it, and what the sentence says at its end.
DOCUMENTS: dict[str, tuple[str, Callable[[Store], object], str]] = {
    "inbox": (
        "inbox/1/x.json",
        lambda store: read_ledger(store, store, 1),
        "run `newsbeam verify --repair`, after which the entries in it that still stand in their feeds are parked again",
    ),
    "log": ("log/1/0000000007.json", lambda store: read_ledger(store, store, 1), "delete both state and output"),
    "log, by who publishes": ("log/1/0000000007.json", lambda store: read_news(store, store, 1, None), "from a copy"),
    "manifest": ("manifests/0000000003.json", read_newest, "from its copy in the output, below runs/"),
    "manifest, by an owner": ("manifests/0000000003.json", lambda store: read_covered(store, 1), "below runs/"),
    "feed": ("feeds/1/f.json", lambda store: load_feed(store, 1, "f", "u"), "the feed is then taken up as a new one"),
    "roster": (
        "roster/1/20261122T120000-abc.json",
        lambda store: Roster(2, {}, {}, "abc").of(1, store),
        "delete the folder roster of this state",
    ),
    "division": ("next/abc.json", lambda store: in_force(store, 2), "it says whether the state was divided again"),
    "meta": ("meta.json", lambda store: find(Roots(state=store.root, output="o", shards=2)), "restore it from a copy"),
}


@pytest.mark.parametrize(("path", "read", "cure"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_damaged_document_stops_its_reader(
    store: Store, path: str, read: Callable[[Store], object], cure: str
) -> None:
    store.put(path, b"{")
    with pytest.raises(StateError) as stopped:
        read(store)
    assert str(stopped.value).startswith(f"{store.root}/{path}: this document is damaged (1 bytes: ")
    assert cure in str(stopped.value)


@pytest.mark.parametrize("data", [data for data, _ in BYTES.values()], ids=BYTES)
def test_damaged_advice_is_left_out(store: Store, caplog: pytest.LogCaptureFixture, data: bytes) -> None:
    store.put("due/1.json", data)
    with caplog.at_level(logging.WARNING):
        assert load_due(store, 1) == Due()
        assert load_advice(store, 1) == Advice()
    assert "due/1.json: this document is damaged" in caplog.text and "it is left out, and made again" in caplog.text
