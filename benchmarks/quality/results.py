"""Runs as arrays: regret, what the winner is worth, and the time that proposals took."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.quality.regret import normalised_regret, reported_of_winner
from benchmarks.quality.runs import Run
from benchmarks.quality.search import WARMUP
from benchmarks.quality.tables import Task, Values

CHECKPOINTS = (50, 100, 200)
TIMED = 24
"""Proposals up to a checkpoint whose mean is its time: SMAC3 retrains at every eighth, which a median would hide."""


@dataclass(frozen=True)
class Results:
    """By method: regret [tasks, seeds, evaluations]; reported [tasks, seeds] of the winner, NaN if none is; seconds
    [tasks x seeds, proposals], NaN where a search was shorter. Methods may have different numbers of seeds."""

    tasks: tuple[str, ...]
    regret: dict[str, Values]
    reported: dict[str, Values]
    seconds: dict[str, Values]

    @property
    def methods(self) -> tuple[str, ...]:
        return tuple(self.regret)

    @property
    def budget(self) -> int:
        return int(next(iter(self.regret.values())).shape[-1])

    @property
    def checkpoints(self) -> tuple[int, ...]:
        """Numbers of evaluations shown; a small budget is shown at its middle and end."""
        shown = tuple(n for n in CHECKPOINTS if n <= self.budget)
        return shown or (max(1, self.budget // 2), self.budget)

    def seeds(self, method: str) -> int:
        return int(self.regret[method].shape[1])

    def at(self, method: str, evaluations: int) -> Values:
        """Regret [tasks, seeds] after so many evaluations."""
        return self.regret[method][..., evaluations - 1]

    def milliseconds(self, method: str, evaluations: int) -> float:
        """Mean time of the proposals up to so many evaluations, median over searches; NaN if none was measured."""
        end = evaluations - WARMUP
        window = self.seconds[method][:, max(0, end - TIMED) : max(1, end)]
        measured = window[np.isfinite(window).all(axis=1)]
        return 1e3 * float(np.median(measured.mean(axis=1))) if len(measured) else float("nan")


def collect(runs: Iterable[Run], tasks: Sequence[Task], seeds: Mapping[str, int]) -> Results:
    """Runs of every task, method and seed, in any order. seeds: number of seeds by method.

    A search that ended early keeps its last regret.
    """
    by_cell = {(run.cell.task, run.cell.method, run.cell.seed): run for run in runs}
    budget = max(run.cell.budget for run in by_cell.values())
    results = Results(tuple(task.name for task in tasks), {}, {}, {})
    for method, count in seeds.items():
        regret = np.empty((len(tasks), count, budget))
        reported = np.full((len(tasks), count), np.nan)
        seconds = np.full((len(tasks), count, max(1, budget - WARMUP)), np.nan)
        for t, task in enumerate(tasks):
            for seed in range(count):
                run = by_cell[task.name, method, seed]
                curve = normalised_regret(task, run.array())
                regret[t, seed] = np.pad(curve, (0, budget - len(curve)), mode="edge")
                winner = reported_of_winner(task, run.array())
                reported[t, seed] = np.nan if winner is None else winner
                seconds[t, seed, : len(run.seconds)] = run.seconds
        results.regret[method] = regret
        results.reported[method] = reported
        results.seconds[method] = seconds.reshape(-1, seconds.shape[-1])
    return results
