"""Episodes: the history of a simulated search, and the candidates of its next round."""

from dataclasses import dataclass

import numpy as np

from app.domain.mutation import PARENTS, mutate_all
from training.synthetic.landscapes import Landscape, draw_landscape
from training.synthetic.spaces import Points, PriorSpace, Values, unseen

CANDIDATES = 64
_GENERATIONS = 60
_ATTEMPTS = 50


@dataclass(frozen=True, slots=True)
class Episode:
    """A simulated search. At every cut, the first trials are a history and a pool are its candidates."""

    space: PriorSpace
    points: Points
    """In the order of the search, [n, L]."""
    scores: Values
    """Of the points, [n]."""
    pools: Points
    """The candidates of every cut, [cuts, CANDIDATES, L]."""
    pool_scores: Values
    """Of the candidates, [cuts, CANDIDATES]."""


def draw_episode(cuts: tuple[int, ...], rng: np.random.Generator) -> Episode:
    """An episode of a random landscape, with histories of the lengths `cuts`, ascending."""
    for _ in range(_ATTEMPTS):
        landscape = draw_landscape(rng)
        searched = _search(landscape, cuts[-1], rng)
        if searched is None:
            continue
        points, scores = searched
        pools = [draw_candidates(landscape, points[:n], scores[:n], CANDIDATES, rng) for n in cuts]
        if all(len(pool) == CANDIDATES for pool in pools):
            pool_scores = [landscape.scores(pool, rng) for pool in pools]
            return Episode(landscape.space, points, scores, np.stack(pools), np.stack(pool_scores))
    raise RuntimeError(f"no usable landscape in {_ATTEMPTS} draws")


def draw_candidates(
    landscape: Landscape, points: Points, scores: Values, size: int, rng: np.random.Generator
) -> Points:
    """Half mutants of the best trials, half uniform, distinct and unseen; fewer than `size` only in small spaces."""
    space = landscape.space
    best = points[np.argsort(-scores)[:PARENTS]]
    mutants = mutate_all(best[rng.integers(0, len(best), size)], space.counts, rng)
    drawn = np.concatenate([mutants, space.draw(2 * size, rng)])
    fresh = unseen(drawn, points)
    chosen: Points = np.concatenate([fresh[fresh < size][: size // 2], fresh[fresh >= size]])[:size]
    return np.take(drawn, chosen, axis=0)


def _search(landscape: Landscape, size: int, rng: np.random.Generator) -> tuple[Points, Values] | None:
    """`size` distinct trials: a random start, then generations of mutants and random points, chosen with varying skill.

    None if the space is too small or all scores are equal.
    """
    space = landscape.space
    start = size if rng.random() < 0.15 else min(size, int(rng.integers(4, 40)))
    growth, random_share = rng.uniform(0.1, 0.5), rng.uniform(0.0, 0.5)
    elite, skill_noise = int(rng.choice([1, 3, 5, 10, 20])), float(np.exp(rng.uniform(np.log(0.2), np.log(3.0))))
    points = space.draw(start, rng)
    points = points[unseen(points, points[:0])]
    scores = landscape.scores(points, rng)
    for _ in range(_GENERATIONS):
        if len(points) >= size:
            break
        step = min(size - len(points), max(2, int(growth * len(points))))
        parents = points[np.argsort(-scores)[:elite]]
        mutants = mutate_all(parents[rng.integers(0, len(parents), 3 * step)], space.counts, rng)
        drawn = np.concatenate([mutants, space.draw(int(3 * step * random_share) + 1, rng)])
        drawn = drawn[unseen(drawn, points)]
        if not len(drawn):
            continue
        drawn_scores = landscape.scores(drawn, rng)
        guess = drawn_scores + skill_noise * (drawn_scores.std() + 1e-9) * rng.normal(size=len(drawn))
        chosen = np.argsort(-guess)[:step]
        points = np.concatenate([points, drawn[chosen]])
        scores = np.concatenate([scores, drawn_scores[chosen]])
    usable = len(points) >= size and np.isfinite(scores).all() and scores.std() > 1e-9
    return (points[:size], scores[:size]) if usable else None
