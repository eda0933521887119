"""Candidate pools: distinct, valid, unseen architectures for one round, drawn from a seed.

`uniform` is the paper's pool (LM-Searcher: 10 random candidates). `extended` is half mutations of the best
observations, half uniform: what a good ranker needs, since the uniform pool itself bounds the search (docs/quality.md).
"""

from collections.abc import Container, Iterator, Sequence
from typing import Literal

import numpy as np

from app.domain.counting import SpaceCounter
from app.domain.history import History
from app.domain.ncode import format_ncode
from app.domain.search_space import Point

PoolKind = Literal["uniform", "extended"]

PARENTS = 10
"""Mutations start from this many best observations."""
DRAWS_PER_CANDIDATE = 20
"""Bound on rejected draws: after this many a candidate, what was found is the pool (or the rest is enumerated)."""
CROWDED = 4
"""Once a quarter of a space is seen, draws that fall short are completed by enumeration, which makes exhaustion exact."""


def pool_rng(seed: int, round_number: int) -> np.random.Generator:
    """The generator of a round: a round's pool depends on nothing but job seed, number, history and seen codes."""
    return np.random.default_rng([seed & (2**63 - 1), round_number])


def draw_pool(
    counter: SpaceCounter,
    *,
    kind: PoolKind,
    size: int,
    history: History,
    seen: Container[str],
    seen_count: int,
    rng: np.random.Generator,
) -> list[Point]:
    """At most `size` candidates, fewer only if fewer unseen architectures are left (none: the space is exhausted).

    `seen` holds the NCodes of the job's trials, `seen_count` their number.
    """
    found: dict[str, Point] = {}
    if kind == "extended" and len(history):
        _fill(found, _mutants(counter, history, rng), counter, seen, size // 2)
    _fill_uniform(found, counter, seen, seen_count, size, rng)
    return list(found.values())


def draw_uniform(
    counter: SpaceCounter, *, size: int, seen: Container[str], seen_count: int, rng: np.random.Generator
) -> list[Point]:
    """`size` unseen architectures, uniformly; fewer only if fewer are left."""
    found: dict[str, Point] = {}
    _fill_uniform(found, counter, seen, seen_count, size, rng)
    return list(found.values())


def mutate(counter: SpaceCounter, parent: Sequence[int], rng: np.random.Generator) -> Point:
    """The parent with one option changed, more with falling probability (0.3 a further step, at most 3), canonical."""
    space = counter.space
    movable = [d for d, count in enumerate(space.option_counts) if count > 1]
    point = list(parent)
    if not movable:
        return tuple(point)
    steps = 1
    while steps < 3 and rng.random() < 0.3:
        steps += 1
    for d in rng.choice(movable, size=min(steps, len(movable)), replace=False):
        count = space.option_counts[d]
        point[d] = (point[d] + int(rng.integers(1, count))) % count
    return space.canonical(point)


def _mutants(counter: SpaceCounter, history: History, rng: np.random.Generator) -> Iterator[Point]:
    parents = [tuple(int(i) for i in row) for row in history.points[:PARENTS]]
    while True:
        yield mutate(counter, parents[int(rng.integers(len(parents)))], rng)


def _fill_uniform(
    found: dict[str, Point],
    counter: SpaceCounter,
    seen: Container[str],
    seen_count: int,
    size: int,
    rng: np.random.Generator,
) -> None:
    _fill(found, iter(lambda: counter.draw(rng), None), counter, seen, size)
    if len(found) < size and counter.size <= CROWDED * (seen_count + size):
        _fill_by_enumeration(found, counter, seen, size, rng)


def _fill(
    found: dict[str, Point], source: Iterator[Point], counter: SpaceCounter, seen: Container[str], size: int
) -> None:
    for _ in range(DRAWS_PER_CANDIDATE * max(0, size - len(found))):
        if len(found) >= size:
            return
        point = next(source)
        code = format_ncode(counter.space, point)
        if code not in found and code not in seen and counter.space.violated(point) is None:
            found[code] = point


def _fill_by_enumeration(
    found: dict[str, Point], counter: SpaceCounter, seen: Container[str], size: int, rng: np.random.Generator
) -> None:
    unseen = []
    for rank in range(counter.size):
        point = counter.point(rank)
        code = format_ncode(counter.space, point)
        if code not in seen and code not in found:
            unseen.append((code, point))
    count = min(len(unseen), size - len(found))
    for i in rng.choice(len(unseen), size=count, replace=False) if count > 0 else ():
        code, point = unseen[int(i)]
        found[code] = point
