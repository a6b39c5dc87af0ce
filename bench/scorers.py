"""What the scorers beside the corpora say of the articles of an output: of the newsroom's three sets, and of wcxb and its halves.

The corpora lie beside the repository: ../shared/newsroom, news pages of publishers; ../shared/wcxb, article pages of all sorts
of sites, and 150 pages of other kinds.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

SHARED = Path(__file__).resolve().parents[2] / "shared"
NEWSROOM, WCXB = SHARED / "newsroom", SHARED / "wcxb"
HALVES = ("A", "B")

_SCORED_SET = re.compile(r"^(\w+) +pages +\d+ ")
_SCORE = re.compile(r"\b([A-Za-z]\w*|F1) +(\d+(?:\.\d+)?)")
# The scorer of wcxb names in words what it measured: ours by theirs.
_WCXB_SCORES = {
    "F1": "F1",
    "with standfirst": "with_standfirst",
    "below .8:": "low",
    "having": "having",
    "lacking": "lacking",
    "title": "title",
    "authors": "authors",
    "day": "day",
    "missing": "missing",
    "dates where gold has none": "made_up",
}

Scores = dict[str, dict[str, float]]


def why_no_wcxb() -> str | None:
    """Gives the sentence that says why there are no pages of wcxb; None where they are there."""
    return None if (WCXB / "score.py").exists() else f"the pages of wcxb are not there: {WCXB}"


def score(output: Path) -> str:
    """Gives what the newsroom's scorer says of the articles of an output: a line a set of pages."""
    return _run(NEWSROOM / "score.py", output, NEWSROOM / "corpus")


def score_wcxb(output: Path, corpus: Path = WCXB / "corpus") -> dict[str, float]:
    """Gives the scores of an output's articles over wcxb, or over what `corpus` has of its gold."""
    return read_wcxb_scores(_run(WCXB / "score.py", output, corpus))


def _run(script: Path, output: Path, corpus: Path) -> str:
    command = [sys.executable, str(script), str(output / "articles"), "--corpus", str(corpus)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def read_scores(text: str) -> Scores:
    """Gives the scores by set and name.

    >>> read_scores("zyte    pages  181 found  181  F1 0.9500  P 0.9  R 0.9  exact 0.500  title 0.900 (n=181)")["zyte"]["title"]
    0.9
    """
    scores: Scores = {}
    for line in text.splitlines():
        scored = _SCORED_SET.match(line)
        if scored:
            scores[scored[1]] = {name: float(value) for name, value in _SCORE.findall(line)}
    return scores


def read_wcxb_scores(text: str) -> dict[str, float]:
    """Gives the scores by name: `low` is the share of pages below .8, `made_up` counts dates where the gold has none.

    >>> read_wcxb_scores("wcxb pages 9  missing 1  F1 0.9  below .8: 0.067  dates where gold has none 2 of 3")["made_up"]
    2.0
    """
    found = {
        name: re.search(rf"(?:^|  ){re.escape(words)} +(\d+(?:\.\d+)?)", text) for words, name in _WCXB_SCORES.items()
    }
    return {name: float(match[1]) for name, match in found.items() if match}


def score_halves(output: Path, folder: Path) -> Scores:
    """Gives the scores over wcxb by half; `folder` takes the gold of each."""
    scores = {}
    for name in HALVES:
        (folder / name).mkdir(parents=True, exist_ok=True)
        gold = (row for row in read_gold(WCXB) if half_of(row["site"]) == name)
        write_gold(folder / name, gold)
        scores[name] = score_wcxb(output, folder / name)
    return scores


def half_of(site: str) -> str:
    """Gives the half of wcxb in which a site's pages are: rules are made on A, and kept where B does not lose.

    >>> half_of("valley.example"), half_of("river.example")
    ('A', 'B')
    """
    return HALVES[hashlib.sha1(site.encode()).digest()[0] % 2]


def words_f1(text: str, gold: str) -> float:
    """Gives the F1 of the words of a text, as the scorer of wcxb counts it for a page.

    >>> words_f1("The dam opens.", "the dam")
    0.8
    """
    own, wanted = (Counter(re.findall(r"\w+", words.lower())) for words in (text, gold))
    common = (own & wanted).total()
    return 2 * common / (own.total() + wanted.total()) if common else 0.0


def auroc(rated: Sequence[tuple[float, bool]]) -> float:
    """Gives how often a right text has a higher confidence than a wrong one: 1 always, .5 as by chance.

    >>> auroc([(0.9, True), (0.5, False), (0.4, True)])
    0.5
    """
    good, bad = ([likely for likely, right in rated if right is wanted] for wanted in (True, False))
    won = sum((one > other) + (one == other) / 2 for one in good for other in bad)
    return won / (len(good) * len(bad)) if good and bad else float("nan")


def read_gold(corpus: Path, name: str = "gold.jsonl") -> list[dict[str, Any]]:
    """Gives what is known for certain of the pages of a corpus."""
    with (corpus / "corpus" / name).open(encoding="utf-8") as lines:
        return list(map(json.loads, lines))


def write_gold(folder: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """Writes what is known of some pages, as the scorers and the replay server read it."""
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (folder / "gold.jsonl").write_text(text, encoding="utf-8")


def write_others(folder: Path) -> Path:
    """Gives a corpus, in a folder, of the pages of other kinds, for the replay server: each is a site of its own."""
    others = read_gold(WCXB, "others.jsonl")
    write_gold(folder, ({**row, "site": row["id"]} for row in others))
    (folder / "pages").symlink_to(WCXB / "corpus" / "others", target_is_directory=True)
    return folder
