"""Any JSON is either a space or refused with a problem that points into it."""

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.errors import FieldProblem, InvalidSpace
from app.domain.limits import MAX_CONDITIONS, MAX_DIMENSIONS, MAX_FORBIDDEN, MAX_NAME_LENGTH, MAX_OPTIONS
from app.domain.search_space import SearchSpace
from app.domain.space_spec import parse_space
from tests.domain.strategies import JSON, Spec, choice, options_of, resolves, specs


def problems_of(document: object) -> tuple[FieldProblem, ...]:
    """What parse_space says against a document; any other exception than InvalidSpace passes through."""
    try:
        parse_space(document)
    except InvalidSpace as error:
        return error.problems or (FieldProblem("no problem named", "", ""),)
    return ()


def well_said(problem: FieldProblem, document: object) -> bool:
    return resolves(document, problem.pointer) and bool(problem.detail and problem.hint)


@given(JSON | st.dictionaries(st.sampled_from(["dimensions", "conditions", "forbidden"]), JSON))
def test_junk_is_refused_where_it_is_wrong(document: object) -> None:
    assert all(well_said(problem, document) for problem in problems_of(document))


@given(specs(), st.data())
def test_a_space_with_one_value_replaced_is_refused_where_it_is_wrong(spec: Spec, data: st.DataObject) -> None:
    document = deepcopy(spec)
    node: Any = document
    while True:
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        if not keys:
            break
        key = data.draw(st.sampled_from(keys))
        if isinstance(node[key], dict | list) and data.draw(st.booleans(), label="deeper"):
            node = node[key]
            continue
        if data.draw(st.booleans(), label="delete"):
            del node[key]
        else:
            node[key] = data.draw(JSON)
        break
    assert all(well_said(problem, document) for problem in problems_of(document))


@given(specs())
def test_a_space_means_what_its_json_says(spec: Spec) -> None:
    space = parse_space(json.loads(json.dumps(spec)))
    assert list(space.names) == [d["name"] for d in spec["dimensions"]]
    assert [list(d.options) for d in space.dimensions] == [options_of(d) for d in spec["dimensions"]]
    assert [d.kind for d in space.dimensions] == [d["type"] for d in spec["dimensions"]]
    conditions = {space.dimensions[c.dimension].name: named(space, c.when) for c in space.conditions}
    assert conditions == {c["dimension"]: sets(c["when"]) for c in spec["conditions"]}
    assert [named(space, clause) for clause in space.forbidden] == [sets(clause) for clause in spec["forbidden"]]


def named(space: SearchSpace, clause: tuple[tuple[int, frozenset[int]], ...]) -> dict[str, set[str]]:
    return {space.dimensions[d].name: {repr(space.dimensions[d].options[i]) for i in options} for d, options in clause}


def sets(clause: dict[str, list[Any]]) -> dict[str, set[str]]:
    return {name: {repr(option) for option in options} for name, options in clause.items()}


A, B = choice("a/~", 3), choice("b", 2)
INT = {"name": "n", "type": "int", "low": 1, "high": 9}
FLOAT = {"name": "x", "type": "float", "low": 0, "high": 1, "levels": 3}


