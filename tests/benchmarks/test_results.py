"""Runs as arrays: padding, checkpoints, common seeds and times against values worked out by hand."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.quality.results import collect
from benchmarks.quality.runs import Cell, Run
from benchmarks.quality.tables import load_task


def test_methods_with_different_seeds_and_a_search_that_ended_early(tables: Path) -> None:
    task = load_task("nasbench201/cifar10", tables)
    order = np.argsort(-task.values)
    best, middle = int(order[0]), int(order[128])

    def run(method: str, seed: int, rows: tuple[int, ...], seconds: tuple[float, ...]) -> Run:
        return Run(Cell(task.name, method, seed, budget=8), "1", rows, seconds)

    runs = [
        run("random", 0, (middle,) * 7 + (best,), (1, 2, 3)),
        run("random", 1, (middle, best), ()),
        run("smac", 0, (best,) * 8, (0.5, 0.5, 0.5)),
    ]
    results = collect(runs, [task], {"random": 2, "smac": 1})
    assert results.checkpoints == (4, 8)
    assert results.at("random", 8).tolist() == [[0, 0]]
    assert results.at("random", 4)[0, 0] == pytest.approx(1, abs=0.05)
    assert results.at("random", 4)[0, 1] == 0
    assert results.milliseconds("random", 8) == pytest.approx(2_000)
    assert results.milliseconds("smac", 8) == pytest.approx(500)
