"""Every method plays by the rules: the same warm-up, exactly its budget, repeatable, nothing twice where promised."""

from pathlib import Path

import numpy as np
import pytest

from app.domain.counting import SpaceCounter
from app.domain.pool import draw_uniform, pool_rng
from benchmarks.quality.methods import METHODS
from benchmarks.quality.search import WARMUP, Search
from benchmarks.quality.tables import load_task
from tests.benchmarks.conftest import write_graph_table

Rows = list[tuple[int, ...]]


def searched(
    method: str, tables: Path, *, budget: int, seed: int = 3, parallel: int = 1, task: str = "nasbench201/cifar10"
) -> Rows:
    search = Search(load_task(task, tables), budget, seed, parallel)
    search.run(METHODS[method].propose)
    assert len(search.seconds) == len(search.observations) - WARMUP
    return [observation.point for observation in search.observations]


@pytest.mark.parametrize("parallel", [1, 8])
@pytest.mark.parametrize("method", METHODS)
def test_budget_warmup_and_repeatability(method: str, tables: Path, parallel: int) -> None:
    if not METHODS[method].available:
        pytest.skip("the service has no such ranker")
    points = searched(method, tables, budget=12, parallel=parallel)
    assert len(points) == 12
    space = load_task("nasbench201/cifar10", tables).space
    warmup = draw_uniform(SpaceCounter(space), size=WARMUP, seen=(), seen_count=0, rng=pool_rng(3, 1))
    assert points[:WARMUP] == warmup
    assert METHODS[method].repeats or len(set(points)) == 12
    if not METHODS[method].slow:
        assert searched(method, tables, budget=12, parallel=parallel) == points


@pytest.mark.parametrize("method", ["random", "evolution", "local_search", "surrogate_uniform_10"])
def test_a_budget_beyond_the_space_ends_when_all_is_evaluated(method: str, tables: Path) -> None:
    assert len(set(searched(method, tables, budget=300))) == 256


@pytest.mark.parametrize("method", ["evolution", "local_search", "tpe", "gp_ei", "surrogate_uniform_10"])
def test_a_method_that_learns_beats_random_search(method: str, tables: Path) -> None:
    task = load_task("nasbench201/cifar10", tables)

    def mean_best(name: str) -> float:
        return sum(max(map(task.value, searched(name, tables, budget=40, seed=s))) for s in range(4)) / 4

    assert mean_best(method) > mean_best("random")


@pytest.mark.parametrize(
    "method", ["random", "evolution", "local_search", "tpe", "gp_sampler", "smac", "gp_ei", "surrogate"]
)
def test_forbidden_architectures_are_never_evaluated(method: str, tmp_path: Path) -> None:
    write_graph_table(tmp_path)
    task = load_task("nasbench_graph/cora", tmp_path)
    points = searched(method, tmp_path, budget=14, task="nasbench_graph/cora")
    assert all(task.space.violated(point) is None for point in points)
    assert np.isfinite([task.value(point) for point in points]).all()


def test_an_ask_sees_all_that_is_finished_and_what_is_pending(tables: Path) -> None:
    states = []

    def watch(search: Search):  # type: ignore[no-untyped-def]  # a generator of points
        while True:
            states.append((len(search.observations), len(search.pending)))
            yield search.unseen(1, np.random.default_rng(0))[0]

    search = Search(load_task("nasbench201/cifar10", tables), 20, 0, parallel=4)
    search.run(watch)
    assert states[:6] == [(5, 0), (5, 1), (5, 2), (5, 3), (6, 3), (7, 3)]
    assert states[-1] == (16, 3)
    assert len(search.observations) == 20


def test_relabelling_hides_names_from_the_ranker_and_leaves_the_surrogate_as_it_is(tables: Path) -> None:
    assert searched("surrogate_relabelled", tables, budget=15) == searched("surrogate", tables, budget=15)


def test_a_shuffled_history_misleads(tables: Path) -> None:
    task = load_task("nasbench201/cifar10", tables)

    def mean_best(name: str) -> float:
        return sum(max(map(task.value, searched(name, tables, budget=20, seed=s))) for s in range(4)) / 4

    assert mean_best("surrogate_shuffled") < mean_best("surrogate")
