"""What was tried to tell whether two articles tell one story: methods over labelled pairs, and ways to make groups of them.

python -m bench.stories.tried prints both tables. The pairs need ../shared/stories.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Mapping, Sequence

import numpy

from bench.stories.sets import Counts, Pair, count_week, has_pairs, read_pairs, read_week
from transforms.pure.stories import joining, matching
from transforms.pure.stories.matching import match
from transforms.pure.stories.profiles import Profile, unpacked
from transforms.pure.stories.rarity import Rarity, load_prior
from transforms.pure.stories.rows import LiveRows
from transforms.pure.stories.vectors import cosines, make_vector

Score = Callable[[Profile, Profile, Rarity], float]
Method = Callable[[Sequence[Pair], Mapping[str, Sequence[Profile]]], list[float]]
# Of thresholds so near the best none is better beyond doubt: there are some sixty pairs in a half.
NEARLY = 0.02
_BM25_FREQUENCY, _BM25_LENGTH, _BM25_MEAN = 1.2, 0.75, 120


def _of_each(score: Score) -> Method:
    def scores(pairs: Sequence[Pair], profiles: Mapping[str, Sequence[Profile]]) -> list[float]:
        rarities = {language: _learned(language, some) for language, some in profiles.items()}
        by_id = {profile.id: profile for some in profiles.values() for profile in some}
        return [score(by_id[pair.first], by_id[pair.second], rarities[pair.language]) for pair in pairs]

    return scores


def _learned(language: str, profiles: Sequence[Profile]) -> Rarity:
    rarity = Rarity(load_prior(language))
    for profile in profiles:
        rarity.learn(unpacked(profile.terms))
    return rarity


def tfidf(one: Profile, other: Profile, rarity: Rarity) -> float:
    """Gives the cosine of TF-IDF vectors of stems, those of the title counted more."""
    first, second = make_vector(one, rarity), make_vector(other, rarity)
    return float(cosines(first, second.terms[None], second.weights[None].astype(numpy.float32))[0])


def bm25(one: Profile, other: Profile, rarity: Rarity) -> float:
    """Gives the Okapi BM25 score of each article as the other's query, as a share of its score for itself; the mean of both."""
    return (_bm25_share(one, other, rarity) + _bm25_share(other, one, rarity)) / 2


def _bm25_share(query: Profile, document: Profile, rarity: Rarity) -> float:
    def weigh(profile: Profile) -> dict[int, float]:
        counts = numpy.frombuffer(profile.counts, numpy.uint8).astype(float)
        length = 1 - _BM25_LENGTH + _BM25_LENGTH * len(counts) / _BM25_MEAN
        parts = (
            counts * (_BM25_FREQUENCY + 1) / (counts + _BM25_FREQUENCY * length) * rarity.of(unpacked(profile.terms))
        )
        return dict(zip(unpacked(profile.terms).tolist(), parts.tolist(), strict=True))

    own, theirs = weigh(query), weigh(document)
    return sum(theirs.get(term, 0.0) for term in own) / (sum(own.values()) or 1.0)


def names(one: Profile, other: Profile, rarity: Rarity) -> float:
    """Gives the share of names and numbers of both, by rarity, that stand in both."""
    first, second = (numpy.concatenate((unpacked(each.names), unpacked(each.numbers))) for each in (one, other))
    both, either = numpy.intersect1d(first, second), numpy.union1d(first, second)
    return float(rarity.of(both).sum() / (rarity.of(either).sum() or 1.0))


def tfidf_and_names(one: Profile, other: Profile, rarity: Rarity) -> float:
    """Gives two parts of TF-IDF and one of names."""
    return (2 * tfidf(one, other, rarity) + names(one, other, rarity)) / 3


def titles(one: Profile, other: Profile, rarity: Rarity) -> float:
    """Gives how much of each title, by rarity, stands in the other article: the mean of both ways."""
    shares = []
    for first, second in ((one, other), (other, one)):
        terms = unpacked(first.title_terms)
        rare = rarity.of(terms)
        shares.append(float(rare[numpy.isin(terms, unpacked(second.terms))].sum() / (rare.sum() or 1.0)))
    return sum(shares) / 2


def as_it_is(one: Profile, other: Profile, rarity: Rarity) -> float:
    """Gives what the live stories go by; copies are as alike as can be."""
    rows = LiveRows()
    for profile in (other, one):
        rows.add(profile, make_vector(profile, rarity))
    found = match(1, numpy.zeros(1, numpy.uint32), rows, rarity, 0.0001, math.inf)
    return 1.0 if found.copied[0] else float(found.alike[0])


FEATURES: tuple[Score, ...] = (tfidf, names, titles, lambda one, other, _: float(one.site == other.site))


