"""How the options of a dimension have done."""

from dataclasses import dataclass

import numpy as np

from app.domain.analysis.completed import Floats, Ints
from app.domain.analysis.levels import INACTIVE
from app.domain.history import Goal


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
        best = np.full(len(counts), -np.inf if goal == "maximize" else np.inf)
        (np.maximum if goal == "maximize" else np.minimum).at(best, column, scores)
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
