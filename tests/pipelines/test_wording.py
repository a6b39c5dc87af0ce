"""Sentences that several commands print."""

from __future__ import annotations

import pytest

from pipelines.wording import missing_entries, plural


@pytest.mark.parametrize(("n", "words"), [(0, "0 entries"), (1, "1 entry"), (2, "2 entries"), (1000, "1000 entries")])
def test_a_number_and_its_noun_agree(n: int, words: str) -> None:
    assert plural(n, "entry", "entries") == words


CURE = (
    ": files of the state's inbox are gone. Bring them back from a copy; or run `newsbeam verify --repair`, after which the next"
    " poll brings back those that their feeds still list."
)
MISSING: dict[str, tuple[dict[int, list[str]], str]] = {
    "one": (
        {2: ["a1"]},
        "Entries are missing: 1 was saved as owed and is now neither owed nor settled (for instance a1)",
    ),
    "of several shards": (
        {0: ["b2", "c3"], 7: ["d4"]},
        "Entries are missing: 3 were saved as owed and are now neither owed nor settled (for instance b2)",
    ),
}


@pytest.mark.parametrize(("missing", "sentence"), MISSING.values(), ids=MISSING)
def test_entries_that_are_missing(missing: dict[int, list[str]], sentence: str) -> None:
    assert missing_entries(missing) == sentence + CURE
