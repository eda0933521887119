"""The methods a ranker has to beat: random search, regularized evolution, local search. None repeats a point."""

from collections import deque

import numpy as np

from app.domain.search_space import Point
from benchmarks.quality.search import Search

POPULATION = 25
SAMPLE = 10
MUTATIONS_TRIED = 100
"""Single mutations of a parent drawn before a crowded neighbourhood is left for a random architecture."""


def random_search(search: Search) -> None:
    search.warm_up()
    for point in search.unseen(search.left, _rng(search)):
        search.evaluate(point)


def regularized_evolution(search: Search) -> None:
    """Real et al. 2019, algorithm 1: mutate one dimension of the best of SAMPLE drawn from the POPULATION youngest."""
    rng = _rng(search)
    population = deque(search.warm_up(), maxlen=POPULATION)
    for point in search.unseen(min(search.left, POPULATION - len(population)), rng):
        population.append((point, search.evaluate(point)))
    while search.left:
        drawn = [population[i] for i in rng.choice(len(population), size=min(SAMPLE, len(population)), replace=False)]
        parent = max(drawn, key=lambda member: member[1])[0]
        children = (_mutant(search, parent, rng) for _ in range(MUTATIONS_TRIED))
        child = next((c for c in children if search.is_new(c)), None) or next(iter(search.unseen(1, rng)), None)
        if child is None:
            return
        population.append((child, search.evaluate(child)))


def local_search(search: Search) -> None:
    """White et al. 2021, "query until lower": move to the first better neighbour, restart at random on a local optimum.

    Neighbours differ in one dimension and come in random order; the first climb starts from the best of the warm-up.
    """
    rng = _rng(search)
    known = dict(search.warm_up())
    current: Point | None = max(known, key=lambda point: known[point])
    while search.left and current is not None:
        better = None
        for neighbour in _neighbours(search, current, rng):
            if neighbour not in known:
                if not search.left:
                    return
                known[neighbour] = search.evaluate(neighbour)
            if known[neighbour] > known[current]:
                better = neighbour
                break
        current = better or _restart(search, known, rng)


def _restart(search: Search, known: dict[Point, float], rng: np.random.Generator) -> Point | None:
    """A new random architecture, evaluated; None when budget or space is exhausted."""
    if not search.left:
        return None
    point = next(iter(search.unseen(1, rng)), None)
    if point is not None:
        known[point] = search.evaluate(point)
    return point


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
