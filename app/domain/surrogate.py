"""The surrogate: a Gaussian process over architectures with a Hamming-type kernel, and expected improvement.

It is the baseline of the benchmarks and the fallback of every round, so it can rank any valid request.
"""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_solve, cholesky, solve_triangular
from scipy.special import erfcx, ndtr, ndtri

from app.domain.history import Scores
from app.domain.ranking import Points, Ranking, RankingRequest
from app.domain.search_space import SearchSpace

Matrix = NDArray[np.float64]

LENGTH_SCALES = (0.3, 0.6, 1.2, 2.4, 5.0)
"""These are relative to the distance between points that differ in every dimension, which is 1."""
NOISES = (1e-3, 1e-2, 1e-1)
"""The noise variance as a share of the signal's variance. The smallest also makes repeated points harmless."""


class SurrogateRanker:
    """Scores are logarithms of expected improvement, in standard deviations of the rank-Gaussian history."""

    name = "surrogate"
    revision = "3"

    def rank(self, request: RankingRequest) -> Ranking:
        """Ranks the candidates in O(n^3 + n^2 m) for n observations and m candidates. It never fails.

        Without observations all scores are 0. Pending architectures are assumed to get their predicted mean (the
        kriging believer of Ginsbourger et al. 2010).
        """
        space, points, candidates = request.space, request.history.points, request.candidates
        if not len(points) or not len(candidates):
            return Ranking((0.0,) * len(candidates))
        target = rank_gaussian(request.history.scores)
        process = fit(distances(space, points, points), target)
        if len(request.pending):
            belief, _ = process.predict(distances(space, points, request.pending))
            points, target = np.concatenate([points, request.pending]), np.concatenate([target, belief])
            process = process.refitted(distances(space, points, points), target)
        mean, deviation = process.predict(distances(space, points, candidates))
        return Ranking(tuple(log_expected_improvement(mean, deviation, float(target.max())).tolist()))


def rank_gaussian(scores: Scores) -> Scores:
    """Normal quantiles of the ranks (a Gaussian copula). Ties share their mean rank.

    A monotone change of the scores does not change the result.
    """
    return np.asarray(ndtri((mean_ranks(scores) - 0.5) / len(scores)), dtype=np.float64)


def mean_ranks(scores: Scores) -> Scores:
    """The ranks from 1. Ties share their mean rank.

    As scipy.stats.rankdata, whose import would be a fifth of the start of every process of the service.
    """
    _, levels, counts = np.unique(scores, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(counts) - (counts - 1) / 2)[levels], dtype=np.float64)


def distances(space: SearchSpace, a: Points, b: Points) -> Matrix:
    """Distances between two sets of points; the shape is [len(a), len(b)].

    A distance is the root of the mean difference over the dimensions, each in [0, 1]. Ordered dimensions count the
    steps between two options, others whether the options differ (Hamming). The root is a Euclidean distance between
    one-hot codes, or thermometer codes for ordered options. So the kernel is positive definite.
    """
    total: Matrix = np.zeros((len(a), len(b)))
    movable = [d for d, count in enumerate(space.option_counts) if count > 1]
    for d in movable:
        if space.dimensions[d].ordered:
            total += np.abs(a[:, d, None] - b[None, :, d]) / (space.option_counts[d] - 1)
        else:
            total += a[:, d, None] != b[None, :, d]
    return np.sqrt(total / max(1, len(movable)))


def matern(distance: Matrix, length_scale: float) -> Matrix:
    """The Matern kernel of smoothness 3/2 (Rasmussen and Williams, eq. 4.17); it is 1 at distance 0."""
    scaled = math.sqrt(3) * distance / length_scale
    return np.asarray((1 + scaled) * np.exp(-scaled), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class GaussianProcess:
    """A fitted process with zero mean and the covariance variance * (matern + noise).

    Args:
        length_scale: The length scale of the kernel.
        noise: The noise variance as a share of `variance`.
        variance: The variance of the signal.
        root: The Cholesky factor of covariance / variance.
        weights: The inverse of covariance / variance, times the targets.
        log_likelihood: The log marginal likelihood, up to a constant.
    """

    length_scale: float
    noise: float
    variance: float
    root: Matrix
    weights: Scores
    log_likelihood: float

    def refitted(self, distance: Matrix, target: Scores) -> "GaussianProcess":
        """The process with the same hyperparameters on other data; `distance` is [n, n] and `target` is [n]."""
        return replace(_condition(distance, target, self.length_scale, self.noise), variance=self.variance)

    def predict(self, distance: Matrix) -> tuple[Scores, Scores]:
        """Mean and standard deviation of the noise-free function; `distance` is [observations, candidates]."""
        kernel = matern(distance, self.length_scale)
        half = solve_triangular(self.root, kernel, lower=True, check_finite=False)
        left = np.clip(1.0 - np.square(half).sum(axis=0), 1e-6, None)
        return self.weights @ kernel, np.sqrt(self.variance * left)


def fit(distance: Matrix, target: Scores) -> GaussianProcess:
    """The process with the highest marginal likelihood over the grid; `distance` is [n, n] and `target` is [n]."""
    grid = [(scale, noise) for scale in LENGTH_SCALES for noise in NOISES]
    return max((_condition(distance, target, *point) for point in grid), key=lambda process: process.log_likelihood)


def _condition(distance: Matrix, target: Scores, length_scale: float, noise: float) -> GaussianProcess:
    """A process by algorithm 2.1 of Rasmussen and Williams, with the maximum-likelihood variance of the signal."""
    kernel = matern(distance, length_scale)
    kernel[np.diag_indices_from(kernel)] += noise
    root = cholesky(kernel, lower=True, overwrite_a=True, check_finite=False)
    weights = cho_solve((root, True), target, check_finite=False)
    variance = max(float(target @ weights) / len(target), 1e-6)
    log_likelihood = -0.5 * len(target) * math.log(variance) - float(np.log(np.diag(root)).sum())
    return GaussianProcess(length_scale, noise, variance, root, weights, log_likelihood)


def log_expected_improvement(mean: Scores, deviation: Scores, best: float) -> Scores:
    """The logarithm of E[max(0, f - best)] for a normal f.

    It is finite where the expectation underflows (Ament et al. 2023, section 4).
    """
    u = (mean - best) / deviation
    near, far = np.maximum(u, -1.0), np.minimum(u, -1.0)
    log_density = -0.5 * np.square(far) - 0.5 * math.log(2 * math.pi)
    # 1 + u Phi(u) / phi(u) loses its digits far out, where it tends to 1 / u^2
    shortfall = np.where(far < -1e4, np.square(1 / far), 1 + far * math.sqrt(math.pi / 2) * erfcx(-far / math.sqrt(2)))
    tail = log_density + np.log(shortfall)
    body = np.log(np.exp(-0.5 * np.square(near)) / math.sqrt(2 * math.pi) + near * ndtr(near))
    return np.log(deviation) + np.where(u < -1, tail, body)
