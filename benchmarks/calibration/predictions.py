"""Predicted distributions next to what came true, in the two numbers a candidate that calibration is read from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.calibration.cases import SYNTHETIC, Case
from benchmarks.calibration.measures import transform
from workers.ranking.compact import CompactRanker
from workers.ranking.compact.scores import Values, bin_numbers, relative_scores

IMPROVING = int(bin_numbers(np.array(1.0))) + 1
"""The first bin of scores beyond the incumbent's, which is the upper edge of the bin before."""


@dataclass(frozen=True, slots=True)
class Predictions:
    """All [rounds, candidates]. pit: probability integral transforms; chance: of beating the incumbent, as predicted;
    improved: whether the candidate does."""

    pit: Values
    chance: Values
    improved: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Results:
    """Predictions by task and length of history."""

    by_task: Mapping[tuple[str, int], Predictions]

    @property
    def groups(self) -> tuple[str, ...]:
        """The synthetic functions and the folders of tables."""
        return tuple(dict.fromkeys(_group(task) for task, _ in self.by_task))

    @property
    def tables(self) -> tuple[str, ...]:
        return tuple(group for group in self.groups if group != SYNTHETIC)

    def tasks(self, group: str, history: int) -> list[Predictions]:
        """Of every task of the group."""
        return [p for (task, n), p in self.by_task.items() if _group(task) == group and n == history]

    def pooled(self, *groups: str) -> Predictions:
        """Of these groups, all lengths together."""
        return merged(p for (task, _), p in self.by_task.items() if _group(task) in groups)


def predict(cases: Iterable[Case], ranker: CompactRanker, rng: np.random.Generator) -> Results:
    """rng: for the randomised transforms."""
    found: dict[tuple[str, int], list[Predictions]] = {}
    for case in cases:
        one = predictions(case, ranker.distribution(case.request), rng)
        found.setdefault((case.task, len(case.request.history)), []).append(one)
    return Results({key: merged(parts) for key, parts in found.items()})


def predictions(case: Case, shares: Values, rng: np.random.Generator) -> Predictions:
    """Of one round. shares: of the bins of relative scores, [candidates, BINS]."""
    relative = relative_scores(case.request.history.scores, case.scores)
    pit = transform(shares, bin_numbers(relative), rng)
    return Predictions(pit[None], shares[:, IMPROVING:].sum(axis=1)[None], (relative > 1)[None])


def merged(parts: Iterable[Predictions]) -> Predictions:
    """The rounds of all parts, one after another."""
    every = list(parts)
    return Predictions(
        np.concatenate([p.pit for p in every]),
        np.concatenate([p.chance for p in every]),
        np.concatenate([p.improved for p in every]),
    )


def _group(task: str) -> str:
    return task.split("/", maxsplit=1)[0]
