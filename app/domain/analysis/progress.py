"""How the best score developed, and which trials are Pareto-optimal."""

from dataclasses import dataclass

import numpy as np

from app.domain.analysis.completed import Bools, Completed, Floats, Ints
from app.domain.goal import Goal, sign


def even_sample(count: int, limit: int) -> Ints:
    """At most `limit` (2 or more) of the indices 0 to count - 1, ascending, with the first and the last."""
    return np.linspace(0, count - 1, min(count, limit)).round().astype(np.int64)


@dataclass(frozen=True, slots=True)
class Progress:
    """A selection of the completed trials, in order.

    Args:
        trials: The selected trials.
        best: The best score up to and including each trial.
        improved: Whether the trial is better than all before it.
        count: How many completed trials there are altogether.
    """

    trials: Completed
    best: Floats
    improved: Bools
    count: int


def trace_progress(trials: Completed, *, order: Ints, goal: Goal, limit: int) -> Progress:
    """At most `limit` trials in the given order, each with the best score so far. `order` holds row numbers of
    `trials`."""
    ordered = trials.at(order)
    best, improved = best_so_far(ordered.scores, goal)
    kept = indices_to_draw(improved, limit=limit)
    return Progress(ordered.at(kept), best[kept], improved[kept], len(trials))


def best_so_far(scores: Floats, goal: Goal) -> tuple[Floats, Bools]:
    """The best score up to each trial, and whether the trial is better than all before it; shape [trials] each."""
    best = sign(goal) * np.maximum.accumulate(sign(goal) * scores)
    return best, np.concatenate([np.ones(min(1, len(best)), dtype=bool), best[1:] != best[:-1]])


def indices_to_draw(improved: Bools, *, limit: int) -> Ints:
    """Which trials to draw: at most `limit` (4 or more) indices, ascending.

    They are the first, the last, every improvement, and an even sample of the others. If more than half of `limit` were
    improvements, they are an even sample of the improvements, with the last trial.
    """
    half, gains = limit // 2, np.flatnonzero(improved)
    return np.union1d(even_sample(len(improved), half), gains[even_sample(len(gains), limit - half)])


MAX_QUARTILE_RANGES = 6.0
"""Scores further from a quartile than this many interquartile ranges are cut. Tukey (1977) calls 3 ranges "far out";
here only scores are cut that would leave no space for the others."""


def robust_range(scores: Floats, goal: Goal) -> tuple[float, float]:
    """The low and the high end of an axis for one or more scores: it shows all but very bad outliers."""
    low, high = float(scores.min()), float(scores.max())
    first, third = np.quantile(scores, [0.25, 0.75])
    if first == third:
        return low, high
    if sign(goal) > 0:
        return max(low, float(first - MAX_QUARTILE_RANGES * (third - first))), high
    return low, min(high, float(third + MAX_QUARTILE_RANGES * (third - first)))


def pareto_front(scores: Floats, costs: Floats, goal: Goal) -> Bools:
    """Whether each trial is Pareto-optimal; shape [trials]. A lower cost is better.

    A trial is Pareto-optimal if no other is at least as good in score and cost, and better in one of them. Equal trials
    are all Pareto-optimal or all not. The trials are sorted by cost, so it takes n log n time (Kung et al., 1975).
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
