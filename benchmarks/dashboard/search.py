"""A search as it might have gone, drawn from a seed: what both dashboards are given to show."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

EDGES, OPERATIONS = 8, ("none", "skip", "conv1x1", "conv3x3", "pool")
WIDTHS = tuple(range(16, 257, 16))
LEARNING_RATES = tuple(float(f"{rate:.6g}") for rate in np.geomspace(1e-4, 1e-1, 9))
SPACE: dict[str, Any] = {
    "dimensions": [
        *({"name": f"edge{e}", "type": "categorical", "options": [*OPERATIONS]} for e in range(EDGES)),
        {"name": "width", "type": "int", "low": 16, "high": 256, "step": 16},
        {"name": "lr", "type": "float", "low": 1e-4, "high": 1e-1, "levels": 9, "log": True},
    ]
}
"""56 million architectures; an NCode has eleven digits."""
METRIC = "valid_acc"
OPTIONS = (*(OPERATIONS,) * EDGES, WIDTHS, LEARNING_RATES)
WARM_UP, PARALLEL, POOL = 32, 32, 128
FAILED, INFEASIBLE = 0.02, 0.01
_CHUNK = 500
"""Trials that are drawn alike."""


@dataclass(frozen=True, slots=True)
class Choices:
    """Distinct architectures, a row each, by the index of every dimension's option; and their scores in [0, 1]."""

    indices: NDArray[np.int64]
    scores: NDArray[np.float64]

    @property
    def ncodes(self) -> Sequence[str]:
        return ["".join(map(str, row[:EDGES])) + f"{row[EDGES]:02d}{row[EDGES + 1]}" for row in self.indices.tolist()]


class Objective:
    """Additive with interactions of neighbours, and a little noise."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self.worth = [np.sort(rng.normal(size=len(options)))[rng.permutation(len(options))] for options in OPTIONS]
        self._pairs = [rng.normal(scale=0.5, size=(len(a), len(b))) for a, b in pairwise(OPTIONS)]

    def scores(self, indices: NDArray[np.int64]) -> NDArray[np.float64]:
        noisy = self._rng.normal(scale=0.3, size=len(indices))
        for d, worth in enumerate(self.worth):
            noisy += worth[indices[:, d]]
        for d, pair in enumerate(self._pairs):
            noisy += pair[indices[:, d], indices[:, d + 1]]
        return np.asarray(1 / (1 + np.exp(-noisy / 4)))


@dataclass(frozen=True)
class Search:
    """trials: distinct architectures in the order of their results, better and better. seed: of everything."""

    trials: int
    seed: int

    @cached_property
    def choices(self) -> Choices:
        rng = np.random.default_rng(self.seed)
        objective = Objective(rng)
        found: dict[bytes, NDArray[np.int64]] = {}
        for chunk in range(10 * self.trials // _CHUNK + 10):
            greed = min(1.0, len(found) / max(1, self.trials)) if chunk else 0.0
            for row in _draw(objective, rng, greed):
                found.setdefault(row.tobytes(), row)
            if len(found) >= self.trials:
                break
        indices = np.array([*found.values()][: self.trials])
        return Choices(indices, objective.scores(indices))

    @cached_property
    def states(self) -> Sequence[str]:
        lots = np.random.default_rng([self.seed, 1]).random(self.trials)
        return ["failed" if x < FAILED else "infeasible" if x < FAILED + INFEASIBLE else "completed" for x in lots]

    @cached_property
    def seconds(self) -> NDArray[np.float64]:
        """How long each evaluation took."""
        return 20 + np.random.default_rng([self.seed, 2]).exponential(40, self.trials)


def _draw(objective: Objective, rng: np.random.Generator, greed: float) -> NDArray[np.int64]:
    """greed: 0 is at random, 1 prefers good options."""
    columns = []
    for worth in objective.worth:
        chances = np.exp(0.9 * greed * worth)
        columns.append(rng.choice(len(worth), size=_CHUNK, p=chances / chances.sum()))
    return np.stack(columns, axis=1)
