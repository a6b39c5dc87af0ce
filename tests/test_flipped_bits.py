"""A digit that flips in a document and leaves it readable is told, never believed; what has no checksum is read as it stands."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from damaged_dataset import Dataset
from one_shard import NOON, entry

from transforms.errors import StateError
from transforms.notices.remembering import Notices, Totals, load_notices, save_notices
from transforms.pure.stories.saving import UnreadableStories
from transforms.state.decoding import encode, is_intact
from transforms.state.documents import (
    Due,
    FeedDocument,
    SitesDocument,
    load_due,
    load_feed,
    load_sites,
    save_due,
    save_feed,
    save_sites,
)
from transforms.state.inbox import park, read_inbox
from transforms.state.log import read_log
from transforms.state.manifests import read_newest
from transforms.state.story_states import read_position, refuse_changed, save_position, with_checksum


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    made = Dataset(tmp_path)
    state = made.state
    park(state, 0, [entry("waits", NOON)])
    save_feed(state, 0, "f", FeedDocument(url="https://paper.example/feed1.xml"))
    save_due(state, 0, Due(owed=1))
    save_sites(state, 0, SitesDocument(sites={"paper.example": {"average_seconds": 1}}))
    save_position(state, 1)
    save_notices(state, Notices(samples=(Totals(NOON, 1, 0),)))
    return made


# Where each kind lies, and who reads it; what is advice is left out, with a warning.
STOPS: dict[str, tuple[str, Callable[[Dataset], object]]] = {
    "a commit": ("log/0/0000000001.json", lambda it: read_log(it.state, 0)),
    "an inbox file": ("inbox/0/*.json", lambda it: list(read_inbox(it.state, 0))),
    "a feed": ("feeds/0/f.json", lambda it: load_feed(it.state, 0, "f", "")),
    "a manifest": ("manifests/0000000003.json", lambda it: read_newest(it.state)),
    "the position of stories": ("position.json", lambda it: read_position(it.state)),
}
ADVICE: dict[str, tuple[str, Callable[[Dataset], object]]] = {
    "due": ("due/0.json", lambda it: load_due(it.state, 0) == Due()),
    "sites": ("sites/0.json", lambda it: load_sites(it.state, 0).sites == {}),
    "notices": ("notices.json", lambda it: load_notices(it.state) == Notices()),
}


def flip_a_digit(dataset: Dataset, pattern: str) -> Path:
    """Change a digit."""
    (path,) = sorted((dataset.folder / "state").glob(pattern))[-1:]
    data = path.read_bytes()
    found = re.search(rb"1", data)
    assert found is not None
    path.write_bytes(data[: found.start()] + b"3" + data[found.end() :])
    return path


@pytest.mark.parametrize(("pattern", "read"), STOPS.values(), ids=STOPS)
def test_a_flipped_digit_stops_whoever_needs_the_document(
    dataset: Dataset, pattern: str, read: Callable[[Dataset], object]
) -> None:
    read(dataset)
    path = flip_a_digit(dataset, pattern)
    with pytest.raises(StateError, match=r"damaged.*checksum") as stopped:
        read(dataset)
    assert path.name in str(stopped.value)


@pytest.mark.parametrize(("pattern", "is_left_out"), ADVICE.values(), ids=ADVICE)
def test_advice_with_a_flipped_digit_is_left_out(
    dataset: Dataset, pattern: str, is_left_out: Callable[[Dataset], object], caplog: pytest.LogCaptureFixture
) -> None:
    flip_a_digit(dataset, pattern)
    assert is_left_out(dataset)
    assert "checksum" in caplog.text


def test_documents_of_an_earlier_version_have_no_checksum_and_are_read(dataset: Dataset) -> None:
    """They are the JSON of the same records; an inbox file's name was shorter."""
    state = dataset.state
    for path in (dataset.folder / "state").rglob("*.json"):
        if path.parent.parent.name == "inbox":
            path.rename(path.with_name(f"{path.stem[:-8]}.json"))
        else:
            path.write_bytes(re.sub(rb'[,]"crc":"[0-9a-f]{8}"}$', b"}", path.read_bytes()))
    before = [read(dataset) for _, read in STOPS.values()]
    assert all(before) and load_due(state, 0).owed == 1 and load_sites(state, 0).sites
    assert dataset.wrong() == []


def test_earlier_versions_pass_over_the_checksum() -> None:
    """They decode the same bytes into the same records."""
    due = Due(owed=3)
    assert msgspec.json.decode(encode(due), type=Due) == due


@pytest.mark.parametrize("document", [{}, {"a": 1}, Due(), Due(owed=7)])
def test_no_single_bit_flips_unseen_before_the_checksum(document: object) -> None:
    data = encode(document)
    assert is_intact(data)
    for at in range(len(data) - len('"crc":"00000000"}') - 1):
        for bit in range(8):
            assert not is_intact(data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :])


def test_what_is_remembered_of_stories_is_compared_with_its_name() -> None:
    name = with_checksum("en/0000000001-aa", b"live")
    refuse_changed(name, b"live")
    refuse_changed("en/0000000001-aa", b"of an earlier version")
    with pytest.raises(UnreadableStories, match="by the checksum in their name"):
        refuse_changed(name, b"lime")