def logistic(pairs: Sequence[Pair], profiles: Mapping[str, Sequence[Profile]]) -> list[float]:
    """Gives a logistic regression on four features, fitted on the half to which a pair does not belong."""
    table = numpy.array([_of_each(feature)(pairs, profiles) for feature in FEATURES]).T
    table = (table - table.mean(0)) / table.std(0)
    same, half = numpy.array([pair.same for pair in pairs], float), numpy.array([pair.half for pair in pairs])
    scores = numpy.zeros(len(pairs))
    for one in "AB":
        weights = _fitted(table[half != one], same[half != one])
        scores[half == one] = 1 / (1 + numpy.exp(-(table[half == one] @ weights[:-1] + weights[-1])))
    return [float(score) for score in scores]


def _fitted(table: numpy.ndarray, same: numpy.ndarray, ridge: float = 1.0) -> numpy.ndarray:
    table = numpy.column_stack((table, numpy.ones(len(table))))
    weights, penalty = numpy.zeros(table.shape[1]), ridge * numpy.eye(table.shape[1])
    for _ in range(30):
        chance = 1 / (1 + numpy.exp(-table @ weights))
        slope = table.T @ (chance - same) + penalty @ weights
        weights -= numpy.linalg.solve((table.T * (chance * (1 - chance))) @ table + penalty, slope)
    return weights


METHODS: dict[str, Method] = {
    "TF-IDF cosine": _of_each(tfidf),
    "BM25, both ways": _of_each(bm25),
    "names and numbers alone": _of_each(names),
    "TF-IDF and names": _of_each(tfidf_and_names),
    "titles covered alone": _of_each(titles),
    "logistic of four features": logistic,
    "as it is": _of_each(as_it_is),
}


def choose_threshold(alike: Sequence[float], same: Sequence[bool]) -> float:
    """Gives the middle of the thresholds that are best, or nearly so, on what they are chosen on."""
    tried = numpy.arange(0.02, 0.99, 0.01)
    scores = numpy.array([f1_at(alike, same, threshold) for threshold in tried])
    return float(numpy.median(tried[scores >= scores.max() - NEARLY]))


def f1_at(alike: Sequence[float], same: Sequence[bool], threshold: float) -> float:
    """Gives the F1 of taking pairs at a threshold and above for one story."""
    taken = [value >= threshold for value in alike]
    right = sum(one and other for one, other in zip(taken, same, strict=True))
    return 2 * right / max(1, sum(taken) + sum(same))


def method_table() -> str:
    """Gives what each method scores on each half with its threshold from the other one, and the best there is on all pairs."""
    pairs, profiles = read_pairs()
    rows = ["| method | half A | half B | best on all |", "|---|---:|---:|---:|"]
    same = numpy.array([pair.same for pair in pairs])
    in_a = numpy.array([pair.half == "A" for pair in pairs])
    for name, method in METHODS.items():
        alike = numpy.array(method(pairs, profiles))
        cells = []
        for told in (in_a, ~in_a):
            threshold = choose_threshold(alike[~told].tolist(), same[~told].tolist())
            cells.append(f1_at(alike[told].tolist(), same[told].tolist(), threshold))
        best = max(f1_at(alike.tolist(), same.tolist(), threshold) for threshold in numpy.arange(0.02, 0.99, 0.01))
        rows.append(f"| {name} | {cells[0]:.2f} | {cells[1]:.2f} | {best:.2f} |")
    return "\n".join(rows)


def group_table() -> str:
    """Gives the pair F1 over the written week for ways to choose the story that an article joins."""
    rows = ["| an article joins by | pair F1 | false pairs | missed pairs |", "|---|---:|---:|---:|"]
    kept, serial = joining.NEAREST_SHARE, matching.SERIAL
    ways = {"its nearest article": 1.0, "the mean of a story's articles": 0.0, "half of each": kept}
    try:
        for name, share in ways.items():
            joining.NEAREST_SHARE = share
            rows.append(_group_row(name))
        matching.SERIAL = 1.0
        rows.append(_group_row("half of each, series counted like all others"))
    finally:
        joining.NEAREST_SHARE, matching.SERIAL = kept, serial
    return "\n".join(rows)


def _group_row(name: str) -> str:
    languages = {row["language"] for row in read_week()}
    counts = Counts(*map(sum, zip(*map(count_week, languages), strict=True)))
    return f"| {name} | {counts.f1:.2f} | {counts.false} | {counts.missed} |"


def main() -> int:
    """Runs the command line; gives the exit code."""
    print(method_table() if has_pairs() else "the labelled pairs are not here: ../shared/stories")
    print(group_table())
    return 0


if __name__ == "__main__":
    sys.exit(main())
