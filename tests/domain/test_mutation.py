"""Mutants: valid, near their parents, and with the documented number of changes."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.counting import SpaceCounter
from app.domain.mutation import mutate
from app.domain.space_spec import parse_space
from tests.domain.strategies import Spec, architectures, choice, specs


@given(specs().filter(architectures), st.data(), st.integers(0, 2**32))
def test_mutants_differ_in_one_to_three_active_dimensions(spec: Spec, data: st.DataObject, seed: int) -> None:
    counter = SpaceCounter(parse_space(spec))
    space = counter.space
    parent = counter.point(data.draw(st.integers(0, counter.size - 1)))
    mutant = mutate(space, parent, np.random.default_rng(seed))
    active = space.active(parent)
    changed = [d for d, on in enumerate(active) if on and space.active(mutant)[d] and mutant[d] != parent[d]]
    assert space.canonical(mutant) == mutant
    assert all(0 <= i < count for i, count in zip(mutant, space.option_counts, strict=True))
    assert (mutant != parent) == any(on and n > 1 for on, n in zip(active, space.option_counts, strict=True))
    assert len(changed) <= 3


def test_mutation_changes_one_dimension_most_often() -> None:
    space = parse_space({"dimensions": [choice(f"d{i}", 3) for i in range(30)]})
    rng = np.random.default_rng(0)
    steps = Counter(int(np.count_nonzero(mutate(space, (0,) * 30, rng))) for _ in range(10_000))
    assert steps[1] / 10_000 == pytest.approx(0.7, abs=0.02)
    assert steps[2] / 10_000 == pytest.approx(0.21, abs=0.02)
    assert steps[3] / 10_000 == pytest.approx(0.09, abs=0.02)


def test_dimension_that_becomes_active_gets_any_option() -> None:
    spec = {
        "dimensions": [choice("use", 2), choice("rank", 4)],
        "conditions": [{"dimension": "rank", "when": {"use": [1]}}],
    }
    space = parse_space(spec)
    rng = np.random.default_rng(0)
    mutants = Counter(mutate(space, (0, 0), rng) for _ in range(400))
    assert set(mutants) == {(1, rank) for rank in range(4)}
    assert min(mutants.values()) > 60