@pytest.mark.parametrize(
    ("document", "pointer"),
    [
        (None, ""),
        ([A], ""),
        ({}, "/dimensions"),
        ({"dimensions": []}, "/dimensions"),
        ({"dimensions": {}}, "/dimensions"),
        ({"dimensions": [A], "dimension~s/": 1}, "/dimension~0s~1"),
        ({"dimensions": [A, 7]}, "/dimensions/1"),
        ({"dimensions": [{**A, "type": "choice"}]}, "/dimensions/0/type"),
        ({"dimensions": [{**A, "type": ["int"]}]}, "/dimensions/0/type"),
        ({"dimensions": [{"type": "int"}]}, "/dimensions/0/name"),
        ({"dimensions": [{**A, "name": ""}]}, "/dimensions/0/name"),
        ({"dimensions": [{**A, "name": "x" * (MAX_NAME_LENGTH + 1)}]}, "/dimensions/0/name"),
        ({"dimensions": [{**A, "name": "\ud800"}]}, "/dimensions/0/name"),
        ({"dimensions": [A, A]}, "/dimensions/1/name"),
        ({"dimensions": [{**A, "low": 1}]}, "/dimensions/0/low"),
        ({"dimensions": [{**A, "options": "xyz"}]}, "/dimensions/0/options"),
        ({"dimensions": [{**A, "options": list(range(MAX_OPTIONS + 1))}]}, "/dimensions/0/options"),
        ({"dimensions": [{**A, "options": [1, None]}]}, "/dimensions/0/options/1"),
        ({"dimensions": [{**A, "options": [1, 1]}]}, "/dimensions/0/options/1"),
        ({"dimensions": [B, {**INT, "low": "1"}]}, "/dimensions/1/low"),
        ({"dimensions": [B, {**INT, "low": True}]}, "/dimensions/1/low"),
        ({"dimensions": [B, {**INT, "low": 1.5}]}, "/dimensions/1/low"),
        ({"dimensions": [B, {**INT, "high": float("inf")}]}, "/dimensions/1/high"),
        ({"dimensions": [B, {**INT, "high": float("nan")}]}, "/dimensions/1/high"),
        ({"dimensions": [B, {**INT, "step": 0}]}, "/dimensions/1/step"),
        ({"dimensions": [B, {**INT, "levels": 0}]}, "/dimensions/1/levels"),
        ({"dimensions": [B, {**INT, "log": "yes"}]}, "/dimensions/1/log"),
        ({"dimensions": [{"name": "x", "type": "float", "low": 0, "high": 1}]}, "/dimensions/0/levels"),
        ({"dimensions": [{**FLOAT, "log": True}]}, "/dimensions/0/low"),
        ({"dimensions": [A], "conditions": [0]}, "/conditions/0"),
        ({"dimensions": [A], "conditions": [{}]}, "/conditions/0/dimension"),
        ({"dimensions": [A], "conditions": [{"dimension": ["b"]}]}, "/conditions/0/dimension"),
        ({"dimensions": [A, B], "conditions": [{"dimension": "b"}]}, "/conditions/0/when"),
        ({"dimensions": [A, B], "conditions": [{"dimension": "b", "when": {}}]}, "/conditions/0/when"),
        ({"dimensions": [A, B], "conditions": [{"dimension": "b", "if": {}}]}, "/conditions/0/if"),
        ({"dimensions": [A], "forbidden": [{"c": [1]}]}, "/forbidden/0/c"),
        ({"dimensions": [A], "forbidden": [{"a/~": [1]}, {"a/~": 1}]}, "/forbidden/1/a~1~0"),
        ({"dimensions": [A], "forbidden": [{"a/~": []}]}, "/forbidden/0/a~1~0"),
        ({"dimensions": [A], "forbidden": [{"a/~": [0, 3]}]}, "/forbidden/0/a~1~0/1"),
        ({"dimensions": [A], "forbidden": [{"a/~": [True]}]}, "/forbidden/0/a~1~0/0"),
        ({"dimensions": [A], "forbidden": [{"a/~": [[]]}]}, "/forbidden/0/a~1~0/0"),
    ],
)
def test_the_problem_is_at(document: object, pointer: str) -> None:
    with pytest.raises(InvalidSpace) as caught:
        parse_space(document)
    assert [p.pointer for p in caught.value.problems] == [pointer]
    assert resolves(document, pointer)


@pytest.mark.parametrize(
    ("key", "items"),
    [
        ("dimensions", [choice(f"d{i}", 1) for i in range(MAX_DIMENSIONS + 1)]),
        ("conditions", [{"dimension": f"d{i}", "when": {"d0": [0]}} for i in range(1, MAX_CONDITIONS + 2)]),
        ("forbidden", [{"d0": [0]}] * (MAX_FORBIDDEN + 1)),
    ],
)
def test_long_lists_are_refused_before_they_are_read(key: str, items: list[Spec]) -> None:
    document: Spec = {"dimensions": [choice(f"d{i}", 1) for i in range(MAX_DIMENSIONS)], key: items}
    with pytest.raises(InvalidSpace, match=str(len(items))) as caught:
        parse_space(document)
    assert caught.value.problems[0].pointer == f"/{key}"


def test_messages_stay_short_however_long_the_input() -> None:
    long = "x" * 100_000
    for document in (
        {"dimensions": [{**A, "type": long}]},
        {"dimensions": [A], "conditions": [{"dimension": long}]},
        {"dimensions": [A], "forbidden": [{"a/~": [long]}]},
        {"dimensions": [A], "forbidden": [{"a/~": [[long] * 1_000]}]},
        {"dimensions": [A], long: []},
    ):
        with pytest.raises(InvalidSpace) as caught:
            parse_space(document)
        assert len(caught.value.detail) + len(caught.value.problems[0].hint) < 300


@given(st.sampled_from([16, 16.0]), st.sampled_from([{}, {"step": None}, {"levels": None}, {"log": False}]))
@example(16, {"step": 1.0})
def test_whole_floats_and_nulls_are_read_as_integers_and_defaults(low: float, more: dict[str, Any]) -> None:
    space = parse_space({"dimensions": [{"name": "n", "type": "int", "low": low, "high": 18, **more}]})
    assert [(type(o), o) for o in space.dimensions[0].options] == [(int, 16), (int, 17), (int, 18)]
