"""Architectures and points translate both ways; conditions switch dimensions off; forbidden parts are refused."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.counting import SpaceCounter
from app.domain.dimension import categorical
from app.domain.errors import InvalidCode, InvalidSpace
from app.domain.limits import MAX_PROBLEMS
from app.domain.search_space import Clause, Condition, SearchSpace
from app.domain.space_spec import parse_space
from tests.domain.strategies import Spec, architectures, choice, specs

YES = [1]


def space_of(*names: str, when: dict[str, Sequence[str]] | None = None, forbidden: Sequence[Spec] = ()) -> SearchSpace:
    """Dimensions with the options 0, 1, 2; a dimension is active when all of those it depends on are 1."""
    conditions = [{"dimension": name, "when": dict.fromkeys(parents, YES)} for name, parents in (when or {}).items()]
    return parse_space(
        {"dimensions": [choice(n, 3) for n in names], "conditions": conditions, "forbidden": list(forbidden)}
    )


@given(specs().filter(architectures), st.data())
def test_decode_and_encode_are_inverse(spec: Spec, data: st.DataObject) -> None:
    counter = SpaceCounter(parse_space(spec))
    space = counter.space
    point = counter.point(data.draw(st.integers(0, counter.size - 1)))
    architecture = space.decode(point)
    assert space.encode(architecture) == point
    assert space.encode({name: architecture.get(name) for name in space.names}) == point, "null where inactive"


@given(specs(), st.data())
def test_canonical_keeps_the_architecture_and_is_idempotent(spec: Spec, data: st.DataObject) -> None:
    space = parse_space(spec)
    point = [data.draw(st.integers(0, count - 1)) for count in space.option_counts]
    canonical = space.canonical(point)
    assert space.canonical(canonical) == canonical
    assert space.decode(canonical) == space.decode(point)
    assert space.active(canonical) == space.active(point)
    assert all(on or index == 0 for on, index in zip(space.active(point), canonical, strict=True))


def test_a_chain_switches_off_from_the_first_that_fails() -> None:
    space = space_of("c", "b", "a", when={"c": ["b"], "b": ["a"]})
    assert space.active((1, 1, 1)) == (True, True, True)
    assert space.active((1, 0, 1)) == (False, True, True)
    assert space.active((1, 1, 0)) == (False, False, True)
    assert space.canonical((2, 1, 0)) == (0, 0, 0)


def test_both_sides_of_a_diamond_must_hold() -> None:
    space = space_of("a", "left", "right", "d", when={"left": ["a"], "right": ["a"], "d": ["left", "right"]})
    assert space.active((1, 1, 1, 2)) == (True, True, True, True)
    assert space.active((1, 1, 2, 2)) == (True, True, True, False)
    assert space.active((0, 1, 1, 2)) == (True, False, False, False)


def test_an_inactive_parent_does_not_hold_its_zeroth_option() -> None:
    space = parse_space(
        {
            "dimensions": [choice("a", 2), choice("b", 2), choice("c", 2)],
            "conditions": [{"dimension": "b", "when": {"a": [1]}}, {"dimension": "c", "when": {"b": [0]}}],
            "forbidden": [{"a": [0], "b": [0]}],
        }
    )
    assert space.decode((0, 0, 1)) == {"a": 0}
    assert space.violated((0, 0, 0)) is None


@pytest.mark.parametrize(
    ("when", "shown"),
    [
        ({"a": ["a"]}, "a -> a"),
        ({"a": ["b"], "b": ["a"]}, "a -> b -> a|b -> a -> b"),
        ({"c": ["b"], "d": ["c"], "b": ["d", "a"]}, "b -> c -> d -> b|c -> d -> b -> c|d -> b -> c -> d"),
    ],
)
def test_cycles_are_refused(when: dict[str, Sequence[str]], shown: str) -> None:
    with pytest.raises(InvalidSpace, match=f"cycle: ({shown})$") as caught:
        space_of("a", "b", "c", "d", "e", when={"e": ["a"]} | when)
    assert caught.value.problems[0].pointer.startswith("/conditions/")


def test_a_second_condition_for_one_dimension_is_refused() -> None:
    document = {
        "dimensions": [choice("a", 2), choice("b", 2)],
        "conditions": [{"dimension": "b", "when": {"a": [0]}}, {"dimension": "b", "when": {"a": [1]}}],
    }
    with pytest.raises(InvalidSpace) as caught:
        parse_space(document)
    assert caught.value.problems[0].pointer == "/conditions/1/dimension"


def test_order_has_parents_first() -> None:
    space = space_of("c", "b", "a", when={"c": ["b"], "b": ["a"]})
    assert space.order == (2, 1, 0)


@pytest.mark.parametrize(
    ("architecture", "problems"),
    [
        ({"a": 1, "b": 2, "z/": 1}, {"/z~1": "no such dimension"}),
        ({"b": 2}, {"/a": "is missing"}),
        ({}, {"/a": "is missing"}),
        ({"a": 1}, {"/b": "is missing"}),
        ({"a": 3, "b": 0}, {"/a": "does not have this option"}),
        ({"a": 1, "b": [0]}, {"/b": "does not have this option"}),
        ({"a": True, "b": 0}, {"/a": "does not have this option"}),
        ({"a": 0, "b": 0}, {"/b": "is inactive here"}),
        ({"a": 0, "b": 0, "x": 0}, {"/b": "is inactive here", "/x": "no such dimension"}),
    ],
)
def test_encode_names_every_field_that_is_wrong(architecture: Spec, problems: dict[str, str]) -> None:
    space = space_of("a", "b", "c", when={"b": ["a"], "c": ["b"]})
    with pytest.raises(InvalidCode) as caught:
        space.encode(architecture)
    said = {p.pointer: p.detail for p in caught.value.problems}
    assert said.keys() == problems.keys()
    assert all(problems[pointer] in detail for pointer, detail in said.items())


def test_encode_names_a_bounded_number_of_problems() -> None:
    with pytest.raises(InvalidCode) as caught:
        space_of("a").encode({f"x{i}": 1 for i in range(10_000)})
    assert len(caught.value.problems) == MAX_PROBLEMS


def test_forbidden_combinations_are_refused_by_number() -> None:
    space = space_of("a", "b", forbidden=[{"a": [0], "b": [0, 1]}, {"a": [2]}])
    assert [space.violated(p) for p in ((0, 2), (0, 1), (2, 0), (1, 1))] == [None, 0, 1, None]
    with pytest.raises(InvalidCode, match="forbidden combination 1 holds"):
        space.encode({"a": 2, "b": 0})


BIT = categorical("bit", [0, 1])
ON: Clause = ((0, frozenset({1})),)


@pytest.mark.parametrize(
    ("conditions", "forbidden", "pointer"),
    [
        ([Condition(1, ON)], [], "/conditions/0/dimension"),
        ([Condition(-1, ON)], [], "/conditions/0/dimension"),
        ([Condition(0, ())], [], "/conditions/0/when"),
        ([], [ON, ()], "/forbidden/1"),
        ([], [ON + ON], "/forbidden/0"),
        ([], [((1, frozenset({0})),)], "/forbidden/0"),
        ([], [((0, frozenset()),)], "/forbidden/0"),
        ([], [((0, frozenset({2})),)], "/forbidden/0"),
        ([], [((0, frozenset({-1})),)], "/forbidden/0"),
        ([Condition(0, ON)] * 257, [], "/conditions"),
        ([], [ON] * 257, "/forbidden"),
    ],
)
def test_no_invalid_space_can_be_built(conditions: list[Condition], forbidden: list[Clause], pointer: str) -> None:
    with pytest.raises(InvalidSpace) as caught:
        SearchSpace((BIT,), tuple(conditions), tuple(forbidden))
    assert caught.value.problems[0].pointer == pointer
