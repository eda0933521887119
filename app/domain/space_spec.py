"""The JSON form of a search space (docs/search-spaces.md), read into a SearchSpace with errors that point at the field."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain import dimension as dims
from app.domain.errors import FieldProblem, InvalidSpace
from app.domain.limits import MAX_ABS_NUMBER
from app.domain.search_space import Clause, Condition, SearchSpace, escape, shown

_FIELDS = {
    "categorical": {"options"},
    "ordinal": {"options"},
    "int": {"low", "high", "step", "levels", "log"},
    "float": {"low", "high", "levels", "log"},
}


def parse_space(spec: Mapping[str, Any]) -> SearchSpace:
    """spec: {"dimensions": [...], "conditions": [...], "forbidden": [...]} of plain JSON values. Raises InvalidSpace."""
    _require_keys(spec, {"dimensions", "conditions", "forbidden"}, "")
    dimensions = tuple(
        _within(f"/dimensions/{i}", _dimension, item) for i, item in enumerate(_list(spec, "dimensions"))
    )
    space = SearchSpace(dimensions)
    conditions = tuple(
        _within(f"/conditions/{i}", _condition, space, item) for i, item in enumerate(_list(spec, "conditions"))
    )
    forbidden = tuple(
        _within(f"/forbidden/{i}", _clause, space, item) for i, item in enumerate(_list(spec, "forbidden"))
    )
    return SearchSpace(dimensions, conditions, forbidden)


def _within(pointer: str, build: Any, *arguments: Any) -> Any:
    """Runs a builder and prefixes the pointers of its problems."""
    try:
        return build(*arguments)
    except InvalidSpace as error:
        problems = [FieldProblem(pointer + p.pointer, p.detail, p.mend) for p in error.problems]
        raise InvalidSpace(error.detail, problems=problems) from None


def _dimension(item: Any) -> dims.Dimension:
    if not isinstance(item, Mapping):
        raise InvalidSpace.at("", "a dimension must be an object", 'Write {"name": ..., "type": ..., ...}.')
    kind, name = item.get("type"), item.get("name")
    if not isinstance(kind, str) or kind not in _FIELDS:
        raise InvalidSpace.at("/type", f"unknown type {kind!r}", f"Use one of {', '.join(_FIELDS)}.")
    if not isinstance(name, str):
        raise InvalidSpace.at("/name", "a dimension needs a name", "Give a string.")
    _require_keys(item, {"name", "type"} | _FIELDS[kind], "")
    if kind in ("categorical", "ordinal"):
        options = _list(item, "options")
        for i, option in enumerate(options):
            if not isinstance(option, str | int | float):
                raise InvalidSpace.at(
                    f"/options/{i}", "an option must be a scalar", "Use strings, numbers or booleans."
                )
        return dims.categorical(name, options) if kind == "categorical" else dims.ordinal(name, options)
    whole = kind == "int"
    low, high = _number(item, "low", whole=whole), _number(item, "high", whole=whole)
    log = item.get("log", False)
    if not isinstance(log, bool):
        raise InvalidSpace.at("/log", "log must be true or false", "Give true or false.")
    levels = None if item.get("levels") is None else int(_number(item, "levels", whole=True))
    if not whole:
        if levels is None:
            raise InvalidSpace.at("/levels", "a float dimension needs levels", "Say how many values it can take.")
        return dims.floating(name, low, high, levels=levels, log=log)
    step = None if item.get("step") is None else int(_number(item, "step", whole=True))
    return dims.integer(name, int(low), int(high), step=step, levels=levels, log=log)


def _condition(space: SearchSpace, item: Any) -> Condition:
    if not isinstance(item, Mapping):
        raise InvalidSpace.at("", "a condition must be an object", 'Write {"dimension": ..., "when": {...}}.')
    _require_keys(item, {"dimension", "when"}, "")
    name = item.get("dimension")
    if not isinstance(name, str) or name not in space.names:
        raise InvalidSpace.at("/dimension", f"no dimension is called {name!r}", "Name a dimension of this space.")
    return Condition(space.names[name], _within("/when", _clause, space, item.get("when")))


def _clause(space: SearchSpace, item: Any) -> Clause:
    if not isinstance(item, Mapping) or not item:
        raise InvalidSpace.at("", "a combination must name dimensions", 'Write {"dimension": [options], ...}.')
    pairs = []
    for name, values in item.items():
        pointer = f"/{escape(str(name))}"
        if name not in space.names:
            raise InvalidSpace.at(pointer, f"no dimension is called {name!r}", "Name dimensions of this space.")
        number = space.names[name]
        dimension = space.dimensions[number]
        if not isinstance(values, Sequence) or isinstance(values, str) or not values:
            raise InvalidSpace.at(pointer, "the options must be a list", "List at least one option.")
        indices = [dimension.index(v) for v in values]
        for i, index in enumerate(indices):
            if index is None:
                raise InvalidSpace.at(
                    f"{pointer}/{i}", f"{values[i]!r} is not an option of {name!r}", f"Options: {shown(dimension)}."
                )
        pairs.append((number, frozenset(i for i in indices if i is not None)))
    return tuple(sorted(pairs))


def _list(spec: Mapping[str, Any], key: str) -> Sequence[Any]:
    value = spec.get(key, [])
    if not isinstance(value, list | tuple):
        raise InvalidSpace.at(f"/{key}", f"{key} must be a list", "Write [...].")
    return value


def _number(item: Mapping[str, Any], key: str, *, whole: bool) -> float:
    value = item.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidSpace.at(f"/{key}", f"{key} must be a number", "Give a number.")
    if not abs(value) <= MAX_ABS_NUMBER:
        raise InvalidSpace.at(f"/{key}", f"{key} is not a usable number", "Stay within ±1e15.")
    if whole and value != int(value):
        raise InvalidSpace.at(f"/{key}", f"{key} must be a whole number", "Give a whole number.")
    return value


def _require_keys(item: Mapping[str, Any], allowed: set[str], pointer: str) -> None:
    for key in item:
        if key not in allowed:
            raise InvalidSpace.at(
                f"{pointer}/{escape(str(key))}", f"unknown field {key!r}", f"Known: {', '.join(sorted(allowed))}."
            )
