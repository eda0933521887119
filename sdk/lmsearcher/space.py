"""A search space, built step by step. Mistakes that need no server to be found raise an error at once."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lmsearcher.errors import SpaceError
from lmsearcher.models import Option

Combination = Mapping[str, Sequence[Option]]
"""Options by the name of their dimension, such as {"edge0": ["conv1x1", "conv3x3"]}."""


@dataclass(frozen=True)
class SearchSpace:
    """A search space. It is immutable: every method returns a new, larger space. All methods raise SpaceError.

    SearchSpace().categorical("op", ["conv", "skip"]).ordinal("rank", [3, 6, 12]).when("rank", op=["conv"])
    """

    _dimensions: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    _conditions: Mapping[str, Combination] = field(default_factory=dict)
    _forbidden: tuple[Combination, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the dimensions, in the order in which NCodes encode them."""
        return tuple(self._dimensions)

    def categorical(self, name: str, options: Sequence[Option]) -> "SearchSpace":
        """One of several labels without an order."""
        return self._with(name, type="categorical", options=_options(name, options))

    def ordinal(self, name: str, options: Sequence[Option]) -> "SearchSpace":
        """One of several labels in order: neighbouring labels are similar."""
        return self._with(name, type="ordinal", options=_options(name, options))

    def integer(
        self, name: str, low: int, high: int, *, step: int | None = None, levels: int | None = None, log: bool = False
    ) -> "SearchSpace":
        """A whole number from low to high, both included.

        Args:
            name: The name of the dimension.
            low: The smallest number.
            high: The largest number.
            step: The distance between neighbouring numbers; the default is 1.
            levels: Instead of a step: how many evenly spread numbers there are.
            log: Whether the levels are evenly spread on a logarithmic scale.
        """
        _check_range(name, low, high, levels=levels, log=log)
        if not (isinstance(low, int) and isinstance(high, int)):
            raise SpaceError(f"{name!r}: low and high must be whole numbers; use floating() for others")
        if step is not None and (levels is not None or log):
            raise SpaceError(f"{name!r}: step cannot be combined with levels or log")
        if step is not None and step < 1:
            raise SpaceError(f"{name!r}: step is {step}; it must be at least 1")
        if log and levels is None:
            raise SpaceError(f"{name!r}: log needs levels, the number of values between low and high")
        return self._with(name, type="int", low=low, high=high, step=step, levels=levels, log=log or None)

    def floating(self, name: str, low: float, high: float, *, levels: int, log: bool = False) -> "SearchSpace":
        """One of `levels` numbers from low to high, both included, evenly spread (on a logarithmic scale if `log`)."""
        _check_range(name, low, high, levels=levels, log=log)
        return self._with(name, type="float", low=low, high=high, levels=levels, log=log or None)

    def when(
        self, dimension: str, combination: Combination | None = None, /, **options: Sequence[Option]
    ) -> "SearchSpace":
        """Makes a dimension active only where others have one of the listed options: when("rank", op=["conv"]).

        Pass `combination`, a mapping, for names that are not Python identifiers.
        """
        self._require_dimension(dimension)
        if dimension in self._conditions:
            raise SpaceError(f"{dimension!r} already has a condition; combine both into one")
        clause = self._combination(combination, options)
        if dimension in clause:
            raise SpaceError(f"{dimension!r} cannot depend on itself")
        return SearchSpace(self._dimensions, {**self._conditions, dimension: clause}, self._forbidden)

    def forbid(self, combination: Combination | None = None, /, **options: Sequence[Option]) -> "SearchSpace":
        """Forbids architectures with listed options in all given dimensions: forbid(op=["none"], rank=[3, 6])."""
        clause = self._combination(combination, options)
        return SearchSpace(self._dimensions, self._conditions, (*self._forbidden, clause))

    def to_json(self) -> dict[str, Any]:
        """The space in the API's format."""
        if not self._dimensions:
            raise SpaceError("the space has no dimensions")
        return {
            "dimensions": [{"name": name, **spec} for name, spec in self._dimensions.items()],
            "conditions": [{"dimension": name, "when": dict(clause)} for name, clause in self._conditions.items()],
            "forbidden": [dict(clause) for clause in self._forbidden],
        }

    def _with(self, name: str, **spec: Any) -> "SearchSpace":
        if not name:
            raise SpaceError("a dimension needs a name")
        if name in self._dimensions:
            raise SpaceError(f"there are two dimensions named {name!r}")
        given = {key: value for key, value in spec.items() if value is not None}
        return SearchSpace({**self._dimensions, name: given}, self._conditions, self._forbidden)

    def _require_dimension(self, name: str) -> None:
        if name not in self._dimensions:
            known = ", ".join(self._dimensions) or "none yet"
            raise SpaceError(f"there is no dimension named {name!r} (only: {known}); add it first")

    def _combination(
        self, combination: Combination | None, options: Mapping[str, Sequence[Option]]
    ) -> dict[str, tuple[Option, ...]]:
        clause = {name: _options(name, values) for name, values in {**(combination or {}), **options}.items()}
        if not clause:
            raise SpaceError("a combination needs at least one dimension and its options")
        for name, values in clause.items():
            self._require_dimension(name)
            listed = self._dimensions[name].get("options")
            if listed is not None:
                _require_listed(name, values, listed)
        return clause


def _options(name: str, options: Sequence[Option]) -> tuple[Option, ...]:
    if isinstance(options, str) or not isinstance(options, Sequence):
        raise SpaceError(f"{name!r}: the options must be a list, even if there is only one")
    if not options:
        raise SpaceError(f"{name!r}: give at least one option")
    for option in options:
        if not isinstance(option, str | int | float) or (isinstance(option, float) and not math.isfinite(option)):
            raise SpaceError(f"{name!r}: {option!r} cannot be an option; use strings, finite numbers or booleans")
    if len({_key(o) for o in options}) < len(options):
        raise SpaceError(f"{name!r}: there is an option twice")
    return tuple(options)


def _require_listed(name: str, values: Sequence[Option], listed: Sequence[Option]) -> None:
    known = {_key(option) for option in listed}
    for value in values:
        if _key(value) not in known:
            raise SpaceError(f"{value!r} is not an option of {name!r}; it has {list(listed)}")


def _key(option: Option) -> tuple[bool, Option]:
    """Options are equal as in JSON: 1 and 1.0 are one option, 1 and true are two."""
    return isinstance(option, bool), option


def _check_range(name: str, low: float, high: float, *, levels: int | None, log: bool) -> None:
    if not (math.isfinite(low) and math.isfinite(high)):
        raise SpaceError(f"{name!r}: low and high must be finite numbers")
    if low > high:
        raise SpaceError(f"{name!r}: low {low} is above high {high}")
    if log and low <= 0:
        raise SpaceError(f"{name!r}: log needs low > 0, not {low}")
    if levels is not None and levels < 1:
        raise SpaceError(f"{name!r}: levels is {levels}; it must be at least 1")
