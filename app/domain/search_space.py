"""A search space: ordered dimensions, conditions that switch dimensions off, and forbidden combinations.

A *point* is one option index per dimension. Inactive dimensions have index 0, so that equal architectures are equal points.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from app.domain.dimension import Dimension, Option
from app.domain.errors import FieldProblem, InvalidCode, InvalidSpace
from app.domain.limits import MAX_CONDITIONS, MAX_DIMENSIONS, MAX_FORBIDDEN, MAX_NAME_LENGTH

Point = tuple[int, ...]
Clause = tuple[tuple[int, frozenset[int]], ...]
"""(dimension, option indices) pairs that must all hold; an inactive dimension holds none of its options."""


@dataclass(frozen=True, slots=True)
class Condition:
    """Dimension number `dimension` is active only when `when` holds."""

    dimension: int
    when: Clause


@dataclass(frozen=True)
class SearchSpace:
    """Valid by construction; raises InvalidSpace with JSON pointers relative to the space."""

    dimensions: tuple[Dimension, ...]
    conditions: tuple[Condition, ...] = ()
    forbidden: tuple[Clause, ...] = field(default=())

    def __post_init__(self) -> None:
        _check_dimensions(self.dimensions)
        _check_counts(self.conditions, self.forbidden)
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
        """Dimensions with parents before the dimensions that depend on them, otherwise in the given order."""
        done: list[int] = []
        placed: set[int] = set()
        waiting = list(range(len(self.dimensions)))
        while waiting:
            ready = [d for d in waiting if all(p in placed for p, _ in self.condition_of.get(d, ()))]
            if not ready:
                names = ", ".join(self.dimensions[d].name for d in waiting)
                raise InvalidSpace.at(
                    "/conditions", f"conditions form a cycle among {names}", "Let no dimension depend on itself."
                )
            done += ready
            placed.update(ready)
            waiting = [d for d in waiting if d not in placed]
        return tuple(done)

    def active(self, point: Sequence[int]) -> tuple[bool, ...]:
        """Which dimensions count at this point, by the conditions. point: one index per dimension."""
        on = [True] * len(self.dimensions)
        for d in self.order:
            when = self.condition_of.get(d)
            on[d] = when is None or _holds(when, point, on)
        return tuple(on)

    def canonical(self, point: Sequence[int]) -> Point:
        """The point with inactive dimensions set to 0."""
        if not self.conditions:
            return tuple(int(i) for i in point)
        return tuple(int(i) if on else 0 for i, on in zip(point, self.active(point), strict=True))

    def violated(self, point: Sequence[int]) -> int | None:
        """Number of the first forbidden combination that holds at this point, or None."""
        if not self.forbidden:
            return None
        on = self.active(point)
        return next((i for i, clause in enumerate(self.forbidden) if _holds(clause, point, on)), None)

    def decode(self, point: Sequence[int]) -> dict[str, Option]:
        """The architecture: option by dimension name, active dimensions only."""
        on = self.active(point)
        return {d.name: d.options[i] for d, i, a in zip(self.dimensions, point, on, strict=True) if a}

    def encode(self, architecture: Mapping[str, object]) -> Point:
        """The point of an architecture. Inactive dimensions may be left out or null. Raises InvalidCode."""
        problems = [
            FieldProblem(f"/{escape(str(name))}", "no such dimension", "Use the names of the space's dimensions.")
            for name in architecture
            if name not in self.names
        ]
        point = [0] * len(self.dimensions)
        on = [True] * len(self.dimensions)
        for d in self.order:
            dimension = self.dimensions[d]
            when = self.condition_of.get(d)
            on[d] = when is None or _holds(when, point, on)
            value = architecture.get(dimension.name)
            if not on[d]:
                if value is not None:
                    problems.append(_problem(dimension, "is inactive here", "Leave it out, or give null."))
            elif value is None:
                problems.append(_problem(dimension, "is missing", "Give one of its options."))
            elif (index := dimension.index(value)) is None:
                problems.append(_problem(dimension, "is not one of the options", f"Options: {shown(dimension)}."))
            else:
                point[d] = index
        if problems:
            raise InvalidCode("the architecture does not belong to the space", problems=problems)
        self.require_allowed(point)
        return tuple(point)

    def require_allowed(self, point: Sequence[int]) -> None:
        """Raises InvalidCode if a forbidden combination holds."""
        if (number := self.violated(point)) is not None:
            raise InvalidCode.at(
                "", f"forbidden combination {number} holds for this architecture", "Change one of its dimensions."
            )


def shown(dimension: Dimension) -> str:
    """The options, shortened for an error message."""
    head = ", ".join(repr(o) for o in dimension.options[:8])
    return head + (f" and {len(dimension.options) - 8} more" if len(dimension.options) > 8 else "")


def escape(token: str) -> str:
    """A reference token of a JSON pointer (RFC 6901 section 3)."""
    return token.replace("~", "~0").replace("/", "~1")


def _problem(dimension: Dimension, detail: str, mend: str) -> FieldProblem:
    return FieldProblem(f"/{escape(dimension.name)}", f"dimension {dimension.name!r} {detail}", mend)


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


def _check_counts(conditions: tuple[Condition, ...], forbidden: tuple[Clause, ...]) -> None:
    if len(conditions) > MAX_CONDITIONS:
        raise InvalidSpace.at("/conditions", f"{len(conditions)} conditions", f"At most {MAX_CONDITIONS} are allowed.")
    if len(forbidden) > MAX_FORBIDDEN:
        raise InvalidSpace.at("/forbidden", f"{len(forbidden)} combinations", f"At most {MAX_FORBIDDEN} are allowed.")
    seen: set[int] = set()
    for i, condition in enumerate(conditions):
        if condition.dimension in seen:
            raise InvalidSpace.at(
                f"/conditions/{i}/dimension", "a second condition for one dimension", "Put both into one `when`."
            )
        seen.add(condition.dimension)
