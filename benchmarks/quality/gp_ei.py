"""The anchor: a textbook Gaussian process with expected improvement, frozen here.

It was the service's own surrogate and pool when the comparison was set up; its model and its pool stay as they are when
those improve: Matern kernel of smoothness 3/2 on a Hamming-type distance, rank-Gaussian targets, hyperparameters of
greatest marginal likelihood (Rasmussen and Williams 2006), expected improvement over half mutants of the ten best and
half uniform candidates. Pending points count as observed at their predicted mean (kriging believer, Ginsbourger et al.
2010).
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_solve, cholesky, solve_triangular

from app.domain.search_space import Point, SearchSpace
from app.domain.surrogate import log_expected_improvement, rank_gaussian
from benchmarks.quality.search import Search

Matrix = NDArray[np.float64]
Points = NDArray[np.int64]

HISTORY = 200
POOL = 256
PARENTS = 10
DRAWS_PER_CANDIDATE = 20
LENGTH_SCALES = (0.3, 0.6, 1.2, 2.4, 5.0)
NOISES = (1e-3, 1e-2, 1e-1)


def gp_ei(search: Search) -> Iterator[Point]:
    space = search.task.space
    rng = np.random.default_rng(search.seed)
    while True:
        best = sorted(search.finished, key=lambda pair: -pair[1])[:HISTORY]
        pool = _pool(search, [point for point, _ in best[:PARENTS]], rng)
        if not pool:
            return
        points = np.array([point for point, _ in best])
        target = rank_gaussian(np.array([gain for _, gain in best]))
        incumbent = float(target.max())
        process = _fit(_distances(space, points, points), target)
        if search.pending:
            pending = np.array(search.pending)
            mean, _ = process.predict(_distances(space, points, pending))
            points, target = np.concatenate([points, pending]), np.concatenate([target, mean])
            process = _condition(_distances(space, points, points), target, process.length_scale, process.noise)
        mean, deviation = process.predict(_distances(space, points, np.array(pool)))
        yield pool[int(np.argmax(log_expected_improvement(mean, deviation, incumbent)))]


@dataclass(frozen=True, slots=True)
class _Process:
    """Zero mean, covariance variance * (matern + noise). root: Cholesky factor of covariance / variance."""

    length_scale: float
    noise: float
    variance: float
    root: Matrix
    weights: Matrix
    log_likelihood: float

    def predict(self, distance: Matrix) -> tuple[Matrix, Matrix]:
        """Mean and deviation of the noise-free function. distance: [observations, candidates]."""
        kernel = _matern(distance, self.length_scale)
        half = solve_triangular(self.root, kernel, lower=True, check_finite=False)
        return self.weights @ kernel, np.sqrt(self.variance * np.clip(1.0 - np.square(half).sum(axis=0), 1e-6, None))


def _distances(space: SearchSpace, a: Points, b: Points) -> Matrix:
    """Root of the mean over dimensions of: steps between ordered options (0 to 1), whether other options differ."""
    total: Matrix = np.zeros((len(a), len(b)))
    movable = [d for d, count in enumerate(space.option_counts) if count > 1]
    for d in movable:
        if space.dimensions[d].ordered:
            total += np.abs(a[:, d, None] - b[None, :, d]) / (space.option_counts[d] - 1)
        else:
            total += a[:, d, None] != b[None, :, d]
    return np.sqrt(total / len(movable))


def _matern(distance: Matrix, length_scale: float) -> Matrix:
    scaled = math.sqrt(3) * distance / length_scale
    return np.asarray((1 + scaled) * np.exp(-scaled), dtype=np.float64)


def _fit(distance: Matrix, target: Matrix) -> _Process:
    fits = (_condition(distance, target, scale, noise) for scale in LENGTH_SCALES for noise in NOISES)
    return max(fits, key=lambda process: process.log_likelihood)


def _condition(distance: Matrix, target: Matrix, length_scale: float, noise: float) -> _Process:
    """Rasmussen and Williams, algorithm 2.1, with the signal's variance at its maximum-likelihood value."""
    kernel = _matern(distance, length_scale)
    kernel[np.diag_indices_from(kernel)] += noise
    root = cholesky(kernel, lower=True, overwrite_a=True, check_finite=False)
    weights = cho_solve((root, True), target, check_finite=False)
    variance = max(float(target @ weights) / len(target), 1e-6)
    log_likelihood = -0.5 * len(target) * math.log(variance) - float(np.log(np.diag(root)).sum())
    return _Process(length_scale, noise, variance, root, weights, log_likelihood)


def _pool(search: Search, parents: list[Point], rng: np.random.Generator) -> list[Point]:
    """At most POOL distinct new architectures: half mutants, the rest uniform."""
    mutants: dict[Point, None] = {}
    for _ in range(DRAWS_PER_CANDIDATE * POOL // 2):
        if len(mutants) == POOL // 2:
            break
        mutant = _mutant(search.task.space.option_counts, parents[int(rng.integers(len(parents)))], rng)
        if search.is_new(mutant):
            mutants[mutant] = None
    uniform = dict.fromkeys(search.unseen(POOL - len(mutants), rng))
    return list(mutants | uniform)


def _mutant(counts: tuple[int, ...], parent: Point, rng: np.random.Generator) -> Point:
    """One option changed, more with falling probability (0.3 a further step, at most 3)."""
    movable = [d for d, count in enumerate(counts) if count > 1]
    steps = 1
    while steps < 3 and rng.random() < 0.3:
        steps += 1
    point = list(parent)
    for place in rng.permutation(len(movable))[:steps]:
        d = movable[place]
        point[d] = (point[d] + int(rng.integers(1, counts[d]))) % counts[d]
    return tuple(point)
