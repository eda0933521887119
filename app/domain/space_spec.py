"""Reads the JSON form of a search space (docs/search-spaces.md) into a SearchSpace. Errors point at the field."""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from reprlib import repr as brief
from typing import TypeVar

from app.domain import dimension as dims
from app.domain.errors import InvalidSpace, escape
from app.domain.limits import MAX_ABS_NUMBER, MAX_CONDITIONS, MAX_DIMENSIONS, MAX_FORBIDDEN, MAX_OPTIONS
from app.domain.search_space import Clause, Condition, SearchSpace

Built = TypeVar("Built")
Fields = Mapping[str, object]

_FIELDS = {
    "categorical": {"options"},
    "ordinal": {"options"},
    "int": {"low", "high", "step", "levels", "log"},
    "float": {"low", "high", "levels", "log"},
}


def parse_space(spec: object) -> SearchSpace:
    """The search space of plain JSON values: {"dimensions": [...], "conditions": [...], "forbidden": [...]}.

    Raises InvalidSpace.
    """
    fields = _object(spec, "a search space", {"dimensions", "conditions", "forbidden"})
    dimensions = _each(fields, "dimensions", _dimension, limit=MAX_DIMENSIONS)
    bare = SearchSpace(dimensions)
    conditions = _each(fields, "conditions", partial(_condition, bare), limit=MAX_CONDITIONS)
    forbidden = _each(fields, "forbidden", partial(_clause, bare), limit=MAX_FORBIDDEN)
    return SearchSpace(dimensions, conditions, forbidden)


@contextmanager
def _under(pointer: str) -> Iterator[None]:
    """Prefixes the pointers of the problems found inside the block with `pointer`."""
    try:
        yield
    except InvalidSpace as error:
        problems = [replace(p, pointer=pointer + p.pointer) for p in error.problems]
        raise InvalidSpace(error.detail, problems=problems) from None


def _each(fields: Fields, key: str, build: Callable[[object], Built], *, limit: int) -> tuple[Built, ...]:
    built = []
    for i, item in enumerate(_list(fields, key, limit=limit)):
        with _under(f"/{key}/{i}"):
            built.append(build(item))
    return tuple(built)


def _dimension(item: object) -> dims.Dimension:
    if not isinstance(item, Mapping):
        raise InvalidSpace.at("", "a dimension must be an object", 'Write {"name": ..., "type": ..., ...}.')
    kind, name = item.get("type"), item.get("name")
    if not isinstance(kind, str) or kind not in _FIELDS:
        raise InvalidSpace.at("/type", f"unknown type {brief(kind)}", f"Use one of {', '.join(_FIELDS)}.")
    if not isinstance(name, str):
        raise InvalidSpace.at("/name", "a dimension needs a name", "Give a string.")
    fields = _object(item, "a dimension", {"name", "type"} | _FIELDS[kind])
    if kind == "int":
        return _integer(name, fields)
    if kind == "float":
        return _floating(name, fields)
    options = _options(fields)
    return dims.categorical(name, options) if kind == "categorical" else dims.ordinal(name, options)


def _options(fields: Fields) -> list[dims.Option]:
    options: list[dims.Option] = []
    for i, option in enumerate(_list(fields, "options", limit=MAX_OPTIONS)):
        if not isinstance(option, str | int | float):
            raise InvalidSpace.at(f"/options/{i}", "an option must be a scalar", "Use strings, numbers or booleans.")
        options.append(option)
    return options


def _integer(name: str, fields: Fields) -> dims.Dimension:
    return dims.integer(
        name,
        _whole(fields, "low"),
        _whole(fields, "high"),
        step=None if fields.get("step") is None else _whole(fields, "step"),
        levels=None if fields.get("levels") is None else _whole(fields, "levels"),
        log=_flag(fields, "log"),
    )


def _floating(name: str, fields: Fields) -> dims.Dimension:
    low, high = _number(fields, "low"), _number(fields, "high")
    return dims.floating(name, low, high, levels=_whole(fields, "levels"), log=_flag(fields, "log"))


def _condition(space: SearchSpace, item: object) -> Condition:
    fields = _object(item, "a condition", {"dimension", "when"})
    name = fields.get("dimension")
    if not isinstance(name, str) or name not in space.names:
        raise InvalidSpace.at("/dimension", f"no dimension is called {brief(name)}", "Name a dimension of this space.")
    with _under("/when"):
        return Condition(space.names[name], _clause(space, fields.get("when")))


def _clause(space: SearchSpace, item: object) -> Clause:
    if not isinstance(item, Mapping) or not item:
        raise InvalidSpace.at("", "a combination must name dimensions", 'Write {"dimension": [options], ...}.')
    pairs = []
    for name, values in item.items():
        pointer = f"/{escape(name)}"
        if name not in space.names:
            raise InvalidSpace.at(pointer, f"no dimension is called {brief(name)}", "Name dimensions of this space.")
        if not isinstance(values, list | tuple) or not values:
            raise InvalidSpace.at(pointer, "the options must be a list", "List at least one option.")
        number = space.names[name]
        with _under(pointer):
            pairs.append((number, _indices(space.dimensions[number], values)))
    return tuple(sorted(pairs, key=lambda pair: pair[0]))


def _indices(dimension: dims.Dimension, values: Sequence[object]) -> frozenset[int]:
    indices = set()
    for i, value in enumerate(values):
        index = dimension.index(value)
        if index is None:
            raise InvalidSpace.at(
                f"/{i}", f"{brief(value)} is not an option of {dimension.name!r}", f"Options: {dimension.summary}."
            )
        indices.add(index)
    return frozenset(indices)


def _object(item: object, what: str, known: Set[str]) -> Fields:
    if not isinstance(item, Mapping):
        raise InvalidSpace.at("", f"{what} must be an object", f"Its fields: {', '.join(sorted(known))}.")
    for key in item:
        if key not in known:
            raise InvalidSpace.at(
                f"/{escape(key)}", f"unknown field {brief(key)}", f"Known: {', '.join(sorted(known))}."
            )
    return item


def _list(fields: Fields, key: str, *, limit: int) -> Sequence[object]:
    value = fields.get(key, [])
    if not isinstance(value, list | tuple):
        raise InvalidSpace.at(f"/{key}", f"{key} must be a list", "Write [...].")
    if len(value) > limit:
        raise InvalidSpace.at(f"/{key}", f"{len(value)} {key}", f"At most {limit} are allowed.")
    return value


def _number(fields: Fields, key: str) -> float:
    value = fields.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidSpace.at(f"/{key}", f"{key} must be a number", "Give a number.")
    if not abs(value) <= MAX_ABS_NUMBER:
        raise InvalidSpace.at(f"/{key}", f"{key} is not a usable number", "Stay within ±1e15.")
    return value


def _whole(fields: Fields, key: str) -> int:
    value = _number(fields, key)
    if value != int(value):
        raise InvalidSpace.at(f"/{key}", f"{key} must be a whole number", "Give a whole number.")
    return int(value)


def _flag(fields: Fields, key: str) -> bool:
    value = fields.get(key, False)
    if not isinstance(value, bool):
        raise InvalidSpace.at(f"/{key}", f"{key} must be true or false", "Give true or false.")
    return value
