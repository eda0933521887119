"""Counts, enumerates and draws the valid architectures of a space exactly, whatever its conditions and forbidden parts.

The space is read as a decision diagram (Bryant, 1986): a node says which constraints are still open before the next
dimension, and options with the same effect on them share a branch. So counting never enumerates the space.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.domain.errors import InvalidSpace
from app.domain.layers import Layer, Move, Options, arrange
from app.domain.limits import MAX_COUNTING_BRANCHES
from app.domain.search_space import Point, SearchSpace


class SpaceCounter:
    """Exact size, unranking, uniform draws. Raises InvalidSpace if constraints are too entangled or leave nothing."""

    def __init__(self, space: SearchSpace) -> None:
        self.space = space
        layers = arrange(space)
        self._order = [layer.dimension for layer in layers]
        self._root = _count(_explore(layers, clauses=len(space.conditions) + len(space.forbidden)))
        if not self.size:
            raise InvalidSpace.at("/forbidden", "no architecture is left", "Remove a forbidden combination.")

    @property
    def size(self) -> int:
        """Number of distinct valid architectures."""
        return self._root.size

    def point(self, rank: int) -> Point:
        """The architecture with this rank, 0 <= rank < size, in a fixed order."""
        indices = [0] * len(self._order)
        node = self._root
        for d in self._order:
            number = bisect_right(node.starts, rank) - 1
            options, after = node.branches[number]
            choice, rank = divmod(rank - node.starts[number], after.size)
            indices[d] = options[choice]
            node = after
        return tuple(indices)

    def draw(self, rng: np.random.Generator) -> Point:
        """One valid architecture, uniformly (bias below 2**-64)."""
        bits = self.size.bit_length() + 64
        return self.point(int.from_bytes(rng.bytes((bits + 7) // 8), "big") % self.size)


@dataclass(frozen=True, slots=True)
class _Node:
    """size: completions from here. starts: the first rank of each branch (options, node after any of them)."""

    size: int
    starts: list[int]
    branches: list[tuple[Options, "_Node"]]


def _explore(layers: Sequence[Layer], *, clauses: int) -> list[dict[int, list[Move]]]:
    """Per layer, the moves of every state that can be reached."""
    explored: list[dict[int, list[Move]]] = []
    states = {(1 << clauses) - 1}
    branches = 0
    for layer in layers:
        branches += len(states) * len(layer.effects)
        if branches > MAX_COUNTING_BRANCHES:
            raise InvalidSpace.at(
                "",
                "conditions and forbidden combinations are too entangled to count",
                "Use fewer of them, or let each dimension appear together with fewer others.",
            )
        moves = {state: layer.moves(state) for state in states}
        explored.append(moves)
        states = {after for ways in moves.values() for _, after in ways}
    return explored


def _count(explored: Sequence[dict[int, list[Move]]]) -> _Node:
    """The root of the diagram, built from its end, where every clause is decided."""
    nodes = {0: _Node(1, [], [])}
    for moves in reversed(explored):
        nodes = {state: _node([(options, nodes[after]) for options, after in ways]) for state, ways in moves.items()}
    (root,) = nodes.values()
    return root


def _node(branches: list[tuple[Options, _Node]]) -> _Node:
    size = 0
    starts, live = [], []
    for options, after in branches:
        if after.size:
            starts.append(size)
            live.append((options, after))
            size += len(options) * after.size
    return _Node(size, starts, live)
