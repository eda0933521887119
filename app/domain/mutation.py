"""Mutations of an architecture: one option changes, and sometimes a second and a third."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.domain.search_space import Point, SearchSpace

PARENTS = 10
"""Mutations start from this many of the best observations."""
FURTHER_CHANGE = 0.3
"""The probability of each change after the first one."""
MAX_CHANGES = 3


def mutate(space: SearchSpace, parent: Sequence[int], rng: np.random.Generator) -> Point:
    """A mutation of the parent in canonical form; it may be a forbidden architecture.

    Only active dimensions change. A dimension that becomes active gets a random option. The result differs from the
    parent unless there is no other architecture.
    """
    counts = space.option_counts
    active = space.active(parent)
    movable = [d for d, on in enumerate(active) if on and counts[d] > 1]
    point = [int(i) if on else int(rng.integers(n)) for i, on, n in zip(parent, active, counts, strict=True)]
    changes = 1
    while changes < MAX_CHANGES and rng.random() < FURTHER_CHANGE:
        changes += 1
    for place in rng.permutation(len(movable))[:changes]:
        d = movable[place]
        point[d] = (point[d] + int(rng.integers(1, counts[d]))) % counts[d]
    return space.canonical(point)


def mutate_all(parents: NDArray[np.int64], counts: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
    """One mutation of every parent, [n, positions], for spaces in which all positions are active.

    It is fast rather than exact: two changes of a mutation may concern the same position.

    Args:
        parents: The codes to change, [n, positions].
        counts: Options of every position, at least two, [positions].
        rng: The source of random numbers.
    """
    children = parents.copy()
    n = len(children)
    changes = 1 + (rng.random(n) < FURTHER_CHANGE) + (rng.random(n) < FURTHER_CHANGE**2)
    for change in range(MAX_CHANGES):
        rows = np.flatnonzero(changes > change)
        where = rng.integers(0, len(counts), len(rows))
        children[rows, where] = (children[rows, where] + rng.integers(1, counts[where])) % counts[where]
    return children
