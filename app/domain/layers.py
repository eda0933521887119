"""The constraints of a space as the layers of a decision diagram: one dimension after the other, and what each decides.

A state is a bit mask of clauses (conditions, then forbidden combinations): those that can still hold and still matter.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.search_space import SearchSpace

Options = tuple[int, ...]
Move = tuple[Options, int]
"""Options that lead to the same state, and that state."""


@dataclass(frozen=True, slots=True)
class Layer:
    """effects: the dimension's options, grouped by the clauses that survive them. The rest are masks of clauses."""

    dimension: int
    gate: int
    """The condition that the dimension depends on; 0 if it is always active."""
    touched: int
    """Clauses that ask for options of this dimension: none of them survives where it is inactive."""
    fatal: int
    """Forbidden combinations of which this is the last dimension."""
    decided: int
    """Clauses that no later layer asks about."""
    effects: tuple[Move, ...]

    def moves(self, state: int) -> list[Move]:
        """The allowed ways on from a state."""
        if self.gate and not state & self.gate:
            return [((0,), state & ~self.touched & ~self.decided)]
        return [
            (options, state & kept & ~self.decided) for options, kept in self.effects if not state & kept & self.fatal
        ]


def arrange(space: SearchSpace) -> list[Layer]:
    """One layer a dimension, parents before the dimensions that depend on them."""
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
    """Dimensions in the order that keeps few of them, then few clauses, undecided at a time (greedy minimum frontier).

    That keeps the diagram narrow: dimensions of one clause stand close together, wherever the user listed them.
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
