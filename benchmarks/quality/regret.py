"""How good a search was: normalised regret along the budget, and the reported metric of the architecture it picks."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.quality.tables import Task, Values

Rows = NDArray[np.int64]


def best_so_far(task: Task, rows: Rows) -> Values:
    """Running maximum of the searched metric (higher is better). rows: architectures in order of evaluation."""
    return np.maximum.accumulate(task.gains(rows))


def normalised_regret(task: Task, rows: Rows) -> Values:
    """(best in table - best found) / (best in table - median of table) after each evaluation: 0 is the optimum."""
    best, median = task.best_and_median
    return (best - best_so_far(task, rows)) / (best - median)


def reported_of_winner(task: Task, rows: Rows) -> float | None:
    """The reported metric of the best by the searched one (the earliest of equals); None if there is none."""
    if task.reported is None:
        return None
    return float(task.reported[rows[int(np.argmax(task.gains(rows)))]])


def mean_ranks(scores: Sequence[Sequence[float]]) -> Values:
    """Mean over tasks of each method's place, 1 is best, equals share. scores: [tasks][methods], lower is better."""
    table = np.array(scores)
    below = (table[:, None, :] < table[:, :, None]).sum(axis=2)
    level = (table[:, None, :] == table[:, :, None]).sum(axis=2)
    places: Values = (below + (level + 1) / 2).mean(axis=0)
    return places
