"""How likely a text is whole and clean, by what is known of it anyway: a plain logistic model of a few signs.

The weights stand in data/confidence.txt. bench/confidence.py fits them, on pages whose texts people have checked.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from functools import lru_cache
from itertools import compress

from transforms.pure.body.agreement import agreement
from transforms.pure.body.bodies import MIN_AGREEMENT, Body, Reading
from transforms.pure.body.parsed_page import ParsedPage
from transforms.pure.page.lines import Line
from transforms.pure.text.normal import count_words
from transforms.pure.text.sentences import ends_sentence
from transforms.pure.text.wordlists import read_data

# Beyond this a sign says no more.
MAX_RATIO = 30.0
MAX_PAGE_SHARE = 0.6
# So much of its beginning finds a line of the page among the paragraphs, or the other way round.
KEY_CHARACTERS = 40
MIN_PROSE_LENGTH = 60
MAX_LINE_LENGTH = 500
END_CHARACTERS = 12
BRIEF_CHARACTERS = 2000

BIAS = "bias"


def rate_text(page: ParsedPage, body: Body) -> float:
    """Give how likely the text of a page is whole and clean, 0 to 1; 0 where there is none."""
    return rate_signs(read_signs(page, body)) if body.paragraphs else 0.0


def rate_signs(signs: Mapping[str, float]) -> float:
    """Give what signs say of a text, 0 to 1, to three digits: the logistic function of their weighted sum.

    >>> rate_signs({"apart": 0.0, "sentences": 1.0}) > rate_signs({"apart": 3.0, "sentences": 1.0})
    True
    """
    weights = read_weights()
    total = weights[BIAS] + sum(weights.get(name, 0.0) * value for name, value in signs.items())
    return round((1 + math.tanh(total / 2)) / 2, 3)  # The same, without overflow.


@lru_cache(maxsize=1)
def read_weights() -> dict[str, float]:
    """Give the weight of each sign, and the bias, from their data file."""
    pairs = (line.split() for line in read_data("confidence.txt").splitlines() if not line.startswith("#"))
    return {name: float(weight) for name, weight in pairs}


def read_signs(page: ParsedPage, body: Body) -> dict[str, float]:
    """Give what is known of a text that has a paragraph.

    `apart`: how far the other readings differ from it, `differing`: how many do; `dropped`, `longest`: what cleaning took
    off, and how much more a reading held before; `share`: its part of the page; `gaps`, `linked`, `prose`: the lines that it
    leaves out between its first and last, without links, with them, and those that are prose; `sentences`: how much of it
    ends as a sentence does; `declared`: how far it is from the length that the page declares; `brief`: how short it is;
    `dated`: whether the page has a date of publication.
    """
    paragraphs = body.paragraphs
    found = max(1, sum(map(len, paragraphs)))
    dropped = sum(len(block.text) for block in body.dropped)
    ending = sum(len(text) for text in paragraphs if ends_sentence(text[-END_CHARACTERS:]))
    longest = max(map(_uncleaned, body.made), default=found)
    page_length = sum(line.length for line in page.lines)
    agreed = _agreements(body)
    return {
        "apart": _as_distance(sum(agreed) / len(agreed) if agreed else 0.0),
        "differing": float(sum(share < MIN_AGREEMENT for share in agreed)),
        "dropped": math.log(100 * dropped / (dropped + found) + 1),
        "longest": math.sqrt(math.log(min(max(1.0, longest / found), MAX_RATIO))),
        "share": min(found / page_length if page_length else 1.0, MAX_PAGE_SHARE),
        **_read_gaps(page.lines, paragraphs, found),
        "sentences": ending / found,
        "declared": _declared(page, paragraphs),
        "brief": max(0.0, math.log10(BRIEF_CHARACTERS / found)),
        "dated": float(bool(page.hints.published)),
    }


def _agreements(body: Body) -> list[float]:
    """Give how far each other reading of the page agrees with the text; [] where that is the only one, or is from elsewhere."""
    own = next((reading for reading in body.made if reading.name == body.source), None)
    others = [reading for reading in body.made if reading is not own]
    if own is None or not others:
        return []
    if len(others) == 1 and body.agreement is not None:
        return [body.agreement]
    return [agreement(own.grams, other.grams) for other in others]


def _as_distance(agreed: float) -> float:
    """Give a distance of which as much lies between .9 and 1 as between 0 and .9, where few pages are."""
    return math.log((1.02 - agreed) / 0.02)


def _uncleaned(reading: Reading) -> int:
    return len(reading.text) + sum(len(block.text) for block in reading.dropped)


def _read_gaps(lines: Collection[Line], paragraphs: Collection[str], found: int) -> dict[str, float]:
    """Give how many letters stand between the first and the last line of a text and not in it, by what the lines are."""
    keys = {text[:KEY_CHARACTERS] for text in paragraphs}
    kept = [line.text[:KEY_CHARACTERS] in keys for line in lines]
    if True not in kept:
        return {"gaps": 1.0, "linked": 1.0, "prose": 1.0}
    first, last = kept.index(True), len(kept) - kept[::-1].index(True)
    gaps = linked = prose = 0
    for line in compress(list(lines)[first:last], (not is_kept for is_kept in kept[first:last])):
        length = min(line.length, MAX_LINE_LENGTH)
        if line.kind in ("p", "div", "quote") and line.length >= MIN_PROSE_LENGTH and line.linked <= 0.4 * line.length:
            prose += length
        elif line.linked:
            linked += length
        else:
            gaps += length
    counts = {"gaps": gaps, "linked": linked, "prose": prose}
    return {name: math.sqrt(min(count / found, 1.0)) for name, count in counts.items()}


def _declared(page: ParsedPage, paragraphs: Collection[str]) -> float:
    """Give how far a text is from the number of words that its page declares, as a logarithm; 0 where it declares none."""
    stated = page.hints.linked.word_count
    counted = count_words("\n".join(paragraphs))[0] if stated else 0
    return min(abs(math.log(stated / counted)), 2.0) if stated and stated > 0 and counted else 0.0
