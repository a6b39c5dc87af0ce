"""How well stories are found: pairs of articles that tell one story, over labelled sets.

python -m bench.stories.pairs prints the figures. What is measured over real pairs needs ../shared/stories.
"""

from __future__ import annotations

from collections.abc import Sequence

from bench.figures import Figure
from bench.stories.sets import (
    Counts,
    Pair,
    count,
    count_week,
    has_pairs,
    live_stories,
    read_pairs,
    read_week,
    story_of,
)
from bench.stories.tried import METHODS, choose_threshold, f1_at

# A hair below what is measured: they may only rise.
FLOORS = {"week": 0.92, "pairs": 0.87, "A": 0.885, "B": 0.845}


def measure() -> list[Figure]:
    """Gives the figures of the written week, and those of real pairs where they are there."""
    return [*measure_week(), *(measure_pairs() if has_pairs() else ())]


def measure_week() -> list[Figure]:
    """Gives the pair F1 over the written week, by language and together."""
    languages = sorted({row["language"] for row in read_week()})
    counted = {language: count_week(language) for language in languages}
    whole = Counts(*map(sum, zip(*counted.values(), strict=True)))
    figures = [
        _figure(f"pair F1, a written week, {language}", counts, None)
        for language, counts in counted.items()
        if counts.right
    ]
    return [*figures, _figure("pair F1, a written week, all languages", whole, FLOORS["week"])]


def measure_pairs() -> list[Figure]:
    """Gives the pair F1 over real pairs: by live stories as they are, and with the threshold frozen on the other half."""
    pairs, profiles = read_pairs()
    found = {
        id_: story
        for language, some in profiles.items()
        for id_, story in story_of(live_stories(some, language)).items()
    }
    judged = [(pair.same, pair.first in found and found[pair.first] == found.get(pair.second)) for pair in pairs]
    figures = [_figure("pair F1, real pairs, live stories", count(judged), FLOORS["pairs"])]
    return [*figures, *(_told(half) for half in "AB")]


def _told(half: str) -> Figure:
    """Gives the F1 over one half of the real pairs, at the threshold that was chosen on the other half."""
    pairs, profiles = read_pairs()
    alike = METHODS["as it is"](pairs, profiles)
    told = [at for at, pair in enumerate(pairs) if pair.half == half]
    frozen = [at for at in range(len(pairs)) if at not in told]
    threshold = choose_threshold(_pick(alike, frozen), _same(pairs, frozen))
    f1 = f1_at(_pick(alike, told), _same(pairs, told), threshold)
    return Figure(
        "stories", f"pair F1, half {half} of real pairs, threshold of the other half", len(told), f1, FLOORS[half], ""
    )


def _pick(values: Sequence[float], places: Sequence[int]) -> list[float]:
    return [values[at] for at in places]


def _same(pairs: Sequence[Pair], places: Sequence[int]) -> list[bool]:
    return [pairs[at].same for at in places]


def _figure(what: str, counts: Counts, floor: float | None) -> Figure:
    return Figure("stories", what, counts.right + counts.missed, counts.f1, floor, "")


if __name__ == "__main__":
    for figure in measure():
        print(f"{figure.what}: {figure.value:.3f} of {figure.n}")
