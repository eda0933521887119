"""The dimensions of a search space. Each is a choice from a finite list of options; NCodes hold the index of one."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from app.domain.errors import InvalidSpace
from app.domain.limits import MAX_ABS_NUMBER, MAX_LABEL_LENGTH, MAX_OPTIONS

Option = str | int | float | bool
Kind = Literal["categorical", "ordinal", "int", "float"]


@dataclass(frozen=True, slots=True)
class Dimension:
    """A dimension with its options.

    Options are compared as JSON values: 1 and 1.0 are the same option, 1 and true are different.

    Args:
        name: The name, unique in its space.
        kind: What the options are.
        options: 1 to 1,000 distinct values, in their order for all kinds but `categorical`.
    """

    name: str
    kind: Kind
    options: tuple[Option, ...]
    _index: dict[tuple[bool, Option], int] = field(init=False, repr=False, hash=False)

    def __post_init__(self) -> None:
        _check_count(len(self.options), "/options", f"List 1 to {MAX_OPTIONS} options, or use levels.")
        index: dict[tuple[bool, Option], int] = {}
        for i, option in enumerate(self.options):
            _check_option(option, f"/options/{i}")
            if index.setdefault((isinstance(option, bool), option), i) != i:
                raise InvalidSpace.at(f"/options/{i}", f"option {option!r} appears twice", "List every option once.")
        object.__setattr__(self, "_index", index)

    @property
    def ordered(self) -> bool:
        """Whether options next to each other are similar."""
        return self.kind != "categorical"

    @property
    def summary(self) -> str:
        """The options as a short text for a message."""
        head = ", ".join(repr(o) for o in self.options[:8])
        return head + (f" and {len(self.options) - 8} more" if len(self.options) > 8 else "")

    def index(self, value: object) -> int | None:
        """The index of a value among the options, or None if it is not an option."""
        if not isinstance(value, str | int | float):
            return None
        return self._index.get((isinstance(value, bool), value))


def categorical(name: str, options: Sequence[Option]) -> Dimension:
    return Dimension(name, "categorical", tuple(options))


def ordinal(name: str, options: Sequence[Option]) -> Dimension:
    return Dimension(name, "ordinal", tuple(options))


def integer(
    name: str, low: int, high: int, *, step: int | None = None, levels: int | None = None, log: bool = False
) -> Dimension:
    """A dimension of integers. Raises InvalidSpace.

    Args:
        name: The name of the dimension.
        low: The lowest integer.
        high: The highest integer allowed.
        step: Take every `step`-th integer from `low` on.
        levels: Instead of `step`: how many integers from `low` to `high`, both included. They are spread evenly, and
            merged where they round to the same integer.
        log: Spread the levels evenly in the logarithm.
    """
    _check_bounds(low, high, log=log)
    if levels is not None or log:
        if step is not None:
            raise InvalidSpace.at(
                "/step", "step cannot be combined with levels or log", "Give step, or levels with log."
            )
        if levels is None:
            raise InvalidSpace.at("/levels", "log needs levels", "Say how many levels there are between low and high.")
        values = _spread(low, high, levels, log=log, rounded=round)
        return Dimension(name, "int", tuple(int(v) for v in values))
    step = 1 if step is None else step
    if step < 1:
        raise InvalidSpace.at("/step", f"step is {step}", "Give a step of at least 1.")
    _check_count((high - low) // step + 1, "/step", "Give a larger step, or levels instead of it.")
    return Dimension(name, "int", tuple(range(low, high + 1, step)))


def floating(name: str, low: float, high: float, *, levels: int, log: bool = False) -> Dimension:
    """A dimension of numbers. Raises InvalidSpace.

    The numbers between `low` and `high` are rounded to 12 significant digits, and merged where they become equal.

    Args:
        name: The name of the dimension.
        low: The lowest number, included.
        high: The highest number, included.
        levels: How many numbers, evenly spaced.
        log: Space them evenly in the logarithm.
    """
    _check_bounds(low, high, log=log)
    values = _spread(float(low), float(high), levels, log=log, rounded=lambda v: float(f"{v:.12g}"))
    return Dimension(name, "float", tuple(values))


def _spread(low: float, high: float, levels: int, *, log: bool, rounded: Callable[[float], float]) -> list[float]:
    """Distinct ascending levels: `low` and `high` unchanged, and between them the rounded levels that lie inside."""
    _check_count(levels, "/levels", f"Give 1 to {MAX_OPTIONS} levels.")
    if levels == 1 and low != high:
        raise InvalidSpace.at("/levels", "one level cannot cover low and high", "Give 2 levels, or low = high.")
    first, last = (math.log(low), math.log(high)) if log else (low, high)
    places = [first + (last - first) * (i / (levels - 1)) for i in range(1, levels - 1)]
    inner = [rounded(math.exp(place) if log else place) for place in places]
    return list(dict.fromkeys([low, *(v for v in inner if low < v < high), high]))


def _check_bounds(low: float, high: float, *, log: bool) -> None:
    for pointer, bound in (("/low", low), ("/high", high)):
        if not abs(bound) <= MAX_ABS_NUMBER:
            raise InvalidSpace.at(pointer, "the bound is not a usable number", "Stay within ±1e15.")
    if low > high:
        raise InvalidSpace.at("/low", f"low {low} is above high {high}", "Swap low and high.")
    if log and low <= 0:
        raise InvalidSpace.at("/low", f"log needs low > 0, not {low}", "Raise low above 0, or leave log out.")


def _check_count(count: int, pointer: str, hint: str) -> None:
    if not 1 <= count <= MAX_OPTIONS:
        raise InvalidSpace.at(pointer, f"{count} options; a dimension has 1 to {MAX_OPTIONS}", hint)


def _check_option(option: Option, pointer: str) -> None:
    if isinstance(option, str):
        if not 1 <= len(option) <= MAX_LABEL_LENGTH:
            raise InvalidSpace.at(
                pointer, f"a label of {len(option)} characters", f"Use 1 to {MAX_LABEL_LENGTH} characters."
            )
        if not option.isprintable():
            raise InvalidSpace.at(pointer, "a label with control characters", "Use printable characters.")
    elif not abs(option) <= MAX_ABS_NUMBER:
        raise InvalidSpace.at(pointer, "an option that is not a usable number", "Stay within ±1e15.")
