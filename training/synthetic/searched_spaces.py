"""What a simulated search needs of a space, and synthetic spaces that provide it."""

import math
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from training.synthetic.landscapes import Landscape, draw_landscape
from training.synthetic.spaces import Points, Values


class SearchedSpace(Protocol):
    """A space whose architectures have scores to be maximised, by a table or by a synthetic function."""

    @property
    def counts(self) -> Points:
        """Options of every position: int64 [L]."""

    @property
    def size(self) -> int:
        """How many architectures can be drawn."""

    def draw(self, n: int, rng: np.random.Generator) -> Points:
        """n architectures, uniformly, repeats possible: [n, L]."""

    def observe(self, points: Points, rng: np.random.Generator) -> Values:
        """The scores that a search would see: [n]; NaN where nothing was measured."""

    def truth(self, points: Points) -> Values:
        """The scores without noise: [n]."""


@dataclass(frozen=True, slots=True)
class SyntheticSpace:
    """A space with a random function on it."""

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
