"""How the best score came about."""

from dataclasses import dataclass

import numpy as np

from app.domain.analysis.completed import Bools, Completed, Floats, Ints
from app.domain.goal import Goal, sign


def even_sample(count: int, limit: int) -> Ints:
    """At most `limit` (2 or more) of the places 0 to count - 1, ascending, the first and the last among them."""
    return np.linspace(0, count - 1, min(count, limit)).round().astype(np.int64)


@dataclass(frozen=True, slots=True)
class Progress:
    """Some of `count` completed trials, in order. best: up to and with each. improved: better than all before it."""

    trials: Completed
    best: Floats
    improved: Bools
    count: int


def follow(trials: Completed, *, order: Ints, goal: Goal, limit: int) -> Progress:
    """The trials in this order, at most `limit` of them, and the best so far. order: places in `trials`."""
    ordered = trials.at(order)
    best, improved = best_so_far(ordered.scores, goal)
    kept = thin(improved, limit=limit)
    return Progress(ordered.at(kept), best[kept], improved[kept], len(trials))


def best_so_far(scores: Floats, goal: Goal) -> tuple[Floats, Bools]:
    """[trials] each: the best of the scores up to here; whether this one is better than all before it."""
    best = sign(goal) * np.maximum.accumulate(sign(goal) * scores)
    return best, np.concatenate([np.ones(min(1, len(best)), dtype=bool), best[1:] != best[:-1]])


def thin(improved: Bools, *, limit: int) -> Ints:
    """Places to draw, ascending: the first, the last, every improvement, and an even sample; at most `limit` (>= 4).

    If more than half of them were improvements, an even sample of those, with the last.
    """
    half, gains = limit // 2, np.flatnonzero(improved)
    return np.union1d(even_sample(len(improved), half), gains[even_sample(len(gains), limit - half)])


FAR = 6.0
"""Interquartile ranges beyond a quartile. Tukey (1977) calls what lies 3 beyond "far out"; here only what would leave
no room for the others is cut."""


def robust_range(scores: Floats, goal: Goal) -> tuple[float, float]:
    """Low and high end of an axis for these scores (one or more): all of them, but for bad ones that are far out."""
    low, high = float(scores.min()), float(scores.max())
    first, third = np.quantile(scores, [0.25, 0.75])
    if first == third:
        return low, high
    if sign(goal) > 0:
        return max(low, float(first - FAR * (third - first))), high
    return low, min(high, float(third + FAR * (third - first)))


def pareto_front(scores: Floats, costs: Floats, goal: Goal) -> Bools:
    """[trials]: whether no trial is at least as good in both and better in one. A lower cost is better.

    Of equal trials all are, or none. Sorted by cost, so n log n (Kung et al., 1975).
    """
    gains = sign(goal) * scores
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
