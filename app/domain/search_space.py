"""A search space: ordered dimensions, conditions that switch dimensions off, and forbidden combinations.

A *point* has one option index for each dimension. Inactive dimensions have index 0, so equal architectures have
equal points.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter

from app.domain.dimension import Dimension, Option
from app.domain.errors import FieldProblem, InvalidCode, InvalidSpace, escape
from app.domain.limits import MAX_CONDITIONS, MAX_DIMENSIONS, MAX_FORBIDDEN, MAX_NAME_LENGTH, MAX_PROBLEMS

Point = tuple[int, ...]
Clause = tuple[tuple[int, frozenset[int]], ...]
"""Pairs of a dimension and option indices that must all hold. An inactive dimension has none of its options."""


@dataclass(frozen=True, slots=True)
class Condition:
    """The dimension with number `dimension` is active only where `when` holds."""

    dimension: int
    when: Clause


@dataclass(frozen=True)
class SearchSpace:
    """A valid search space. The constructor raises InvalidSpace with JSON pointers relative to the space."""

    dimensions: tuple[Dimension, ...]
    conditions: tuple[Condition, ...] = ()
    forbidden: tuple[Clause, ...] = ()

    def __post_init__(self) -> None:
        _check_dimensions(self.dimensions)
        _check_conditions(self.conditions, self.option_counts)
        _check_forbidden(self.forbidden, self.option_counts)
        self.order  # noqa: B018  raises on cyclic conditions

    @cached_property
    def option_counts(self) -> tuple[int, ...]:
        return tuple(len(d.options) for d in self.dimensions)

    @cached_property
    def names(self) -> dict[str, int]:
        return {d.name: i for i, d in enumerate(self.dimensions)}

    @cached_property
    def condition_of(self) -> dict[int, Clause]:
        return {c.dimension: c.when for c in self.conditions}

    @cached_property
    def order(self) -> tuple[int, ...]:
        """The dimensions; parents come before the dimensions that depend on them."""
        parents = {d: [p for p, _ in self.condition_of.get(d, ())] for d in range(len(self.dimensions))}
        try:
            return tuple(TopologicalSorter(parents).static_order())
        except CycleError as error:
            cycle: list[int] = error.args[1]
            number = next(i for i, c in enumerate(self.conditions) if c.dimension == cycle[0])
            names = " -> ".join(self.dimensions[d].name for d in cycle)
            raise InvalidSpace.at(
                f"/conditions/{number}", f"conditions form a cycle: {names}", "Let no dimension depend on itself."
            ) from None

    @cached_property
    def _gates(self) -> tuple[tuple[int, Clause], ...]:
        return tuple((d, self.condition_of[d]) for d in self.order if d in self.condition_of)

    def active(self, point: Sequence[int]) -> tuple[bool, ...]:
        """Whether each dimension is active at this point. `point` has one index for each dimension."""
        on = [True] * len(self.dimensions)
        for d, when in self._gates:
            on[d] = _holds(when, point, on)
        return tuple(on)

    def canonical(self, point: Sequence[int]) -> Point:
        """The point with inactive dimensions set to 0."""
        if not self.conditions:
            return tuple(int(i) for i in point)
        return tuple(int(i) if on else 0 for i, on in zip(point, self.active(point), strict=True))

    def violated(self, point: Sequence[int]) -> int | None:
        """The number of the first forbidden combination that holds at this point, or None."""
        if not self.forbidden:
            return None
        on = self.active(point)
        return next((i for i, clause in enumerate(self.forbidden) if _holds(clause, point, on)), None)

    def decode(self, point: Sequence[int]) -> dict[str, Option]:
        """The architecture as options by dimension name; it has the active dimensions only."""
        on = self.active(point)
        return {d.name: d.options[i] for d, i, a in zip(self.dimensions, point, on, strict=True) if a}

    def encode(self, architecture: Mapping[str, object]) -> Point:
        """The point of an architecture. Inactive dimensions may be left out or null. Raises InvalidCode."""
        problems = [
            FieldProblem(f"/{escape(name)}", "no such dimension", "Use the names of the space's dimensions.")
            for name in architecture
            if name not in self.names
        ]
        point = [0] * len(self.dimensions)
        on = [True] * len(self.dimensions)
        unclear: set[int] = set()
        for d in self.order:
            when = self.condition_of.get(d, ())
            if any(parent in unclear for parent, _ in when):
                unclear.add(d)
                continue
            on[d] = _holds(when, point, on)
            dimension = self.dimensions[d]
            value = architecture.get(dimension.name)
            if (problem := _problem(dimension, value, active=on[d])) is not None:
                problems.append(problem)
                unclear.add(d)
            else:
                point[d] = dimension.index(value) or 0
        if problems:
            raise InvalidCode("the architecture does not belong to the space", problems=problems[:MAX_PROBLEMS])
        self.require_allowed(point)
        return tuple(point)

    def require_allowed(self, point: Sequence[int]) -> None:
        """Raises InvalidCode if a forbidden combination holds."""
        if (number := self.violated(point)) is not None:
            raise InvalidCode.at(
                "", f"forbidden combination {number} holds for this architecture", "Change one of its dimensions."
            )


def _problem(dimension: Dimension, value: object, *, active: bool) -> FieldProblem | None:
    """What is wrong with this value in an architecture, or None."""
    if active and value is None:
        detail, hint = "is missing", f"Give one of its options: {dimension.summary}."
    elif active and dimension.index(value) is None:
        detail, hint = "does not have this option", f"Options: {dimension.summary}."
    elif not active and value is not None:
        detail, hint = "is inactive here", "Leave it out, or give null."
    else:
        return None
    return FieldProblem(f"/{escape(dimension.name)}", f"dimension {dimension.name!r} {detail}", hint)


def _holds(clause: Clause, point: Sequence[int], on: Sequence[bool]) -> bool:
    return all(on[d] and point[d] in options for d, options in clause)


def _check_dimensions(dimensions: tuple[Dimension, ...]) -> None:
    if not 1 <= len(dimensions) <= MAX_DIMENSIONS:
        raise InvalidSpace.at(
            "/dimensions", f"{len(dimensions)} dimensions", f"A space has 1 to {MAX_DIMENSIONS} dimensions."
        )
    seen: set[str] = set()
    for i, dimension in enumerate(dimensions):
        pointer = f"/dimensions/{i}/name"
        name = dimension.name
        if not (1 <= len(name) <= MAX_NAME_LENGTH and name.isprintable()):
            raise InvalidSpace.at(
                pointer, f"a name of {len(name)} characters", f"Use 1 to {MAX_NAME_LENGTH} printable characters."
            )
        if name in seen:
            raise InvalidSpace.at(pointer, f"two dimensions are called {name!r}", "Give every dimension its own name.")
        seen.add(name)


def _check_conditions(conditions: tuple[Condition, ...], option_counts: tuple[int, ...]) -> None:
    if len(conditions) > MAX_CONDITIONS:
        raise InvalidSpace.at("/conditions", f"{len(conditions)} conditions", f"At most {MAX_CONDITIONS} are allowed.")
    seen: set[int] = set()
    for i, condition in enumerate(conditions):
        pointer = f"/conditions/{i}/dimension"
        if not 0 <= condition.dimension < len(option_counts):
            raise InvalidSpace.at(
                pointer, f"dimension number {condition.dimension}", "Number a dimension of the space."
            )
        if condition.dimension in seen:
            raise InvalidSpace.at(pointer, "a second condition for one dimension", "Put both into one `when`.")
        seen.add(condition.dimension)
        _check_clause(condition.when, option_counts, f"/conditions/{i}/when")


def _check_forbidden(forbidden: tuple[Clause, ...], option_counts: tuple[int, ...]) -> None:
    if len(forbidden) > MAX_FORBIDDEN:
        raise InvalidSpace.at("/forbidden", f"{len(forbidden)} combinations", f"At most {MAX_FORBIDDEN} are allowed.")
    for i, clause in enumerate(forbidden):
        _check_clause(clause, option_counts, f"/forbidden/{i}")


def _check_clause(clause: Clause, option_counts: tuple[int, ...], pointer: str) -> None:
    numbers = [d for d, _ in clause]
    if not clause or len(set(numbers)) < len(numbers):
        raise InvalidSpace.at(pointer, "a combination that names no dimension, or one twice", "Name each once.")
    for d, options in clause:
        if not (0 <= d < len(option_counts) and options and 0 <= min(options) <= max(options) < option_counts[d]):
            raise InvalidSpace.at(
                pointer, f"options of dimension number {d} that it lacks", "Number its options from 0."
            )
