"""Counts, enumerates and draws the valid architectures of a space exactly, with conditions and forbidden combinations.

The space is represented as a decision diagram (Bryant, 1986). A state of it is the set of clauses (the conditions and
forbidden combinations) that may still hold. Options of a dimension that lead to the same state share a branch, so the
space is counted without enumerating it.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.domain.errors import InvalidSpace
from app.domain.limits import MAX_COUNTING_BRANCHES
from app.domain.search_space import Point, SearchSpace

Options = tuple[int, ...]
Move = tuple[Options, int]
"""Options that lead to the same state, and that state."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One dimension in the diagram. Sets of clauses are bit masks.

    Args:
        dimension: The number of the dimension.
        gate: The condition that the dimension depends on; 0 if it is always active.
        touched: The clauses that name options of this dimension. None of them can hold where the dimension is inactive.
        fatal: The forbidden combinations of which this is the last dimension.
        decided: The clauses that no later layer reads.
        effects: The options, grouped by the clauses that can still hold after them.
    """

    dimension: int
    gate: int
    touched: int
    fatal: int
    decided: int
    effects: tuple[Move, ...]

    def moves(self, state: int) -> list[Move]:
        """The allowed options in this state, with the states that they lead to."""
        if self.gate and not state & self.gate:
            return [((0,), state & ~self.touched & ~self.decided)]
        return [
            (options, state & kept & ~self.decided) for options, kept in self.effects if not state & kept & self.fatal
        ]


def arrange(space: SearchSpace) -> list[Layer]:
    """The layers, one for each dimension; parents come before the dimensions that depend on them."""
    clauses = [c.when for c in space.conditions] + list(space.forbidden)
    scopes = [{d for d, _ in clause} for clause in clauses]
    gates: dict[int, int] = {}
    for number, condition in enumerate(space.conditions):
        scopes[number].add(condition.dimension)
        gates[condition.dimension] = 1 << number
    order = _order(space, scopes)
    place = {d: layer for layer, d in enumerate(order)}

    holding: list[defaultdict[int, int]] = [defaultdict(int) for _ in order]
    touched, fatal, decided = [0] * len(order), [0] * len(order), [0] * len(order)
    for number, clause in enumerate(clauses):
        bit = 1 << number
        for d, options in clause:
            touched[d] |= bit
            for option in options:
                holding[d][option] |= bit
        last = max(scopes[number], key=place.__getitem__)
        decided[last] |= bit
        if number >= len(space.conditions):
            fatal[last] |= bit
    return [
        Layer(d, gates.get(d, 0), touched[d], fatal[d], decided[d], _effects(space.option_counts[d], touched[d], held))
        for d, held in ((d, holding[d]) for d in order)
    ]


def _effects(option_count: int, touched: int, holding: dict[int, int]) -> tuple[Move, ...]:
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for option in range(option_count):
        groups[~touched | holding.get(option, 0)].append(option)
    return tuple((tuple(options), kept) for kept, options in groups.items())


def _order(space: SearchSpace, scopes: Sequence[set[int]]) -> list[int]:
    """An order of the dimensions that keeps the diagram narrow, whatever the order in which the user listed them.

    It is a greedy minimum frontier: at every step as few dimensions as possible, then as few clauses as possible, are
    undecided. So the dimensions of one clause come close together.
    """
    count = len(space.dimensions)
    neighbours, clauses_of = [0] * count, [0] * count
    for number, scope in enumerate(scopes):
        mask = sum(1 << d for d in scope)
        for d in scope:
            neighbours[d] |= mask & ~(1 << d)
            clauses_of[d] |= 1 << number
    parents = [sum(1 << p for p, _ in space.condition_of.get(d, ())) for d in range(count)]

    order = [d for d in range(count) if not neighbours[d]]
    waiting = [d for d in range(count) if neighbours[d]]
    placed = sum(1 << d for d in order)
    opened = 0
    while waiting:
        closing = Counter(neighbours[d] & ~placed for d in order)
        _, _, best = min(
            (bool(neighbours[d] & ~placed) - closing[1 << d], (clauses_of[d] & ~opened).bit_count(), d)
            for d in waiting
            if not parents[d] & ~placed
        )
        order.append(best)
        waiting.remove(best)
        placed |= 1 << best
        opened |= clauses_of[best]
    return order


class SpaceCounter:
    """The exact size of a space, its architectures by rank, and uniform random architectures.

    Raises InvalidSpace if the constraints are too entangled or leave no architecture.
    """

    def __init__(self, space: SearchSpace) -> None:
        self.space = space
        layers = arrange(space)
        self._order = [layer.dimension for layer in layers]
        self._root = _count(_explore(layers, clauses=len(space.conditions) + len(space.forbidden)))
        if not self.size:
            raise InvalidSpace.at("/forbidden", "no architecture is left", "Remove a forbidden combination.")

    @property
    def size(self) -> int:
        """The number of distinct valid architectures."""
        return self._root.size

    def point(self, rank: int) -> Point:
        """The architecture with this rank in a fixed order, 0 <= rank < size."""
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
        """A uniformly random valid architecture; the bias is below 2**-64."""
        bits = self.size.bit_length() + 64
        return self.point(int.from_bytes(rng.bytes((bits + 7) // 8), "big") % self.size)


@dataclass(frozen=True, slots=True)
class _Node:
    """A state of a layer, with the number of architectures that can be completed from it.

    Args:
        size: The number of completions from here.
        starts: The first rank of each branch.
        branches: Options with the node that follows any of them.
    """

    size: int
    starts: list[int]
    branches: list[tuple[Options, "_Node"]]


def _explore(layers: Sequence[Layer], *, clauses: int) -> list[dict[int, list[Move]]]:
    """The moves of every state that can be reached, layer by layer."""
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
    """The root of the diagram. It is built from the end, where every clause is decided."""
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
