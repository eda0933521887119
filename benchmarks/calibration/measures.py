"""Are predicted distributions calibrated? Measures on arrays, whatever made the predictions.

Dawid (1984), "Statistical theory: the prequential approach": if predictions are right, the probability integral
transforms (PIT) of the outcomes are uniform. Gneiting, Balabdaoui & Raftery (2007), "Probabilistic forecasts,
calibration and sharpness": how to read them when they are not.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workers.ranking.compact.scores import Values

LEVELS = (0.5, 0.8, 0.95)
"""Of central prediction intervals."""
NOMINAL: Values = np.linspace(0.01, 0.99, 99)
"""Cumulative probabilities at which the PIT is compared."""
CHANCE_EDGES: Values = np.array([0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 1])
"""Bins of predicted chances. Fixed, so that groups can be compared, and fine where most candidates are: quantiles would
put the few promising ones, which decide a round, into one bin with many others."""


@dataclass(frozen=True, slots=True)
class Reliability:
    """Per bin of CHANCE_EDGES: predictions, their mean chance and the frequency of what they predicted; NaN if none."""

    counts: NDArray[np.int64]
    predicted: Values
    observed: Values

    @property
    def error(self) -> float:
        """Expected calibration error: |predicted - observed| of the bins, weighted by their predictions.

        Guo et al. (2017), "On calibration of modern neural networks".
        """
        gaps = np.abs(self.predicted - self.observed)
        return float(np.nansum(self.counts * gaps) / self.counts.sum())


def transform(shares: Values, bins: NDArray[np.int64], rng: np.random.Generator) -> Values:
    """PIT in [0, 1], [n], of outcomes in these bins: the shares [n, BINS] below, and a random part of the bin's own."""
    rows = np.arange(len(bins))
    above = shares.cumsum(axis=1)[rows, bins]
    return np.asarray((above - rng.random(len(bins)) * shares[rows, bins]).clip(0, 1))


def coverage(pit: Values, level: float) -> tuple[float, float]:
    """Share of outcomes in the central interval of this level, and its standard error. pit: [rounds, candidates].

    Candidates of one round share a history, hence its surprises: the error is that of independent rounds.
    """
    inside = (np.abs(pit - 0.5) <= level / 2).mean(axis=1)
    return float(inside.mean()), float(inside.std(ddof=1) / np.sqrt(len(inside)))


def cumulative(pit: Values) -> Values:
    """Share of outcomes up to the predicted quantiles of NOMINAL, [99]: NOMINAL itself if calibrated."""
    return np.asarray(np.searchsorted(np.sort(pit, axis=None), NOMINAL, side="right") / pit.size)


def gap(pit: Values) -> float:
    """Mean absolute difference of nominal and observed cumulative frequency, 0 to 1/2."""
    return float(np.abs(cumulative(pit) - NOMINAL).mean())


def reliability(chance: Values, happened: NDArray[np.bool_]) -> Reliability:
    """Predicted chances against what happened, of equal shape."""
    bins = np.searchsorted(CHANCE_EDGES[1:-1], chance.ravel(), side="right")
    counts = np.bincount(bins, minlength=len(CHANCE_EDGES) - 1)
    sums = [np.bincount(bins, weights=values.ravel(), minlength=len(counts)) for values in (chance, happened)]
    with np.errstate(invalid="ignore"):
        predicted, observed = (total / counts for total in sums)
    return Reliability(counts, predicted, observed)
