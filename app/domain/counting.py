"""Counts, enumerates and draws the valid architectures of a space exactly, conditions and forbidden combinations included.

The space is read as a decision diagram: one layer a dimension, and as state the set (a bit mask) of conditions and
forbidden combinations that can still hold and are not decided yet. Options with the same effect on the state share a
branch, so counting never enumerates the space. The number of states is bounded by MAX_COUNTING_STATES.
"""

from functools import cached_property

import numpy as np

from app.domain.errors import InvalidSpace
from app.domain.limits import MAX_COUNTING_STATES
from app.domain.search_space import Point, SearchSpace


class SpaceCounter:
    """Exact size, unranking and uniform sampling. Raises InvalidSpace if constraints are too entangled or leave nothing."""

    def __init__(self, space: SearchSpace) -> None:
        self.space = space
        self._prepare()
        self._layers = self._count()
        if self.size == 0:
            raise InvalidSpace.at("/forbidden", "no architecture is left", "Remove a forbidden combination.")

    @cached_property
    def size(self) -> int:
        """Number of distinct valid architectures."""
        return self._layers[0][self._start]

    def point(self, rank: int) -> Point:
        """The architecture with this rank, 0 <= rank < size, in a fixed order."""
        indices = [0] * len(self.space.dimensions)
        state = self._start
        for layer, d in enumerate(self.space.order):
            for option, after in self._branches(layer, d, state):
                count = self._layers[layer + 1].get(after, 0)
                if rank < count:
                    indices[d], state = option, after
                    break
                rank -= count
        return tuple(indices)

    def draw(self, rng: np.random.Generator) -> Point:
        """One valid architecture, uniformly (bias below 2**-64)."""
        bits = self.size.bit_length() + 64
        return self.point(int.from_bytes(rng.bytes((bits + 7) // 8), "big") % self.size)

    def _prepare(self) -> None:
        space = self.space
        clauses = [c.when for c in space.conditions] + list(space.forbidden)
        gate = {c.dimension: 1 << i for i, c in enumerate(space.conditions)}
        layer_of = {d: layer for layer, d in enumerate(space.order)}
        self._gate = [gate.get(d, 0) for d in space.order]
        self._start = (1 << len(clauses)) - 1
        # touch: clauses that mention the layer's dimension; keep[option]: clauses that survive the option
        self._touch = [0] * len(space.order)
        self._keep = [[self._start] * space.option_counts[d] for d in space.order]
        self._fatal = [0] * len(space.order)
        self._done = [0] * len(space.order)
        for number, clause in enumerate(clauses):
            bit = 1 << number
            for d, options in clause:
                layer = layer_of[d]
                self._touch[layer] |= bit
                for option in range(space.option_counts[d]):
                    if option not in options:
                        self._keep[layer][option] &= ~bit
            last = max(layer_of[d] for d, _ in clause)
            if number < len(space.conditions):
                self._done[layer_of[space.conditions[number].dimension]] |= bit
            else:
                self._fatal[last] |= bit
                self._done[last] |= bit

    def _branches(self, layer: int, d: int, state: int) -> list[tuple[int, int]]:
        """(option, state after) of every allowed option in this state."""
        gate = self._gate[layer]
        if gate and not state & gate:
            return [(0, state & ~self._touch[layer] & ~self._done[layer])]
        result = []
        for option, keep in enumerate(self._keep[layer]):
            after = state & keep
            if not after & self._fatal[layer]:
                result.append((option, after & ~self._done[layer]))
        return result

    def _count(self) -> list[dict[int, int]]:
        """Per layer, the number of completions from each reachable state."""
        reachable: list[set[int]] = [{self._start}]
        states = 1
        for layer, d in enumerate(self.space.order):
            reachable.append({after for state in reachable[-1] for _, after in self._branches(layer, d, state)})
            states += len(reachable[-1])
            if states > MAX_COUNTING_STATES:
                raise InvalidSpace.at(
                    "/forbidden",
                    "conditions and forbidden combinations are too entangled to count",
                    "Let them mention dimensions that stand close together, or use fewer of them.",
                )
        layers: list[dict[int, int]] = [{} for _ in reachable]
        layers[-1] = dict.fromkeys(reachable[-1], 1)
        for layer in range(len(self.space.order) - 1, -1, -1):
            d = self.space.order[layer]
            for state in reachable[layer]:
                layers[layer][state] = sum(
                    layers[layer + 1][after] for _, after in self._branches(layer, d, state)
                )
        return layers
