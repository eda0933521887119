"""A space is counted, enumerated and drawn from exactly, whatever its conditions and forbidden combinations."""

from collections import Counter
from time import process_time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare

from app.domain.counting import SpaceCounter
from app.domain.errors import InvalidSpace
from app.domain.limits import MAX_DIMENSIONS, MAX_OPTIONS
from app.domain.space_spec import parse_space
from tests.domain.strategies import Spec, architectures, choice, frozen, specs


def counter_of(
    *dimensions: Spec, conditions: list[Spec] | None = None, forbidden: list[Spec] | None = None
) -> SpaceCounter:
    return SpaceCounter(
        parse_space({"dimensions": dimensions, "conditions": conditions or [], "forbidden": forbidden or []})
    )


@given(specs())
def test_every_architecture_has_exactly_one_rank(spec: Spec) -> None:
    expected = architectures(spec)
    space = parse_space(spec)
    if not expected:
        with pytest.raises(InvalidSpace, match="no architecture is left"):
            SpaceCounter(space)
        return
    counter = SpaceCounter(space)
    points = [counter.point(rank) for rank in range(counter.size)]
    assert counter.size == len(expected)
    assert {frozen(space.decode(point)) for point in points} == expected
    assert all(space.canonical(point) == point for point in points)


@given(specs().filter(architectures), st.integers(0, 2**32))
def test_draws_are_valid_and_repeatable(spec: Spec, seed: int) -> None:
    counter = SpaceCounter(parse_space(spec))
    first, second = (counter.draw(np.random.default_rng(seed)) for _ in range(2))
    assert first == second
    assert frozen(counter.space.decode(first)) in architectures(spec)


def test_draws_are_uniform_over_architectures_not_over_branches() -> None:
    counter = counter_of(
        choice("a", 3),
        choice("b", 4),
        choice("c", 5),
        conditions=[{"dimension": "b", "when": {"a": [0]}}, {"dimension": "c", "when": {"b": [1, 2]}}],
        forbidden=[{"a": [0], "c": [4]}, {"b": [3]}],
    )
    rng = np.random.default_rng(0)
    counts = Counter(counter.draw(rng) for _ in range(11_000))
    assert len(counts) == counter.size == 1 + 2 * 4 + 2
    assert chisquare(list(counts.values())).pvalue > 0.01


def test_the_largest_space_is_counted_exactly_and_fast() -> None:
    start = process_time()
    counter = counter_of(*(choice(f"d{i}", MAX_OPTIONS) for i in range(MAX_DIMENSIONS)))
    assert counter.size == MAX_OPTIONS**MAX_DIMENSIONS
    assert process_time() - start < 2
    last = counter.point(counter.size - 1)
    assert last == (MAX_OPTIONS - 1,) * MAX_DIMENSIONS


def test_dependants_may_be_listed_far_from_their_parents() -> None:
    pairs = range(100)
    counter = counter_of(
        *(choice(f"rank{i}", 4) for i in pairs),
        *(choice(f"use{i}", 3) for i in pairs),
        conditions=[{"dimension": f"rank{i}", "when": {f"use{i}": [1, 2]}} for i in pairs],
    )
    assert counter.size == (1 + 2 * 4) ** 100


def test_forbidden_pairs_may_be_listed_far_apart() -> None:
    pairs = range(100)
    counter = counter_of(
        *(choice(f"{side}{i}", 3) for side in "ab" for i in pairs),
        forbidden=[{f"a{i}": [0], f"b{i}": [0]} for i in pairs] + [{f"{side}{i}": [2] for side in "ab" for i in pairs}],
    )
    assert counter.size == 8**100 - 1


def test_one_dimension_may_be_in_every_combination() -> None:
    leaves = range(100)
    counter = counter_of(
        *(choice(f"leaf{i}", 2) for i in leaves),
        choice("hub", 2),
        forbidden=[{"hub": [1], f"leaf{i}": [1]} for i in leaves],
    )
    assert counter.size == 2**100 + 1


def test_a_depth_may_switch_on_the_layers_below_it() -> None:
    depths = range(1, 21)
    counter = counter_of(
        {"name": "depth", "type": "int", "low": 1, "high": 20},
        *(choice(f"kernel{i}", 3) for i in depths),
        conditions=[{"dimension": f"kernel{i}", "when": {"depth": list(range(i, 21))}} for i in depths],
    )
    assert counter.size == sum(3**depth for depth in depths)


def test_colourings_of_a_cycle() -> None:
    # chromatic polynomial of a cycle: (k - 1)^n + (-1)^n (k - 1)
    cycle = [choice(f"d{i}", 3) for i in range(50)]
    counter = counter_of(
        *cycle, forbidden=[{f"d{i}": [k], f"d{(i + 1) % 50}": [k]} for i in range(50) for k in range(3)]
    )
    assert counter.size == 2**50 + 2


def test_entangled_constraints_are_refused_within_a_second() -> None:
    rng = np.random.default_rng(0)
    pairs = [sorted(rng.choice(60, size=2, replace=False).tolist()) for _ in range(256)]
    start = process_time()
    with pytest.raises(InvalidSpace, match="too entangled"):
        counter_of(
            *(choice(f"d{i}", 100) for i in range(60)),
            forbidden=[{f"d{a}": [n % 100], f"d{b}": [n % 99]} for n, (a, b) in enumerate(pairs)],
        )
    assert process_time() - start < 1


def test_a_space_without_architectures_is_refused() -> None:
    with pytest.raises(InvalidSpace, match="no architecture is left") as caught:
        counter_of(choice("a", 2), choice("b", 3), forbidden=[{"a": [0]}, {"a": [1]}])
    assert caught.value.problems[0].pointer == "/forbidden"


def test_a_space_of_one() -> None:
    counter = counter_of(choice("a", 1), choice("b", 1))
    assert (counter.size, counter.point(0)) == (1, (0, 0))
    assert counter.draw(np.random.default_rng(0)) == (0, 0)
