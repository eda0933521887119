"""Scores by option of each dimension, and the importance of the dimensions."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.domain.analysis.completed import Floats, Ints
from app.domain.goal import Goal, sign
from app.domain.ncode import widths
from app.domain.search_space import SearchSpace

INACTIVE = -1


def read_levels(space: SearchSpace, digits: NDArray[np.uint8]) -> Ints:
    """The option indices as int64 [trials, dimensions], INACTIVE where the conditions switch a dimension off.

    `digits` are the digits of valid NCodes, 0 to 9, in the shape [trials, length of an NCode].
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
    """The scores of the trials with one option of one dimension.

    Args:
        dimension: The number of the dimension.
        option: The index of the option; INACTIVE for trials that lack the dimension.
        count: How many trials have this option.
        mean: Their mean score; None without trials.
        best: Their best score; None without trials.
    """

    dimension: int
    option: int
    count: int
    mean: float | None
    best: float | None


def score_options(levels: Ints, scores: Floats, *, option_counts: tuple[int, ...], goal: Goal) -> list[OptionScores]:
    """The scores of every option of every dimension, in order.

    Untried options are included. "Inactive" comes last, for dimensions that were inactive in some trial.
    """
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
    """The importance of each dimension, from 0 to 1; shape [dimensions].

    It is the share of the variance that the main effect of the dimension explains, corrected for chance. This is the
    epsilon squared of Kelley (1935), "An unbiased correlation ratio measure", PNAS 21(9); the main effects are those of
    a functional analysis of variance, as in Hutter et al. (2014). A search does not try all options equally often, so
    the shares describe the trials that exist, not the whole space.

    All are NaN if the scores do not differ. A dimension is NaN if every trial has a level of its own there.

    `levels` has the shape [trials, dimensions]. Different values are different levels; inactive is a level of its own.
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
