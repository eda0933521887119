"""Scores in the model's unit: 1 is the incumbent (best of the history), 0 the median; no scale or offset matters."""

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

Values = NDArray[np.float64]

LOWEST, HIGHEST = -2.0, 2.5
"""Relative scores are clipped to this range."""

_SECTIONS = ((-1.5, 0.0, 12), (0.0, 0.7, 14), (0.7, 1.0, 15), (1.0, 1.3, 12), (1.3, 2.2, 6))
"""(from, to, bins): fine near the incumbent, where candidates have to be distinguished."""

EDGES: Values = np.concatenate([np.linspace(a, b, n, endpoint=False) for a, b, n in _SECTIONS] + [[_SECTIONS[-1][1]]])
CENTRES: Values = np.concatenate([[-1.7], (EDGES[1:] + EDGES[:-1]) / 2, [2.3]])
BINS = len(CENTRES)


def relative_scores(history: Values, values: Values) -> Values:
    """`values` [..., m] in units of the history [..., n], n >= 1: 1 - (best - value) / (best - median), clipped.

    If the best is the median, the unit is best - worst; if all scores are equal, values at the best are 1.
    """
    best, unit = _scale(history)
    with np.errstate(over="ignore"):
        relative = 1 - (best - values) / np.where(unit > 0, unit, 1.0)
    return np.asarray(np.clip(relative, LOWEST, HIGHEST), dtype=np.float64)


def absolute_scores(history: Values, relative: Values) -> Values:
    """Relative scores [..., m] in the unit of the history's own scores [..., n]: the inverse of `relative_scores`."""
    best, unit = _scale(history)
    return np.asarray(best - (1 - relative) * unit, dtype=np.float64)


def _scale(history: Values) -> tuple[Values, Values]:
    """(best, unit), each [..., 1]; the unit is 0 if all scores are equal."""
    best = history.max(-1, keepdims=True)
    unit = best - np.median(history, axis=-1, keepdims=True)
    return best, np.where(unit > 0, unit, best - history.min(-1, keepdims=True))


def quantiles(history: Values) -> Values:
    """Rank of every score of the history [..., n] in (0, 1), ties averaged: (rank - 1/2) / n."""
    return np.asarray((rankdata(history, axis=-1) - 0.5) / history.shape[-1], dtype=np.float64)


def bin_numbers(relative: Values) -> NDArray[np.int64]:
    """Output bin of every relative score: bin i lies between EDGES[i - 1] and EDGES[i]."""
    return np.searchsorted(EDGES, relative).astype(np.int64)
