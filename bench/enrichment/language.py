"""How right `language` is, how its confidence fits what was right, and how well texts in two languages are found.

Over texts that were written for it: headlines, paragraphs, and lines in no language; and over the headlines of the replay
newsroom, whose language is that of the long text below them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from bench.figures import Figure
from bench.pages import newsroom_articles
from transforms.pure.text.languages import UNDETERMINED, choose_language, detect_language, primary
from transforms.pure.text.paragraph_languages import spread_languages

FOLDER = Path(__file__).parents[2] / "tests" / "data" / "enrichment" / "language"
LIBRARY = "py3langid"
HIGH = 0.9
# A little under what was measured when they were last raised; they may only rise.
FLOORS = {
    "headline": 0.985,
    "paragraph": 1.0,
    "close headline": 0.965,
    "no language": 1.0,
    "high, headline": 1.0,
    "share of high, headline": 0.89,
    "mixed, precision": 1.0,
    "mixed, recall": 1.0,
}
# Languages with a relative that a headline is easily taken for.
_CLOSE_CODES = "da no nn sv cs sk hr sr bs sl pt gl es ca id ms ru uk be bg mk ar fa ur nl af zh"
CLOSE = frozenset(_CLOSE_CODES.split())


class Answer(NamedTuple):
    """What was said of a text without a declaration, and how sure."""

    expected: str
    said: str
    confidence: float

    @property
    def is_right(self) -> bool:
        """Whether the language is right; the script counts where the label has one."""
        return self.said == self.expected if "-" in self.expected else primary(self.said) == primary(self.expected)


def measure() -> list[Figure]:
    """Gives the figures of `language`, `language_confidence` and the flag `mixed_language`, over texts and over the newsroom."""
    return [*measure_written(), *_over_newsroom()]


def measure_written() -> list[Figure]:
    """Gives the figures over texts that were written for it."""
    rows = read_rows("texts.jsonl")
    by_kind = {kind: answer_all(rows, kind) for kind in ("headline", "paragraph", "no language")}
    headlines = by_kind["headline"]
    close = [answer for answer in headlines if primary(answer.expected) in CLOSE]
    count = len({answer.expected for answer in headlines})
    high = [answer for answer in headlines if answer.confidence >= HIGH]
    return [
        _share("language", f"right, headlines alone, {count} languages and scripts", headlines, FLOORS["headline"]),
        _share("language", "right, headlines in close languages", close, FLOORS["close headline"]),
        _share("language", "right, paragraphs", by_kind["paragraph"], FLOORS["paragraph"]),
        _share("language", "und for lines in no language", by_kind["no language"], FLOORS["no language"]),
        _share("language_confidence", f"right where it is {HIGH} and up, headlines", high, FLOORS["high, headline"]),
        Figure(
            "language_confidence",
            f"headlines to which it gives {HIGH} and up",
            len(headlines),
            len(high) / len(headlines),
            FLOORS["share of high, headline"],
            LIBRARY,
        ),
        *_measure_mixed(),
    ]


def read_rows(name: str) -> list[dict[str, Any]]:
    """Gives the rows of one of the labelled files."""
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


def answer_all(rows: Iterable[dict[str, Any]], kind: str) -> list[Answer]:
    """Gives the answers to the texts of one kind."""
    return [answer(row["text"], row["language"]) for row in rows if row["kind"] == kind]


def answer(text: str, expected: str) -> Answer:
    """Gives what is said of a text of which nothing is declared."""
    detected = detect_language(text)
    said = choose_language(None, detected)[0] or UNDETERMINED
    return Answer(expected, said, detected.confidence if detected else 0.0)


def _measure_mixed() -> list[Figure]:
    """Gives how many of the texts that are flagged are in two languages, and how many of those in two are flagged."""
    rows = read_rows("mixed.jsonl")
    flagged = [row for row in rows if _is_flagged_mixed(row["text"])]
    mixed = [row for row in rows if row["mixed"]]
    both = [row for row in flagged if row["mixed"]]
    precision, recall = len(both) / max(1, len(flagged)), len(both) / len(mixed)
    return [
        Figure("mixed_language", "precision, texts", len(flagged), precision, FLOORS["mixed, precision"], LIBRARY),
        Figure("mixed_language", "recall, texts", len(mixed), recall, FLOORS["mixed, recall"], LIBRARY),
    ]


def _is_flagged_mixed(text: str) -> bool:
    detected = detect_language(text[:600])
    return detected is not None and spread_languages(text.split("\n"), detected.language, detect_language).is_mixed


def _over_newsroom() -> list[Figure]:
    """Gives how the confidence of headlines fits, by bands of it, and how many pages are flagged, of which none is in two
    languages; nothing where the newsroom is not there.
    """
    found: list[Answer] = []
    articles = newsroom_articles().values()
    for article in articles:
        below = detect_language(article.text)
        if article.title is not None and below is not None and below.confidence > 0.97:
            found.append(answer(article.title, below.language.partition("-")[0]))
    bands = ((0.0, 0.7), (0.7, HIGH), (HIGH, 1.01))
    figures: list[Figure] = []
    if articles:
        flagged = sum(_is_flagged_mixed(article.text) for article in articles)
        figures.append(
            Figure("mixed_language", "newsroom pages flagged (none is)", len(articles), flagged, None, LIBRARY)
        )
    for low, top in bands if found else ():
        within = [one for one in found if low <= one.confidence < top and (one.said != UNDETERMINED)]
        if within:
            what = f"right from {low} to {min(top, 1.0)}, newsroom headlines"
            figures.append(_share("language_confidence", what, within, None))
    return figures


def _share(field: str, what: str, answers: Sequence[Answer], floor: float | None) -> Figure:
    right = sum(one.is_right for one in answers)
    return Figure(field, what, len(answers), right / len(answers), floor, LIBRARY)
