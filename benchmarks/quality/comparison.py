"""Is a difference of two methods statistically significant? Pairs of searches with the same task, seed and warm-up."""

from dataclasses import dataclass

import numpy as np

from benchmarks.quality.tables import Values

RESAMPLES = 5_000
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Comparison:
    """difference: mean regret of the first method less the second's, with the bounds of its interval.

    wins, losses: searches in which the first has less, more regret than the second. searches: how many there are.
    """

    difference: float
    low: float
    high: float
    wins: int
    losses: int
    searches: int


def compare(first: Values, second: Values) -> Comparison:
    """Paired bootstrap, stratified by task: the seeds of each task are drawn again, with replacement.

    first, second: regret [tasks, seeds] of the same searches; the percentile interval of the mean over tasks.
    """
    differences = first - second
    tasks, seeds = differences.shape
    rng = np.random.default_rng(0)
    means = np.zeros(RESAMPLES)
    for row in differences:
        means += row[rng.integers(seeds, size=(RESAMPLES, seeds))].mean(axis=1) / tasks
    low, high = np.quantile(means, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Comparison(
        float(differences.mean()),
        float(low),
        float(high),
        int((differences < 0).sum()),
        int((differences > 0).sum()),
        differences.size,
    )
