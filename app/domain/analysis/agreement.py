"""How well a ranker orders candidates: rank correlation of its scores with the true scores, and calibration.

Candidates are compared only with others of the same pool, because scores of different rounds have no common unit. True
scores are known for a selected sample only: the candidates that the ranker liked best, and those that it passed over
and a later round chose with more knowledge. This makes the correlations smaller than over a whole pool, even negative.
Candidates that one round chose together are free of this selection, but they lie close together in the ranker's order.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.domain.history import Scores

MIN_CANDIDATES = 3
"""A round with fewer known candidates than this has no correlation."""
MIN_ROUNDS = 5
"""With fewer rounds than this there is no confidence interval."""
RESAMPLES = 1_000
BINS = 10


@dataclass(frozen=True, slots=True)
class ScoredRound:
    """The candidates of a round whose true score is known, in ranked order.

    Args:
        number: The number of the round.
        pool_size: How many candidates the whole pool had.
        places: The place of each candidate in the ranked pool, 0 for the first; int64 [n].
        predicted: The ranker's scores, higher is better; float64 [n].
        true: The results, higher is better; float64 [n].
        chosen: Whether this round chose the candidate; bool [n].
    """

    number: int
    pool_size: int
    places: NDArray[np.int64]
    predicted: Scores
    true: Scores
    chosen: NDArray[np.bool_]

    @property
    def together(self) -> "ScoredRound":
        """The candidates that the round chose."""
        kept = self.chosen
        return replace(
            self, places=self.places[kept], predicted=self.predicted[kept], true=self.true[kept], chosen=kept[kept]
        )

    @property
    def percentiles(self) -> Scores:
        """The places as percentiles of the whole pool, in [0, 1]: 1 for the first, 0 for the last."""
        return 1 - self.places / max(1, self.pool_size - 1)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its 95 % confidence interval; the ends are None where there are too few rounds."""

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Correlation:
    """Spearman's rho and Kendall's tau-b over n candidates."""

    n: int
    spearman: float
    kendall: float


@dataclass(frozen=True, slots=True)
class Pooled:
    """The correlations over all rounds with two or more known candidates.

    Args:
        rounds: How many rounds these are.
        candidates: The known candidates of all these rounds.
        pairs: Comparisons of two candidates of the same round.
        spearman: Spearman's rho.
        kendall: Kendall's tau-b.
    """

    rounds: int
    candidates: int
    pairs: int
    spearman: Estimate
    kendall: Estimate


@dataclass(frozen=True, slots=True)
class Bin:
    """Candidates with similar predicted percentiles.

    Args:
        n: How many candidates these are.
        predicted: The mean of their predicted percentiles.
        true: The mean of their true percentiles.
        low: The lower quartile of their true percentiles.
        high: The upper quartile of their true percentiles.
    """

    n: int
    predicted: float
    true: float
    low: float
    high: float


def correlate(scored_round: ScoredRound) -> Correlation | None:
    """The correlation of one round.

    It is None for fewer than MIN_CANDIDATES candidates, or where all predictions or all true scores are equal.
    """
    spearman, kendall = _moments(scored_round)
    if len(scored_round.true) < MIN_CANDIDATES or not spearman[1] * spearman[2]:
        return None
    return Correlation(len(scored_round.true), float(_ratio(spearman)), float(_ratio(kendall)))


def pool_rounds(rounds: Sequence[ScoredRound]) -> Pooled | None:
    """The correlations over all rounds, or None if no two candidates can be compared.

    The moments of the rounds are added up, so that only candidates of the same round are compared. The intervals are a
    bootstrap over the rounds (Efron 1979).
    """
    compared = [scored_round for scored_round in rounds if len(scored_round.true) > 1]
    moments = np.array([_moments(scored_round) for scored_round in compared]).reshape(len(compared), 2, 3)
    if not compared or not np.prod(moments.sum(axis=0)[:, 1:]):
        return None
    spearman, kendall = _estimates(moments)
    return Pooled(
        rounds=len(compared),
        candidates=sum(len(scored_round.true) for scored_round in compared),
        pairs=sum(len(scored_round.true) * (len(scored_round.true) - 1) // 2 for scored_round in compared),
        spearman=spearman,
        kendall=kendall,
    )


def calibrate(rounds: Sequence[ScoredRound], observed: Scores) -> list[Bin]:
    """Compares predicted percentiles in the pool with true percentiles among the job's results.

    The predicted percentiles are put into BINS bins of equal width; empty bins are left out. `observed` holds all true
    scores of the job; higher is better.
    """
    if not rounds or not len(observed):
        return []
    predicted = np.concatenate([scored_round.percentiles for scored_round in rounds])
    true = percentiles(np.concatenate([scored_round.true for scored_round in rounds]), observed)
    number = np.minimum((predicted * BINS).astype(int), BINS - 1)
    bins = []
    for k in range(BINS):
        inside = true[number == k]
        if len(inside):
            low, high = np.quantile(inside, [0.25, 0.75]).tolist()
            bins.append(Bin(len(inside), float(predicted[number == k].mean()), float(inside.mean()), low, high))
    return bins


def percentiles(values: Scores, among: Scores) -> Scores:
    """The share of `among` that is worse than each value; ties count half."""
    ordered = np.sort(among)
    below, up_to = np.searchsorted(ordered, values, "left"), np.searchsorted(ordered, values, "right")
    return np.asarray((below + up_to) / (2 * len(ordered)), dtype=np.float64)


def _moments(scored_round: ScoredRound) -> tuple[Sequence[float], Sequence[float]]:
    """The sums (covariance, variance, variance) of the ranks for Spearman, and of the pairs' signs for Kendall."""
    s, t = (np.sign(np.subtract.outer(values, values)) for values in (scored_round.predicted, scored_round.true))
    a, b = s.sum(axis=1), t.sum(axis=1)  # twice the ranks, less their mean
    return (float(a @ b), float(a @ a), float(b @ b)), (
        float((s * t).sum()),
        float((s * s).sum()),
        float((t * t).sum()),
    )


def _ratio(moments: NDArray[np.float64] | Sequence[float]) -> NDArray[np.float64]:
    across, first, second = np.moveaxis(np.asarray(moments, dtype=np.float64), -1, 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(across / np.sqrt(first * second))


def _estimates(moments: NDArray[np.float64]) -> list[Estimate]:
    """The estimates from moments of the shape [rounds, kinds of correlation, 3]."""
    values = _ratio(moments.sum(axis=0)).tolist()
    rounds = len(moments)
    if rounds < MIN_ROUNDS:
        return [Estimate(value, None, None) for value in values]
    drawn = np.random.default_rng(0).multinomial(rounds, np.full(rounds, 1 / rounds), RESAMPLES)
    resampled = _ratio(np.tensordot(drawn, moments, axes=1))
    low, high = np.nanquantile(resampled, [0.025, 0.975], axis=0).tolist()
    return [Estimate(*ends) for ends in zip(values, low, high, strict=True)]
