"""How right the quotes are: over written texts in 12 languages, and over pages of the replay newsroom.

A quote is right where its words and its speaker are those of the label; a speaker that is null where the label has one is wrong.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from bench.figures import Figure
from transforms.pure.quotes.direct_speech import quotes_in_text

LABELS = Path(__file__).parents[2] / "tests" / "data" / "enrichment" / "quotes"
NEWSROOM = Path(__file__).resolve().parents[3] / "shared" / "newsroom" / "corpus" / "gold.jsonl"
# A hair below what was measured; they may only rise.
FLOORS = {"precision": 0.96, "recall": 0.915}
FLOORS_BY_LANGUAGE = {"precision": 0.93, "recall": 0.84}

FLOORS_OF_PAGES = {"precision": 0.905, "recall": 0.765}
HALVES = ("half that the rules were made on", "half held back")

Label = tuple[int, int, str | None]


class Labelled(NamedTuple):
    """A text with the quotes that a reader found in it."""

    id: str
    language: str
    text: str
    quotes: frozenset[Label]


class Counts(NamedTuple):
    """How many quotes were found, how many of those are right, and how many there are."""

    found: int
    right: int
    labelled: int

    def shares(self) -> dict[str, tuple[int, float]]:
        """Gives precision and recall with the number of cases of each."""
        return {
            "precision": (self.found, self.right / max(1, self.found)),
            "recall": (self.labelled, self.right / max(1, self.labelled)),
        }


def measure() -> list[Figure]:
    """Gives precision and recall over all written texts, by half and by language, and over the newsroom where it is there."""
    texts = list(written_texts())
    figures = _figures("written", count(texts), FLOORS)
    for number in (0, 1):
        part = count(text for text in texts if half(text.id) == number)
        figures += _figures(f"written, {HALVES[number]}", part, {})
    for language in sorted({text.language for text in texts}):
        part = count(text for text in texts if text.language == language)
        figures += _figures(f"written, {language}", part, FLOORS_BY_LANGUAGE)
    pages = list(newsroom_texts())
    if pages:
        figures += _figures(f"{len(pages)} pages of the newsroom", count(pages), FLOORS_OF_PAGES)
        for number in (0, 1):
            part = count(page for page in pages if half(page.id) == number)
            figures += _figures(f"newsroom, {HALVES[number]}", part, {})
    return figures


def written_texts() -> Iterator[Labelled]:
    """Gives the texts that were written and labelled for this."""
    for file in sorted(LABELS.glob("??.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            yield Labelled(row["id"], row["language"], row["text"], frozenset(map(_label, row["quotes"])))


def newsroom_texts() -> Iterator[Labelled]:
    """Gives the texts of labelled pages of the newsroom, as the corpus has them; none where it is not on this machine."""
    if not NEWSROOM.is_file():
        return
    bodies = {row["id"]: row["body"] for row in map(json.loads, NEWSROOM.read_text(encoding="utf-8").splitlines())}
    for line in (LABELS / "newsroom.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        quotes = ((one["position"], one["position"] + one["length"], one["speaker"]) for one in row["quotes"])
        yield Labelled(row["id"], row["language"], bodies[row["id"]], frozenset(quotes))


def count(texts: Iterable[Labelled]) -> Counts:
    """Counts what is found in labelled texts; names are compared without case."""
    found = right = labelled = 0
    for text in texts:
        quotes = {(start, end, _plain(who)) for start, end, who in quotes_in_text(text.text, text.language) or ()}
        expected = {(start, end, _plain(who)) for start, end, who in text.quotes}
        found, right, labelled = found + len(quotes), right + len(quotes & expected), labelled + len(expected)
    return Counts(found, right, labelled)


def half(id_: str) -> int:
    """Gives the half of a text by the hash of its id: 0 was looked at while the rules were made, 1 was not.

    >>> half("en-01"), half("en-02")
    (1, 0)
    """
    return int(hashlib.sha256(id_.encode()).hexdigest(), 16) % 2


def _label(quote: dict[str, Any]) -> Label:
    return quote["position"], quote["position"] + len(quote["text"]), quote["speaker"]


def _plain(name: str | None) -> str | None:
    return name.casefold() if name is not None else None


def _figures(what: str, counts: Counts, floors: dict[str, float]) -> list[Figure]:
    return [
        Figure("quotes", f"{share}, {what}", n, value, floors.get(share), "")
        for share, (n, value) in counts.shares().items()
    ]
