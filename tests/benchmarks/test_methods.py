"""Every method plays by the same rules: the same warm-up, exactly its budget, nothing twice (but TPE), repeatable."""

from pathlib import Path

import pytest

from app.domain.counting import SpaceCounter
from app.domain.pool import draw_uniform, pool_rng
from benchmarks.quality.methods import METHODS
from benchmarks.quality.search import WARMUP, Search
from benchmarks.quality.tables import load_task

Rows = list[tuple[int, ...]]


def searched(method: str, tables: Path, *, budget: int, seed: int = 3) -> Rows:
    search = Search(load_task("nasbench201/cifar10", tables), budget, seed)
    METHODS[method].run(search)
    return [observation.point for observation in search.observations]


@pytest.mark.parametrize("method", METHODS)
def test_budget_warmup_and_repeatability(method: str, tables: Path) -> None:
    points = searched(method, tables, budget=40)
    assert len(points) == 40
    space = load_task("nasbench201/cifar10", tables).space
    warmup = draw_uniform(SpaceCounter(space), size=WARMUP, seen=(), seen_count=0, rng=pool_rng(3, 1))
    assert points[:WARMUP] == warmup
    assert searched(method, tables, budget=40) == points
    assert method == "tpe" or len(set(points)) == 40


@pytest.mark.parametrize("method", ["random", "evolution", "local_search", "surrogate_uniform_10"])
def test_a_budget_beyond_the_space_ends_when_all_is_evaluated(method: str, tables: Path) -> None:
    assert len(set(searched(method, tables, budget=300))) == 256


@pytest.mark.parametrize("method", ["evolution", "local_search", "tpe", "surrogate", "surrogate_uniform_10"])
def test_a_method_that_learns_beats_random_search(method: str, tables: Path) -> None:
    task = load_task("nasbench201/cifar10", tables)

    def mean_best(name: str) -> float:
        return sum(max(map(task.value, searched(name, tables, budget=40, seed=s))) for s in range(4)) / 4

    assert mean_best(method) > mean_best("random")
