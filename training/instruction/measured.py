"""What samples are made from: a space whose architectures have scores, by table or by a synthetic function."""

import math
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from training.synthetic.landscapes import Landscape, draw_landscape
from training.synthetic.spaces import Points, Values

_KEY_SEED = 20_251


class Measured(Protocol):
    """Scores are to be maximised."""

    @property
    def counts(self) -> Points:
        """Options of every position: int64 [L]."""

    @property
    def size(self) -> int:
        """How many architectures can be drawn, at least."""

    def draw(self, n: int, rng: np.random.Generator) -> Points:
        """n architectures, uniformly, repeats possible: [n, L]."""

    def observe(self, points: Points, rng: np.random.Generator) -> Values:
        """The scores that a search would see: [n]; NaN where nothing was measured."""

    def truth(self, points: Points) -> Values:
        """The scores without noise: [n]."""


class TableSpace:
    """The measured architectures of a table, or of a subspace of it. points: int64 [N, L], distinct; scores: [N]."""

    def __init__(self, counts: Points, points: Points, scores: Values) -> None:
        self.counts = counts
        self._factors = np.random.default_rng(_KEY_SEED).integers(2**63, size=len(counts), dtype=np.uint64) | np.uint64(
            1
        )
        keys = self._keys(points)
        order = np.argsort(keys)
        self._sorted, self._points, self._scores = keys[order], points[order], scores[order]

    @property
    def size(self) -> int:
        return len(self._scores)

    def draw(self, n: int, rng: np.random.Generator) -> Points:
        return np.take(self._points, rng.integers(0, self.size, n), axis=0)

    def observe(self, points: Points, rng: np.random.Generator) -> Values:  # noqa: ARG002  measured once and for all
        return self.truth(points)

    def truth(self, points: Points) -> Values:
        places = np.minimum(np.searchsorted(self._sorted, self._keys(points)), self.size - 1)
        found = (self._points[places] == points).all(axis=1)
        return np.where(found, self._scores[places], np.nan)

    def _keys(self, points: Points) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
        """Equal points have equal keys; that different ones have different keys is checked at every look-up."""
        return np.asarray(points.astype(np.uint64) @ self._factors, dtype=np.uint64)


@dataclass(frozen=True, slots=True)
class SyntheticSpace:
    """A random function of the compact ranker's training prior."""

    landscape: Landscape

    @classmethod
    def random(cls, rng: np.random.Generator) -> "SyntheticSpace":
        return cls(draw_landscape(rng))

    @property
    def counts(self) -> Points:
        return self.landscape.space.counts

    @property
    def size(self) -> int:
        return math.prod(self.counts.tolist())

    def draw(self, n: int, rng: np.random.Generator) -> Points:
        return self.landscape.space.draw(n, rng)

    def observe(self, points: Points, rng: np.random.Generator) -> Values:
        return self.landscape.scores(points, rng)

    def truth(self, points: Points) -> Values:
        return replace(self.landscape, noise=0.0).scores(points, np.random.default_rng(0))
