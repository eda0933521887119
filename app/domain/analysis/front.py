"""Trials that no other one beats in both of two respects."""

import numpy as np

from app.domain.analysis.completed import Bools, Floats
from app.domain.history import Goal


def non_dominated(scores: Floats, costs: Floats, goal: Goal) -> Bools:
    """[trials]: whether no trial is at least as good in both and better in one. A lower cost is better.

    Of equal trials all are, or none. Sorted by cost, so n log n (Kung et al., 1975).
    """
    gains = scores if goal == "maximize" else -scores
    order = np.lexsort((-gains, costs))
    cost, gain = costs[order], gains[order]
    if not len(order):
        return np.zeros(0, dtype=bool)
    reached = np.maximum.accumulate(gain)
    before = np.concatenate([[-np.inf], reached[:-1]])
    kept = gain > before
    equal = np.concatenate([[False], (cost[1:] == cost[:-1]) & (gain[1:] == gain[:-1])])
    starts = np.maximum.accumulate(np.where(equal, 0, np.arange(len(order))))
    result = np.zeros(len(order), dtype=bool)
    result[order] = kept[starts]
    return result
