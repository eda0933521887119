"""Simulated searches: architectures in the order in which a search evaluates them, and the pools that it ranks."""

import numpy as np

from app.domain.mutation import PARENTS, mutate_all
from training.synthetic.searched_spaces import SearchedSpace
from training.synthetic.spaces import Points, Values, unseen

UNIFORM_SHARE = 0.3
"""Share of the trajectories that are drawn uniformly, as published. The others are searches."""
_ROUNDS = 80


def draw_trajectory(space: SearchedSpace, size: int, rng: np.random.Generator) -> tuple[Points, Values]:
    """At most `size` distinct architectures in the order tried, [n, L], and their scores as observed, [n].

    A search starts with a few random ones; every generation then takes the seemingly best of mutants of the best and of
    random ones, where the skill of seeing which are better differs from search to search.
    """
    start = size if rng.random() < UNIFORM_SHARE else min(size, int(rng.integers(4, 40)))
    growth, random_share = rng.uniform(0.05, 0.5), rng.uniform(0.1, 0.6)
    elite, haze = int(rng.choice([1, 3, 5, 10, 20])), float(np.exp(rng.uniform(np.log(0.2), np.log(3.0))))
    points, scores = _new(space, space.draw(3 * start, rng), np.empty((0, len(space.counts)), dtype=np.int64), rng)
    points, scores = points[:start], scores[:start]
    for _ in range(_ROUNDS):
        if len(points) >= size:
            break
        step = min(size - len(points), max(2, int(growth * len(points))))
        mutants = draw_mutants(space, points[np.argsort(-scores)[:elite]], 3 * step, rng)
        drawn, gains = _new(
            space, np.concatenate([mutants, space.draw(1 + int(4 * step * random_share), rng)]), points, rng
        )
        seeming = gains + haze * (gains.std() if len(gains) else 0.0) * rng.normal(size=len(gains))
        chosen = np.argsort(-seeming)[:step]
        points, scores = np.concatenate([points, drawn[chosen]]), np.concatenate([scores, gains[chosen]])
    return points, scores


def draw_pool(space: SearchedSpace, points: Points, scores: Values, size: int, rng: np.random.Generator) -> Points:
    """At most `size` distinct measured architectures that are not in `points`, in random order.

    Every second pool is uniform, as published; in the others half are mutants of the best, as in the service's pools.
    """
    drawn = space.draw(3 * size, rng)
    if len(points) and rng.random() < 0.5:
        mutants = draw_mutants(space, points[np.argsort(-scores)[:PARENTS]], 3 * size, rng)
        mutants = mutants[unseen(mutants, points)]
        mutants = mutants[np.isfinite(space.truth(mutants))]
        drawn = np.concatenate([mutants[: size // 2], drawn])
    fresh = drawn[unseen(drawn, points)][:size]
    return np.asarray(rng.permutation(fresh))


def draw_mutants(space: SearchedSpace, parents: Points, n: int, rng: np.random.Generator) -> Points:
    """n mutants of random parents: [n, L]. Positions with a single option stay."""
    children = parents[rng.integers(0, len(parents), n)]
    movable = np.flatnonzero(space.counts > 1)
    children[:, movable] = mutate_all(children[:, movable], space.counts[movable], rng)
    return children


def _new(space: SearchedSpace, drawn: Points, seen: Points, rng: np.random.Generator) -> tuple[Points, Values]:
    """Those of `drawn` that are measured and not seen before, with their scores."""
    fresh = drawn[unseen(drawn, seen)]
    scores = space.observe(fresh, rng)
    measured = np.isfinite(scores)
    return fresh[measured], scores[measured]
