"""Scores by option of each dimension, and the importance of dimensions."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.domain.analysis.completed import Floats, Ints
from app.domain.goal import Goal, sign
from app.domain.ncode import widths
from app.domain.search_space import SearchSpace

INACTIVE = -1


def read_levels(space: SearchSpace, digits: NDArray[np.uint8]) -> Ints:
    """int64 [trials, dimensions]: option indices, INACTIVE where the conditions switch a dimension off.

    digits: 0 to 9, [trials, length of an NCode]; of valid NCodes (our own).
    """
    layout = widths(space)
    starts = np.cumsum([0, *layout[:-1]])
    levels = np.zeros((len(digits), len(layout)), dtype=np.int64)
    for d, (start, width) in enumerate(zip(starts, layout, strict=True)):
        for digit in digits[:, start : start + width].T:
            levels[:, d] = levels[:, d] * 10 + digit
    for d in space.order:
        if d in space.condition_of:
            held = [np.isin(levels[:, parent], list(options)) for parent, options in space.condition_of[d]]
            levels[~np.logical_and.reduce(held), d] = INACTIVE
    return levels


@dataclass(frozen=True, slots=True)
class OptionScores:
    """One option of one dimension. option: its index, INACTIVE for trials that lack the dimension.

    mean, best: of the `count` trials' scores; None if there are none.
    """

    dimension: int
    option: int
    count: int
    mean: float | None
    best: float | None


def score_options(levels: Ints, scores: Floats, *, option_counts: tuple[int, ...], goal: Goal) -> list[OptionScores]:
    """Every option of every dimension in order, untried ones too; being inactive last, where it occurs."""
    table: list[OptionScores] = []
    for d, options in enumerate(option_counts):
        column = np.where(levels[:, d] == INACTIVE, options, levels[:, d])
        counts = np.bincount(column, minlength=options)
        sums = np.bincount(column, weights=scores, minlength=options)
        gains = np.full(len(counts), -np.inf)
        np.maximum.at(gains, column, sign(goal) * scores)
        best = sign(goal) * gains
        for i, count in enumerate(counts.tolist()):
            tried = count > 0
            table.append(
                OptionScores(
                    d,
                    INACTIVE if i == options else i,
                    count,
                    float(sums[i] / count) if tried else None,
                    float(best[i]) if tried else None,
                )
            )
    return table


def importance(levels: Ints, scores: Floats) -> Floats:
    """[dimensions], 0 to 1: the share of the variance that the dimension's main effect explains, corrected for chance.

    levels: [trials, dimensions]; different values are different levels, and being inactive is a level of its own.
    NaN for all if the scores do not differ, and for a dimension where every trial has a level of its own: it cannot
    be estimated. Epsilon squared of Kelley (1935), "An unbiased correlation ratio measure", PNAS 21(9); main effects
    are those of a functional analysis of variance, as in Hutter et al. (2014). A search does not try options evenly:
    the shares describe the trials that there are."""
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
