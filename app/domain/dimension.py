"""One choice of a search space. Whatever its kind, a dimension is a finite tuple of options; its *index* is what is encoded."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app.domain.errors import InvalidSpace
from app.domain.limits import MAX_ABS_NUMBER, MAX_LABEL_LENGTH, MAX_OPTIONS

Option = str | int | float | bool
Kind = Literal["categorical", "ordinal", "int", "float"]


def same_option(a: Option, b: Option) -> bool:
    """Equality of JSON values: 1 and 1.0 are one option, 1 and true are two."""
    return a == b and isinstance(a, bool) == isinstance(b, bool)


@dataclass(frozen=True, slots=True)
class Dimension:
    """name: unique in its space. options: 1 to 1,000 distinct values, in order for all kinds but `categorical`."""

    name: str
    kind: Kind
    options: tuple[Option, ...]

    def __post_init__(self) -> None:
        _check_options(self.options)

    @property
    def ordered(self) -> bool:
        """Whether neighbouring options are alike."""
        return self.kind != "categorical"

    def index(self, value: object) -> int | None:
        """Position of a value among the options, or None if it is not one of them."""
        if not isinstance(value, str | int | float):
            return None
        return next((i for i, option in enumerate(self.options) if same_option(option, value)), None)


def categorical(name: str, options: Sequence[Option]) -> Dimension:
    return Dimension(name, "categorical", tuple(options))


def ordinal(name: str, options: Sequence[Option]) -> Dimension:
    return Dimension(name, "ordinal", tuple(options))


def integer(
    name: str, low: int, high: int, *, step: int | None = None, levels: int | None = None, log: bool = False
) -> Dimension:
    """Integers from low to high, both included: every `step`-th, or `levels` of them spread evenly (in the log if `log`).

    Levels that round to the same integer are merged. Raises InvalidSpace.
    """
    _check_bounds(low, high, log=log)
    if step is not None and (levels is not None or log):
        raise InvalidSpace.at("/step", "step cannot be combined with levels or log", "Give step, or levels with log.")
    if step is not None and step < 1:
        raise InvalidSpace.at("/step", f"step is {step}", "Give a step of at least 1.")
    if levels is None and log:
        raise InvalidSpace.at("/levels", "log needs levels", "Say how many levels there are between low and high.")
    if levels is None:
        count = (high - low) // (step or 1) + 1
        _check_count(count, "/step", "Give a larger step, or levels instead of it.")
        return Dimension(name, "int", tuple(range(low, high + 1, step or 1)))
    return Dimension(name, "int", tuple(dict.fromkeys(round(v) for v in _spread(low, high, levels, log=log))))


def floating(name: str, low: float, high: float, *, levels: int, log: bool = False) -> Dimension:
    """`levels` numbers from low to high, both included, evenly spaced (in the logarithm if `log`). Raises InvalidSpace."""
    _check_bounds(low, high, log=log)
    values = [float(f"{v:.12g}") for v in _spread(low, high, levels, log=log)]
    return Dimension(name, "float", tuple(dict.fromkeys(values)))


def _spread(low: float, high: float, levels: int, *, log: bool) -> list[float]:
    _check_count(levels, "/levels", f"Give 1 to {MAX_OPTIONS} levels.")
    if levels == 1:
        if low != high:
            raise InvalidSpace.at("/levels", "one level cannot cover low and high", "Give 2 levels, or low = high.")
        return [low]
    if log:
        a, b = math.log(low), math.log(high)
        inner = [math.exp(a + (b - a) * i / (levels - 1)) for i in range(1, levels - 1)]
    else:
        inner = [low + (high - low) * (i / (levels - 1)) for i in range(1, levels - 1)]
    return [low, *inner, high]


def _check_bounds(low: float, high: float, *, log: bool) -> None:
    for pointer, bound in (("/low", low), ("/high", high)):
        if not abs(bound) <= MAX_ABS_NUMBER:
            raise InvalidSpace.at(pointer, "the bound is not a usable number", "Stay within ±1e15.")
    if low > high:
        raise InvalidSpace.at("/low", f"low {low} is above high {high}", "Swap low and high.")
    if log and low <= 0:
        raise InvalidSpace.at("/low", f"log needs low > 0, not {low}", "Raise low above 0, or leave log out.")


def _check_count(count: int, pointer: str, mend: str) -> None:
    if not 1 <= count <= MAX_OPTIONS:
        raise InvalidSpace.at(pointer, f"{count} options; a dimension has 1 to {MAX_OPTIONS}", mend)


def _check_options(options: tuple[Option, ...]) -> None:
    _check_count(len(options), "/options", f"List 1 to {MAX_OPTIONS} options, or use levels.")
    seen: set[tuple[bool, Option]] = set()
    for i, option in enumerate(options):
        if isinstance(option, str) and not 1 <= len(option) <= MAX_LABEL_LENGTH:
            raise InvalidSpace.at(
                f"/options/{i}", f"a label of {len(option)} characters", f"Use 1 to {MAX_LABEL_LENGTH} characters."
            )
        if isinstance(option, str) and not option.isprintable():
            raise InvalidSpace.at(f"/options/{i}", "a label with control characters", "Use printable characters.")
        if isinstance(option, int | float) and not abs(option) <= MAX_ABS_NUMBER:
            raise InvalidSpace.at(f"/options/{i}", "an option that is not a usable number", "Stay within ±1e15.")
        key = (isinstance(option, bool), option)
        if key in seen:
            raise InvalidSpace.at(f"/options/{i}", f"option {option!r} appears twice", "List every option once.")
        seen.add(key)
