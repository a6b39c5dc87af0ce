"""How well copies are found, and what is taken for copies and is none.

python -m bench.stories.copies prints the figures. Copies are made of texts by edits (edits.py) and of templates by filling them
(templates.py), by chance but seeded. What is measured over real texts needs ../shared.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import combinations
from pathlib import Path
from random import Random

from bench.figures import Figure
from bench.stories.edits import EDITS, LANGUAGES, OTHER_SCRIPTS, BaseText, read_bases
from bench.stories.templates import template_pairs
from transforms.pure.stories.copies import CopyText, copy_kind, copy_text

SHARED = Path(__file__).parents[3] / "shared"
SEED = 2026
ROUNDS = 6
TEMPLATE_PAIRS = 3_000
REAL_TEXTS = 80
MIN_REAL_CHARACTERS, MAX_REAL_CHARACTERS = 700, 8_000
# A hair below what is measured, or the most that there may be of what is false.
FLOORS = {"5% of words": 0.98, "30% of sentences": 0.93}
FLOORS_OTHER_SCRIPTS = {"30% of sentences": 0.88}
FLOOR, FLOOR_OTHER_SCRIPTS, FLOOR_REAL = 0.99, 0.95, 0.94
# Horoscopes of two signs that have all sentences but one in common.
MOST_TEMPLATES = 3
# A report that was fetched twice, and a treatise of 1792.
COPIES_AMONG_PAGES = 2


def measure() -> list[Figure]:
    """Gives the share of made-up copies that is found, what is falsely taken for a copy, and what both cost."""
    return [
        *measure_edits(ROUNDS),
        *measure_templates(TEMPLATE_PAIRS),
        *measure_pages(),
        *measure_pairs(),
        *measure_cost(),
    ]


def measure_edits(rounds: int) -> Iterator[Figure]:
    """Gives the share of copies found by edit, in four languages and in scripts without capitals or spaces."""
    for name in EDITS:
        by_language = {language: _found(read_bases(language), name, rounds) for language in LANGUAGES}
        if name in ("20% of words", "30% of words", "cut to 45%"):
            for language, found in by_language.items():
                yield _recall(f"copies found, {name}, {language}", found, None)
        together = [one for found in by_language.values() for one in found]
        yield _recall(f"copies found, {name}, {', '.join(LANGUAGES)}", together, FLOORS.get(name, FLOOR))
    for name in EDITS:
        floor = FLOORS_OTHER_SCRIPTS.get(name, FLOOR_OTHER_SCRIPTS)
        found = [one for language in OTHER_SCRIPTS for one in _found(read_bases(language), name, rounds)]
        yield _recall(f"copies found, {name}, {', '.join(OTHER_SCRIPTS)}", found, floor)


def _found(bases: Iterable[BaseText], name: str, rounds: int) -> list[bool]:
    return [
        copy_kind(_kept(base), edited) is not None
        for base in bases
        for turn in range(rounds)
        if (edited := _edited(base, name, turn)) is not None
    ]


@cache
def _kept(base: BaseText) -> CopyText:
    return copy_text(base.title, base.text, base.language)


def _edited(base: BaseText, name: str, turn: int) -> CopyText | None:
    """Gives a copy under another title, which has no words of the text; None where a text has too few parts for the edit."""
    made = EDITS[name](base, Random(f"{SEED} {base.title} {name} {turn}"))
    return copy_text(None, made, base.language) if made != base.text else None


def _recall(what: str, found: Sequence[bool], floor: float | None) -> Figure:
    return Figure("copies", what, len(found), sum(found) / max(1, len(found)), floor, "")


def measure_templates(count: int) -> Iterator[Figure]:
    """Gives how many pairs of pages of one template are taken for copies."""
    for languages, pairs in ((LANGUAGES, count), (OTHER_SCRIPTS, count // 3)):
        false = [kind for kind, one, other in _template_texts(pairs, languages) if copy_kind(one, other)]
        what = f"false copies, pages of one template, {', '.join(languages)}"
        if languages == OTHER_SCRIPTS:
            yield Figure("copies", what, pairs, len(false), 0, "")
            continue
        yield Figure("copies", what, pairs, len(false), MOST_TEMPLATES, "")
        others = [kind for kind in false if kind != "horoscope"]
        yield Figure("copies", f"{what}, without horoscopes", pairs * 9 // 10, len(others), 0, "")


def _template_texts(count: int, languages: Sequence[str]) -> Iterator[tuple[str, CopyText, CopyText]]:
    for template, one, other in template_pairs(count, SEED, languages):
        yield template.kind, *(copy_text(None, text, template.language) for text in (one, other))


def measure_pages() -> Iterator[Figure]:
    """Gives the copies found that are made of real pages, and those among all pairs of them, where pages are there."""
    rows = [row for name in ("newsroom", "wcxb") for row in _read_rows(SHARED / name / "corpus" / "gold.jsonl")]
    rows = [row for row in rows if row.get("body")]
    if not rows:
        return
    texts = [copy_text(row.get("title"), row["body"], None) for row in rows]
    pairs = len(texts) * (len(texts) - 1) // 2
    found = sum(copy_kind(one, other) is not None for one, other in combinations(texts, 2))
    what = "false copies, all pairs of real pages; these are copies indeed"
    yield Figure("copies", what, pairs, found, COPIES_AMONG_PAGES, "")
    bases = [
        BaseText("en", row.get("title") or row["id"], row["body"])
        for row in rows
        if MIN_REAL_CHARACTERS < len(row["body"]) < MAX_REAL_CHARACTERS and " the " in row["body"]
    ]
    yield from _measure_real(bases, "real English pages")


def _measure_real(bases: Sequence[BaseText], name: str) -> Iterator[Figure]:
    chosen = Random(SEED).sample(bases, min(REAL_TEXTS, len(bases)))
    for edit in ("20% of words", "30% of words", "cut to 45%", "agency's header and footer"):
        yield _recall(f"copies found, {edit}, {name}", _found(chosen, edit, 1), FLOOR_REAL)


def measure_pairs() -> Iterator[Figure]:
    """Gives how many of the labelled pairs are taken for copies: different ones, and reports of one story."""
    rows = _read_rows(SHARED / "stories" / "pairs.jsonl")
    if not rows:
        return
    for same, what, most in (
        (False, "false copies, pairs labelled as different stories", 0),
        (True, "copies among pairs labelled as one story", None),
    ):
        pairs = [row for row in rows if row["same"] == same]
        found = sum(copy_kind(_of(row, "a"), _of(row, "b")) is not None for row in pairs)
        yield Figure("copies", what, len(pairs), found, most, "")
    sides = [(row["lang"], row[side]) for row in rows for side in "ab"]
    bases = [
        BaseText(language, side["title"], side["text"])
        for language, side in sides
        if language == "ru" and len(side["text"]) > MIN_REAL_CHARACTERS
    ]
    yield from _measure_real(bases, "real Russian articles")


def _of(row: dict[str, dict[str, str]], side: str) -> CopyText:
    return copy_text(row[side]["title"], row[side]["text"], str(row["lang"]))


def _read_rows(path: Path) -> list[dict[str, dict[str, str]]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8") as lines:  # splitlines would part them at U+2028, too
        return [json.loads(line) for line in lines]


def measure_cost() -> Iterator[Figure]:
    """Gives microseconds of CPU an article and a pair, and bytes that are kept of an article, over the written texts."""
    bases = [base for language in LANGUAGES for base in read_bases(language)]
    begun = time.process_time()
    texts = [copy_text(base.title, base.text, base.language) for base in bases]
    yield Figure(
        "copies", "microseconds an article", len(bases), (time.process_time() - begun) * 1e6 / len(bases), None, ""
    )
    pairs = list(combinations(texts, 2))
    begun = time.process_time()
    for one, other in pairs:
        copy_kind(one, other)
    yield Figure(
        "copies", "microseconds a pair", len(pairs), (time.process_time() - begun) * 1e6 / len(pairs), None, ""
    )
    kept = sum(
        len(part) for text in texts for part in (text.short, text.long, text.plain, text.names, text.main, text.figures)
    )
    yield Figure("copies", "bytes kept of an article", len(texts), kept / len(texts), None, "")


if __name__ == "__main__":
    for figure in measure():
        print(f"{figure.what}: {figure.value:.3f} of {figure.n}")
