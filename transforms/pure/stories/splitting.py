"""Whether the articles of a story fall into two halves that have little to do with one another."""

from __future__ import annotations

import numpy

# In a story that holds together, articles of any two halves are on average more alike than this.
LEAST_BETWEEN = 0.15
FEWEST = 2


def halves(alike: numpy.ndarray) -> tuple[list[int], list[int]] | None:
    """Give two halves of a story by the places of their articles, the larger one first, or None where it holds together.

    `alike` is how like each two are, both ways. The halves are those of clustering by average linkage.

    >>> halves(numpy.array([[1, 0.8, 0, 0], [0.8, 1, 0, 0], [0, 0, 1, 0.6], [0, 0, 0.6, 1]]))
    ([0, 1], [2, 3])
    """
    clusters = [[at] for at in range(len(alike))]
    sums = alike.astype(numpy.float64)
    numpy.fill_diagonal(sums, -numpy.inf)
    sizes = numpy.ones(len(alike))
    while len(clusters) > 2:
        means = sums / numpy.outer(sizes, sizes)
        first, second = sorted(divmod(int(means.argmax()), len(clusters)))
        clusters[first] += clusters.pop(second)
        sums[first] += sums[second]
        sums[:, first] += sums[:, second]
        sizes[first] += sizes[second]
        sums, sizes = numpy.delete(numpy.delete(sums, second, 0), second, 1), numpy.delete(sizes, second)
        sums[first, first] = -numpy.inf
    if len(clusters) < 2 or min(map(len, clusters)) < FEWEST or sums[0, 1] >= LEAST_BETWEEN * sizes[0] * sizes[1]:
        return None
    larger, smaller = sorted(map(sorted, clusters), key=lambda cluster: (-len(cluster), cluster[0]))
    return larger, smaller
