"""Candidate pools: distinct, valid, unseen architectures for one round, drawn from a seed.

`uniform` is the pool of the paper (LM-Searcher: 10 random candidates). `extended` has half mutations of the best
observations and half uniform candidates. A good ranker needs it, because the uniform pool itself limits the search
(docs/quality.md).
"""

from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from app.domain.counting import SpaceCounter
from app.domain.history import History
from app.domain.mutation import PARENTS, mutate
from app.domain.ncode import format_ncode
from app.domain.search_space import Point

PoolKind = Literal["uniform", "extended"]

DRAWS_PER_CANDIDATE = 20
"""After this many draws for each candidate, drawing stops. The pool is what was found, or the rest is enumerated."""
ENUMERATE_RATIO = 4
"""If at least one in this many architectures is taken, missing candidates are enumerated, so that the end of the space
is found exactly."""


def pool_rng(seed: int, round_number: int) -> np.random.Generator:
    """The random generator of a round. The pool depends only on the job's seed, the round, the history and the seen
    codes."""
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
    """The candidates of a round: fewer than `size` only if fewer unseen architectures are left.

    Without candidates, the space is exhausted.

    Args:
        counter: Counts and draws the architectures of the space.
        kind: How candidates are drawn.
        size: How many candidates to draw.
        history: The observations to mutate, best first.
        seen: The NCodes of the job's trials.
        seen_count: How many NCodes have been seen.
        rng: The random generator of the round.
    """
    draft = _Draft(counter, seen)
    if kind == "extended" and len(history):
        draft.fill(_mutants(counter, history, rng), size // 2)
    draft.fill_uniformly(size, seen_count, rng)
    return list(draft.found.values())


def draw_uniform(
    counter: SpaceCounter, *, size: int, seen: Container[str], seen_count: int, rng: np.random.Generator
) -> list[Point]:
    """Uniformly random unseen architectures: fewer than `size` only if fewer are left.

    Args:
        counter: Counts and draws the architectures of the space.
        size: How many to draw.
        seen: The NCodes of the job's trials.
        seen_count: How many NCodes have been seen.
        rng: The source of random numbers.
    """
    draft = _Draft(counter, seen)
    draft.fill_uniformly(size, seen_count, rng)
    return list(draft.found.values())


def _mutants(counter: SpaceCounter, history: History, rng: np.random.Generator) -> Iterator[Point]:
    parents = [tuple(row) for row in history.points[:PARENTS].tolist()]
    while True:
        yield mutate(counter.space, parents[int(rng.integers(len(parents)))], rng)


@dataclass(frozen=True, slots=True)
class _Draft:
    """A pool that is being drawn: the candidates found so far, by NCode."""

    counter: SpaceCounter
    seen: Container[str]
    found: dict[str, Point] = field(default_factory=dict)

    def fill(self, source: Iterator[Point], size: int) -> None:
        """Takes new candidates from the source until there are `size`, or the bound on draws is reached."""
        space = self.counter.space
        for _ in range(DRAWS_PER_CANDIDATE * (size - len(self.found))):
            if len(self.found) >= size:
                return
            point = next(source)
            code = format_ncode(space, point)
            if code not in self.found and code not in self.seen and space.violated(point) is None:
                self.found[code] = point

    def fill_uniformly(self, size: int, seen_count: int, rng: np.random.Generator) -> None:
        """Adds uniform candidates up to `size`; there are fewer only if no more are left."""
        self.fill(iter(lambda: self.counter.draw(rng), None), size)
        if len(self.found) < size and self.counter.size <= ENUMERATE_RATIO * (seen_count + size):
            unseen = list(self._unseen())
            for i in rng.permutation(len(unseen))[: size - len(self.found)]:
                code, point = unseen[i]
                self.found[code] = point

    def _unseen(self) -> Iterator[tuple[str, Point]]:
        for rank in range(self.counter.size):
            point = self.counter.point(rank)
            code = format_ncode(self.counter.space, point)
            if code not in self.seen and code not in self.found:
                yield code, point
