"""Search spaces to test with, drawn in their JSON form, and what they mean, enumerated in the plainest way."""

from collections.abc import Mapping
from itertools import product
from typing import Any

from hypothesis import strategies as st

Spec = dict[str, Any]
Architecture = frozenset[tuple[str, type, Any]]

NAMES = ("a", "b/c", "d~e", "f g", "ü")

JSON_LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
JSON = st.recursive(
    JSON_LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def choice(name: str, count: int) -> Spec:
    """A categorical dimension with the options 0, 1, ..."""
    return {"name": name, "type": "categorical", "options": list(range(count))}


@st.composite
def dimensions(draw: st.DrawFn, name: str) -> Spec:
    """A dimension of any type with at most a few options."""
    low = draw(st.integers(1, 3))
    return draw(
        st.sampled_from(
            [
                {"name": name, "type": "categorical", "options": ["x", 1, True][:low]},
                {"name": name, "type": "ordinal", "options": [0.5, 3, 8][:low]},
                {"name": name, "type": "int", "low": low, "high": 3},
                {"name": name, "type": "int", "low": 1, "high": 9 * low, "levels": 3, "log": True},
                {"name": name, "type": "float", "low": 0, "high": low, "levels": low + 1},
            ]
        )
    )


@st.composite
def specs(draw: st.DrawFn) -> Spec:
    """A space of 1 to 5 dimensions, acyclic conditions and any forbidden combinations: perhaps nothing is left."""
    names = NAMES[: draw(st.integers(1, len(NAMES)))]
    described = [draw(dimensions(name)) for name in names]
    options = {d["name"]: options_of(d) for d in described}

    def clause(of: list[str]) -> st.SearchStrategy[dict[str, list[Any]]]:
        chosen = st.lists(st.sampled_from(of), min_size=1, max_size=3, unique=True)
        return chosen.flatmap(
            lambda keys: st.fixed_dictionaries(
                {key: st.lists(st.sampled_from(options[key]), min_size=1, max_size=2) for key in keys}
            )
        )

    line = draw(st.permutations(names))
    conditions = [
        {"dimension": name, "when": draw(clause(line[:i]))} for i, name in enumerate(line) if i and draw(st.booleans())
    ]
    forbidden = draw(st.lists(clause(list(names)), max_size=3))
    return {"dimensions": described, "conditions": draw(st.permutations(conditions)), "forbidden": forbidden}


def options_of(dimension: Mapping[str, Any]) -> list[Any]:
    """The options of what `dimensions` draws, worked out by hand."""
    match dimension:
        case {"options": options}:
            return list(options)
        case {"type": "int", "log": True, "high": high}:
            return [1, round(high**0.5), high]
        case {"type": "int", "low": low, "high": high}:
            return list(range(low, high + 1))
        case {"levels": levels}:
            return [float(i) for i in range(levels)]
    raise AssertionError(dimension)


def architectures(spec: Spec) -> set[Architecture]:
    """Every architecture of a small space, by trying all assignments of all options."""
    when = {c["dimension"]: c["when"] for c in spec["conditions"]}
    names = [d["name"] for d in spec["dimensions"]]

    def holds(clause: dict[str, list[Any]], assignment: dict[str, Any]) -> bool:
        return all(
            active(name, assignment) and typed(assignment[name]) in map(typed, options)
            for name, options in clause.items()
        )

    def active(name: str, assignment: dict[str, Any]) -> bool:
        return name not in when or holds(when[name], assignment)

    found = set()
    for values in product(*(options_of(d) for d in spec["dimensions"])):
        assignment = dict(zip(names, values, strict=True))
        if not any(holds(clause, assignment) for clause in spec["forbidden"]):
            found.add(frozen({n: v for n, v in assignment.items() if active(n, assignment)}))
    return found


def frozen(architecture: Mapping[str, Any]) -> Architecture:
    """A hashable architecture that tells 1 from true."""
    return frozenset((name, *typed(value)) for name, value in architecture.items())


def typed(value: object) -> tuple[type, object]:
    return type(value), value


def resolves(document: object, pointer: str) -> bool:
    """Whether a JSON pointer (RFC 6901) leads to a value, or to a missing member of an object."""
    tokens = pointer.split("/")[1:]
    for i, token in enumerate(tokens):
        if isinstance(document, dict):
            key = token.replace("~1", "/").replace("~0", "~")
            if key not in document:
                return i == len(tokens) - 1
            document = document[key]
        elif isinstance(document, list) and token.isdigit() and int(token) < len(document):
            document = document[int(token)]
        else:
            return False
    return pointer == "" or pointer.startswith("/")
