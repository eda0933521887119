"""A search space, built link by link. Mistakes that can be seen without the server are found while building."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lmsearcher.errors import SpaceError
from lmsearcher.models import Option

Combination = Mapping[str, Sequence[Option]]
"""Dimension names with the options that count: {"edge0": ["conv1x1", "conv3x3"]}."""


@dataclass(frozen=True)
class SearchSpace:
    """Immutable: every method returns a larger space. All of them raise SpaceError.

    SearchSpace().categorical("op", ["conv", "skip"]).ordinal("rank", [3, 6, 12]).when("rank", op=["conv"])
    """

    _dimensions: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    _conditions: Mapping[str, Combination] = field(default_factory=dict)
    _forbidden: tuple[Combination, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The dimensions in order: NCodes encode them in this order."""
        return tuple(self._dimensions)

    def categorical(self, name: str, options: Sequence[Option]) -> "SearchSpace":
        """One of several labels without an order."""
        return self._with(name, type="categorical", options=_options(name, options))

    def ordinal(self, name: str, options: Sequence[Option]) -> "SearchSpace":
        """One of several labels in order: neighbours are alike."""
        return self._with(name, type="ordinal", options=_options(name, options))

    def integer(
        self, name: str, low: int, high: int, *, step: int | None = None, levels: int | None = None, log: bool = False
    ) -> "SearchSpace":
        """Whole numbers from low to high, both included: every `step`-th (default 1), or `levels` evenly spread ones.

        log: spread the levels evenly in the logarithm.
        """
        _check_range(name, low, high, levels=levels, log=log)
        if not (isinstance(low, int) and isinstance(high, int)):
            raise SpaceError(f"{name!r}: low and high must be whole numbers; use floating() for others")
        if step is not None and (levels is not None or log):
            raise SpaceError(f"{name!r}: step cannot be combined with levels or log; give one of them")
        if step is not None and step < 1:
            raise SpaceError(f"{name!r}: step is {step}; it must be at least 1")
        if log and levels is None:
            raise SpaceError(f"{name!r}: log needs levels, the number of values between low and high")
        return self._with(name, type="int", low=low, high=high, step=step, levels=levels, log=log or None)

    def floating(self, name: str, low: float, high: float, *, levels: int, log: bool = False) -> "SearchSpace":
        """`levels` numbers from low to high, both included, evenly spread (in the logarithm if `log`)."""
        _check_range(name, low, high, levels=levels, log=log)
        return self._with(name, type="float", low=low, high=high, levels=levels, log=log or None)

    def when(
        self, dimension: str, combination: Combination | None = None, /, **options: Sequence[Option]
    ) -> "SearchSpace":
        """`dimension` counts only where the others have one of the listed options: when("rank", op=["conv"]).

        combination: the same as a mapping, for names that are no Python identifiers.
        """
        self._require_dimension(dimension)
        if dimension in self._conditions:
            raise SpaceError(f"{dimension!r} has a condition already; put both into one")
        clause = self._combination(combination, options)
        if dimension in clause:
            raise SpaceError(f"{dimension!r} cannot depend on itself")
        return SearchSpace(self._dimensions, {**self._conditions, dimension: clause}, self._forbidden)

    def forbid(self, combination: Combination | None = None, /, **options: Sequence[Option]) -> "SearchSpace":
        """No architecture may have listed options in all of the given dimensions: forbid(op=["none"], rank=[3, 6])."""
        clause = self._combination(combination, options)
        return SearchSpace(self._dimensions, self._conditions, (*self._forbidden, clause))

    def to_json(self) -> dict[str, Any]:
        """The space as the API takes it."""
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
            raise SpaceError(f"two dimensions are called {name!r}")
        given = {key: value for key, value in spec.items() if value is not None}
        return SearchSpace({**self._dimensions, name: given}, self._conditions, self._forbidden)

    def _require_dimension(self, name: str) -> None:
        if name not in self._dimensions:
            known = ", ".join(self._dimensions) or "none yet"
            raise SpaceError(f"no dimension is called {name!r} (there are: {known}); add it first")

    def _combination(
        self, combination: Combination | None, options: Mapping[str, Sequence[Option]]
    ) -> dict[str, tuple[Option, ...]]:
        clause = {name: _options(name, values) for name, values in {**(combination or {}), **options}.items()}
        if not clause:
            raise SpaceError("a combination names at least one dimension and its options")
        for name, values in clause.items():
            self._require_dimension(name)
            listed = self._dimensions[name].get("options")
            if listed is not None:
                _require_listed(name, values, listed)
        return clause


def _options(name: str, options: Sequence[Option]) -> tuple[Option, ...]:
    if isinstance(options, str) or not isinstance(options, Sequence):
        raise SpaceError(f"{name!r}: give the options as a list, also when there is only one")
    if not options:
        raise SpaceError(f"{name!r}: give at least one option")
    for option in options:
        if not isinstance(option, str | int | float) or (isinstance(option, float) and not math.isfinite(option)):
            raise SpaceError(f"{name!r}: {option!r} is no option; use strings, finite numbers or booleans")
    if len({_key(o) for o in options}) < len(options):
        raise SpaceError(f"{name!r}: an option appears twice")
    return tuple(options)


def _require_listed(name: str, values: Sequence[Option], listed: Sequence[Option]) -> None:
    known = {_key(option) for option in listed}
    for value in values:
        if _key(value) not in known:
            raise SpaceError(f"{value!r} is not an option of {name!r}; it has {list(listed)}")


def _key(option: Option) -> tuple[bool, Option]:
    """Equality as JSON has it: 1 and 1.0 are one option, 1 and true are two."""
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
