"""The measures against cases worked out by hand."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.quality.regret import best_so_far, mean_ranks, normalised_regret, reported_of_winner
from benchmarks.quality.tables import Task, load_task
from tests.benchmarks.conftest import write_table


@pytest.fixture
def task(tmp_path: Path) -> Task:
    """Five architectures with validation 10, 20, 30, 40, 50 (median 30) and test 1, 2, 3, 4, 5."""
    metrics = {"cifar10_valid_acc": np.arange(10.0, 60.0, 10.0), "cifar10_test_acc": np.arange(1.0, 6.0)}
    write_table(tmp_path, "nasbench201", np.arange(5)[:, None], **metrics)
    return load_task("nasbench201/cifar10", tmp_path)


def test_regret_is_zero_at_the_optimum_and_one_at_the_median(task: Task) -> None:
    rows = np.array([0, 2, 1, 3, 4, 0])
    np.testing.assert_allclose(best_so_far(task, rows), [10, 30, 30, 40, 50, 50])
    np.testing.assert_allclose(normalised_regret(task, rows), [2.0, 1.0, 1.0, 0.5, 0.0, 0.0])


def test_the_winner_is_chosen_by_the_searched_metric(task: Task) -> None:
    assert reported_of_winner(task, np.array([1, 3, 0])) == 4.0


def test_a_task_without_a_reported_metric_has_no_winner_to_report(tmp_path: Path) -> None:
    write_table(tmp_path, "nasbench_macro", np.arange(2)[:, None], cifar10_test_acc=np.array([1.0, 2.0]))
    assert reported_of_winner(load_task("nasbench_macro/cifar10", tmp_path), np.array([0, 1])) is None


def test_places_are_shared_by_equals_and_averaged_over_tasks() -> None:
    np.testing.assert_allclose(mean_ranks([[0.1, 0.2, 0.2], [0.3, 0.1, 0.2]]), [2.0, 1.75, 2.25])
