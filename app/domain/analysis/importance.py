"""How much of the scores' variance goes with each dimension alone."""

import numpy as np

from app.domain.analysis.completed import Floats, Ints


def importance(levels: Ints, scores: Floats) -> Floats:
    """[dimensions], 0 to 1: the share of the variance that the dimension's main effect explains, corrected for chance.

    levels: [trials, dimensions]; whatever differs is another level, so that being inactive is one of its own. NaN for
    all if the scores do not differ, and for a dimension where every trial has a level of its own: nothing can be told.
    Epsilon squared of Kelley (1935), "An unbiased correlation ratio measure", PNAS 21(9); main effects are those of a
    functional analysis of variance, as in Hutter et al. (2014). A search does not try options evenly: the shares
    describe the trials that there are.
    """
    return np.array([_share(column, scores) for column in levels.T])


def _share(column: Ints, scores: Floats) -> float:
    group = column - column.min(initial=0)
    counts = np.bincount(group)
    free = len(scores) - np.count_nonzero(counts)
    spread = np.ptp(scores) if len(scores) else 0.0
    if spread == 0 or free == 0:
        return float("nan")
    y = (scores - scores.min()) / spread
    total = float(((y - y.mean()) ** 2).sum())
    means = np.bincount(group, weights=y) / np.maximum(counts, 1)
    within = float(((y - means[group]) ** 2).sum())
    return min(1.0, max(0.0, 1 - (within / free) * (len(scores) - 1) / total))
