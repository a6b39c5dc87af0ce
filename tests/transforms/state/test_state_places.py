"""Where a state was last used, and whether it is older than its output. How a claim uses it: see test_roots.py."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from transforms.errors import StateError
from transforms.state.places import refuse_copy, refuse_older_state
from transforms.state.storage import Store, open_store


def state_at(folder: Path, state_id: str | None) -> str:
    """A place with a state of that id, or with none."""
    if state_id is not None:
        open_store(str(folder)).create("meta.json", f'{{"id":"{state_id}"}}'.encode())
    return str(folder)


@pytest.mark.parametrize(
    ("there", "refused"),
    [
        pytest.param("mine", True, id="this state"),
        pytest.param("another", False, id="another state"),
        pytest.param(None, False, id="nothing"),
    ],
)
def test_a_copy_is_refused_while_the_same_state_is_where_it_was(
    tmp_path: Path, there: str | None, refused: bool
) -> None:
    before, here = state_at(tmp_path / "before", there), state_at(tmp_path / "here", "mine")
    if not refused:
        refuse_copy(before, open_store(here), here, "mine")
        return
    with pytest.raises(StateError, match=f"^{here}: this is a copy of the state at {before}"):
        refuse_copy(before, open_store(here), here, "mine")


def test_a_damaged_document_at_the_old_place_is_a_warning(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    before = tmp_path / "before"
    before.mkdir()
    (before / "meta.json").write_text("{")
    here = state_at(tmp_path / "here", "mine")
    refuse_copy(str(before), open_store(here), here, "mine")
    assert [record.levelno for record in caplog.records] == [logging.WARNING]


@pytest.fixture
def stores(tmp_path: Path) -> tuple[Store, Store]:
    return open_store(str(tmp_path / "state")), open_store(str(tmp_path / "out"))


@pytest.mark.parametrize(("chain", "published"), [(0, 0), (3, 0), (3, 2), (3, 3)])
def test_an_output_may_lack_what_the_state_has(stores: tuple[Store, Store], chain: int, published: int) -> None:
    fill(stores, chain, published)
    refuse_older_state(*stores)


@pytest.mark.parametrize(("chain", "published"), [(0, 1), (2, 3)])
def test_a_state_may_not_lack_what_the_output_has(stores: tuple[Store, Store], chain: int, published: int) -> None:
    fill(stores, chain, published)
    with pytest.raises(StateError, match=f"with number {published}, and .* ends at {chain}: it is an older copy"):
        refuse_older_state(*stores)


def fill(stores: tuple[Store, Store], chain: int, published: int) -> None:
    state, output = stores
    for number in range(1, chain + 1):
        state.create(f"manifests/{number:010d}.json", b"{}")
    for number in range(1, published + 1):
        output.create(f"runs/date=2026-11-2{number}/{number:010d}-p.json", b"{}")
