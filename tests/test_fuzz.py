"""Each function that reads what others wrote, with made-up bytes: see tests/support/fuzz_targets.py.

The files in tests/fuzz/<target> are tried each: seeds that were written by hand, inputs at which something was wrong once, and,
under names of 40 hexadecimal digits, what `make fuzz` found to cover more. hypothesis changes the seeds and makes others.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
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


# What a damaged or foreign document may hold in place of any value.
_ODD: list[object] = [
    *(None, True, 0, -1, 2**31, 2**63, -(2**63) - 1, 1e300, -0.5, [], {}, [None], [[]], {"": ""}),
    *("", " ", "\x00\x1b[2J", "\u202e", "x" * 5000, "https://[", "javascript:x", "a" * 24),
    *("2026-11-22T10:00:00", "2026-11-22T10:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59"),
    *("2026-02-30", "2026-W47-7", "9999-12-31"),
]  # fmt: skip


def odd_variants(whole: object) -> Iterator[object]:
    """Give a document with each of its values in turn replaced by each odd one."""
    yield from _ODD
    parts = whole.items() if isinstance(whole, dict) else enumerate(whole) if isinstance(whole, list) else ()
    for place, part in list(parts):
        for odd in odd_variants(part):
            copy: Any = whole.copy() if isinstance(whole, (dict, list)) else whole
            copy[place] = odd
            yield copy


@pytest.mark.parametrize(
    ("target", "seed"),
    [(target, seed) for target in ("feed", "log") for seed in SEEDS[target] if seed.suffix == ".json"],
    ids=lambda value: getattr(value, "name", value),
)
def test_each_value_of_a_document_is_replaced(target: str, seed: Path) -> None:
    for changed_document in odd_variants(json.loads(seed.read_bytes())):
        data = json.dumps(changed_document).encode()
        try:
            TARGETS[target].run(data)
        except Exception as error:
            raise AssertionError(f"{data[:3000]!r} shows it: {error!r}") from error


def test_each_value_of_a_configuration_is_replaced() -> None:
    whole = yaml.safe_load((CORPORA / "config" / "whole.yaml").read_text(encoding="utf-8"))
    for changed_tree in odd_variants(whole):
        TARGETS["config"].run(json.dumps(changed_tree).encode())  # JSON is YAML, too


def test_each_value_of_what_a_page_says_of_itself_is_replaced() -> None:
    before, said, after = re.split(
        r"(?<=ld\+json\">)|(?=</script>)", (CORPORA / "page" / "jsonld.html").read_text("utf-8")
    )
    for changed_graph in odd_variants(json.loads(said)):
        TARGETS["page"].run(f"{before}{json.dumps(changed_graph)}{after}".encode())
