"""How the best score came about."""

from dataclasses import dataclass

import numpy as np

from app.domain.analysis.completed import Bools, Completed, Floats, Ints
from app.domain.analysis.sample import evenly
from app.domain.history import Goal


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
    best = np.maximum.accumulate(scores) if goal == "maximize" else np.minimum.accumulate(scores)
    return best, np.concatenate([np.ones(min(1, len(best)), dtype=bool), best[1:] != best[:-1]])


def thin(improved: Bools, *, limit: int) -> Ints:
    """Places to draw, ascending: the first, the last, every improvement, and an even sample; at most `limit` (>= 4).

    If more than half of them were improvements, an even sample of those, with the last.
    """
    half, gains = limit // 2, np.flatnonzero(improved)
    return np.union1d(evenly(len(improved), half), gains[evenly(len(gains), limit - half)])
