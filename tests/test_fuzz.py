"""Each function that reads what others wrote, with made-up bytes: see tests/support/fuzz_targets.py.

The files in tests/fuzz/<target> are tried each: seeds that were written by hand, inputs at which something was wrong once, and,
under names of 40 hexadecimal digits, what `make fuzz` found to cover more. hypothesis changes the seeds and makes others.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fuzz_targets import TARGETS
from hypothesis import given
from hypothesis import strategies as st

CORPORA = Path(__file__).parent / "fuzz"
MOST_BYTES = 350_000
_COVERING = re.compile(r"[0-9a-f]{40}")
_FILES = {name: sorted((CORPORA / name).iterdir()) for name in TARGETS}
SEEDS = {name: [path for path in files if not _COVERING.fullmatch(path.name)] for name, files in _FILES.items()}
COVERING = {name: [path for path in files if _COVERING.fullmatch(path.name)] for name, files in _FILES.items()}
_HARD = [
    b"\0",
    b"\xff",
    b"<",
    b">",
    b"&",
    b'"',
    b"'",
    b"]]>",
    b"&#0;",
    b"\xed\xa0\x80",
    b"[" * 3000,
    b"<a>" * 500,
    b"9" * 400,
    b"\n",
]


def changed(seed: bytes) -> st.SearchStrategy[bytes]:
    """Give the seed with parts of it left out, doubled, and replaced by bytes that often do harm."""

    def change(places: list[int], insert: list[bytes]) -> bytes:
        data = seed
        for place, new in zip(places, insert, strict=False):
            at = place % (len(data) + 1)
            data = data[:at] + new + data[at + place % 7 :]
        return data

    inserted = st.one_of(
        st.sampled_from(_HARD), st.binary(max_size=6), st.integers(0, 400).map(lambda n: seed[n : n + 40])
    )
    return st.builds(change, st.lists(st.integers(0, 5000), max_size=5), st.lists(inserted, max_size=5))


def test_every_target_has_seeds_and_no_folder_is_without_a_target() -> None:
    assert all(len(seeds) >= 2 for seeds in SEEDS.values())
    assert {path.stem for path in CORPORA.iterdir()} == set(TARGETS)


@pytest.mark.parametrize("target", TARGETS)
def test_what_is_kept_is_small(target: str) -> None:
    assert sum(path.stat().st_size for path in _FILES[target]) <= MOST_BYTES


@pytest.mark.parametrize(
    ("target", "seed"),
    [(target, seed) for target, seeds in SEEDS.items() for seed in seeds],
    ids=lambda value: getattr(value, "name", value),
)
def test_seeds(target: str, seed: Path) -> None:
    TARGETS[target].run(seed.read_bytes())


@pytest.mark.parametrize("target", TARGETS)
def test_what_covers_more(target: str) -> None:
    for path in COVERING[target]:
        try:
            TARGETS[target].run(path.read_bytes())
        except Exception as error:
            raise AssertionError(f"{path.relative_to(CORPORA)} shows it: {error}") from error


@pytest.mark.parametrize("target", TARGETS)
@given(data=st.data())
def test_changed_seeds(target: str, data: st.DataObject) -> None:
    seed = data.draw(st.sampled_from(SEEDS[target])).read_bytes()
    TARGETS[target].run(data.draw(st.one_of(changed(seed), st.binary(max_size=200))))
