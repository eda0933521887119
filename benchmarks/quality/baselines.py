"""The methods a ranker has to beat: random search, regularized evolution, local search. None repeats a point."""

from collections.abc import Iterator

import numpy as np

from app.domain.search_space import Point
from benchmarks.quality.search import Search

POPULATION = 25
SAMPLE = 10
MUTATIONS_TRIED = 100
"""Single mutations of a parent drawn before a crowded neighbourhood is left for a random architecture."""


def random_search(search: Search) -> Iterator[Point]:
    rng = _rng(search)
    while points := search.unseen(1, rng):
        yield points[0]


def regularized_evolution(search: Search) -> Iterator[Point]:
    """Real et al. 2019, algorithm 1: mutate one dimension of the best of SAMPLE drawn from the POPULATION youngest."""
    rng = _rng(search)
    while True:
        child = None
        if len(search.seen) >= POPULATION:
            population = search.finished[-POPULATION:]
            drawn = rng.choice(len(population), size=min(SAMPLE, len(population)), replace=False)
            parent = max((population[i] for i in drawn), key=lambda member: member[1])[0]
            children = (_mutant(search, parent, rng) for _ in range(MUTATIONS_TRIED))
            child = next((c for c in children if search.is_new(c)), None)
        if child is None and (child := next(iter(search.unseen(1, rng)), None)) is None:
            return
        yield child


def local_search(search: Search) -> Iterator[Point]:
    """White et al. 2021, "query until lower": move to the first better neighbour, restart at random on a local optimum.

    Neighbours differ in one dimension and come in random order; the first climb starts from the best of the warm-up.
    While the last neighbours are still being evaluated, the restart begins.
    """
    rng = _rng(search)
    known = dict(search.finished)
    current = max(known, key=lambda point: known[point])
    around = _neighbours(search, current, rng)
    restart: Point | None = None
    while True:
        known = dict(search.finished)
        better = next((n for n in around if n in known and known[n] > known[current]), None)
        if better is None and (fresh := next((n for n in around if search.is_new(n)), None)) is not None:
            yield fresh
            continue
        if better is None and restart not in known:
            drawn = next(iter(search.unseen(1, rng)), None)
            if drawn is None:
                return
            restart = restart or drawn
            yield drawn
            continue
        if better is None and restart is not None:
            better, restart = restart, None
        current = better or current
        around = _neighbours(search, current, rng)


def _neighbours(search: Search, point: Point, rng: np.random.Generator) -> list[Point]:
    around = [
        (*point[:d], option, *point[d + 1 :])
        for d, count in enumerate(search.task.space.option_counts)
        for option in range(count)
        if option != point[d]
    ]
    return [around[i] for i in rng.permutation(len(around))]


def _mutant(search: Search, parent: Point, rng: np.random.Generator) -> Point:
    counts = search.task.space.option_counts
    d = int(rng.choice([i for i, count in enumerate(counts) if count > 1]))
    return (*parent[:d], (parent[d] + int(rng.integers(1, counts[d]))) % counts[d], *parent[d + 1 :])


def _rng(search: Search) -> np.random.Generator:
    """Of the search itself; rounds of a job use (seed, round number) instead."""
    return np.random.default_rng(search.seed)
