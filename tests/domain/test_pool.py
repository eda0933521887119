"""Pools: distinct, valid, unseen, repeatable; exactly exhausted in the end; never drawn for without bound."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.counting import SpaceCounter
from app.domain.history import History, Observation, build_history
from app.domain.mutation import PARENTS
from app.domain.ncode import format_ncode
from app.domain.pool import DRAWS_PER_CANDIDATE, PoolKind, draw_pool, draw_uniform, pool_rng
from app.domain.search_space import Point
from app.domain.space_spec import parse_space
from tests.domain.strategies import Spec, architectures, choice, specs

KINDS: tuple[PoolKind, ...] = ("uniform", "extended")
TWELVE: Spec = {"dimensions": [choice("a", 3), choice("b", 2), choice("c", 2)]}


def history_of(counter: SpaceCounter, points: Sequence[Point]) -> History:
    """The first is the best."""
    observations = [Observation(point, -float(i)) for i, point in enumerate(points)]
    return build_history(observations, dimensions=len(counter.space.dimensions), goal="maximize", limit=1_000)


def codes_of(counter: SpaceCounter, points: Sequence[Point]) -> list[str]:
    return [format_ncode(counter.space, point) for point in points]


@given(specs().filter(architectures), st.data(), st.sampled_from(KINDS), st.integers(1, 40), st.integers(0, 9))
def test_pools_are_distinct_valid_unseen_complete_and_repeatable(
    spec: Spec, data: st.DataObject, kind: PoolKind, size: int, seed: int
) -> None:
    counter = SpaceCounter(parse_space(spec))
    everything = {counter.point(rank) for rank in range(counter.size)}
    tried = [counter.point(r) for r in sorted(data.draw(st.sets(st.integers(0, counter.size - 1), max_size=60)))]
    seen = set(codes_of(counter, tried))
    first, second = (
        draw_pool(
            counter,
            kind=kind,
            size=size,
            history=history_of(counter, tried),
            seen=seen,
            seen_count=len(seen),
            rng=pool_rng(seed, 1),
        )
        for _ in range(2)
    )
    assert first == second
    assert set(first) <= everything - set(tried)
    assert len(set(first)) == len(first) == min(size, counter.size - len(seen))


@pytest.mark.parametrize("kind", KINDS)
def test_a_space_of_twelve_gives_twelve_and_then_nothing(kind: PoolKind) -> None:
    counter = SpaceCounter(parse_space(TWELVE))
    tried: list[Point] = []
    sizes = []
    for number in range(5):
        pool = draw_pool(
            counter,
            kind=kind,
            size=5,
            history=history_of(counter, tried),
            seen=set(codes_of(counter, tried)),
            seen_count=len(tried),
            rng=pool_rng(3, number),
        )
        tried += pool
        sizes.append(len(pool))
    assert sizes == [5, 5, 2, 0, 0]
    assert len(set(tried)) == 12


@pytest.mark.parametrize("left", [0, 1, 7])
def test_the_last_architectures_of_a_crowded_space_are_found(left: int) -> None:
    counter = SpaceCounter(parse_space({"dimensions": [choice(f"d{i}", 7) for i in range(4)]}))
    everything = codes_of(counter, [counter.point(rank) for rank in range(counter.size)])
    seen = set(everything[left:])
    pool = draw_uniform(counter, size=10, seen=seen, seen_count=len(seen), rng=pool_rng(0, 0))
    assert sorted(codes_of(counter, pool)) == sorted(everything[:left])


def test_uniform_draws_are_uniform_over_what_is_unseen() -> None:
    counter = SpaceCounter(parse_space(TWELVE))
    seen = {"000", "111"}
    drawn: Counter[str] = Counter()
    for number in range(2_000):
        pool = draw_uniform(counter, size=1, seen=seen, seen_count=2, rng=pool_rng(1, number))
        drawn.update(codes_of(counter, pool))
    assert len(drawn) == 10
    assert max(abs(count - 200) for count in drawn.values()) < 5 * np.sqrt(200)


class Everything:
    """Says of every code that it has been seen, and counts how often it was queried."""

    def __init__(self) -> None:
        self.queried = 0

    def __contains__(self, code: object) -> bool:
        self.queried += 1
        return True


@pytest.mark.parametrize("kind", KINDS)
def test_the_number_of_draws_is_bounded(kind: PoolKind) -> None:
    counter = SpaceCounter(parse_space({"dimensions": [choice(f"d{i}", 10) for i in range(20)]}))
    seen = Everything()
    pool = draw_pool(
        counter,
        kind=kind,
        size=16,
        history=history_of(counter, [counter.point(0)]),
        seen=seen,
        seen_count=1_000,
        rng=pool_rng(0, 0),
    )
    assert pool == []
    assert seen.queried <= 16 * DRAWS_PER_CANDIDATE * 2


def test_half_of_an_extended_pool_are_mutants_of_the_best() -> None:
    counter = SpaceCounter(parse_space({"dimensions": [choice(f"d{i}", 5) for i in range(20)]}))
    rng = np.random.default_rng(0)
    tried = [counter.draw(rng) for _ in range(30)]
    pool = draw_pool(
        counter,
        kind="extended",
        size=256,
        history=history_of(counter, tried),
        seen=set(codes_of(counter, tried)),
        seen_count=30,
        rng=pool_rng(7, 3),
    )
    nearest = [min((int(np.not_equal(c, p).sum()), n) for n, p in enumerate(tried)) for c in pool]
    near = [parent for distance, parent in nearest if distance <= 3]
    assert len(pool) == 256
    assert len(near) == 128
    assert set(near) == set(range(PARENTS))


def test_an_extended_pool_without_history_is_uniform() -> None:
    counter = SpaceCounter(parse_space(TWELVE))
    none = history_of(counter, [])
    pool = draw_pool(counter, kind="extended", size=4, history=none, seen=(), seen_count=0, rng=pool_rng(5, 1))
    assert pool == draw_uniform(counter, size=4, seen=(), seen_count=0, rng=pool_rng(5, 1))


def test_every_round_has_its_own_generator() -> None:
    drawn = {tuple(pool_rng(seed, number).bytes(8)) for seed in (-1, 0, 1, 2**62) for number in range(5)}
    assert len(drawn) == 20
