"""Tables become tasks: rows by code, goals as directions, and only complete tables."""

from pathlib import Path

import numpy as np
import pytest

from app.domain.counting import SpaceCounter
from benchmarks.quality.tables import SOURCES, TableMissingError, load_task
from tests.benchmarks.conftest import write_graph_table, write_table


def test_values_follow_the_codes_whatever_the_order_of_rows(tables: Path) -> None:
    task = load_task("nasbench201/cifar100", tables)
    with np.load(tables / "nasbench201" / "nasbench201.npz") as arrays:
        for code, value in zip(arrays["codes"].tolist(), arrays["cifar100_valid_acc"], strict=True):
            assert task.value(tuple(code)) == value
    assert task.space.option_counts == (4, 4, 4, 4)
    assert task.row((0, 0, 1, 2)) == 6


def test_a_loss_is_minimised_and_measured_in_the_logarithm(tmp_path: Path) -> None:
    codes = np.array([[0], [1], [2]])
    write_table(tmp_path, "hpolib_fcnet", codes, protein_structure_val_loss=np.array([1.0, 10.0, 0.1]))
    task = load_task("hpolib_fcnet/protein_structure", tmp_path)
    np.testing.assert_allclose(task.gains(np.arange(3)), [0.0, -np.log(10), np.log(10)])
    assert task.best_and_median == pytest.approx((np.log(10), 0.0))


def test_a_missing_table_says_how_to_give_one(tmp_path: Path) -> None:
    with pytest.raises(TableMissingError, match="LMSEARCHER_TABLES"):
        load_task("nasbench_macro/cifar10", tmp_path)


@pytest.mark.parametrize(
    ("codes", "message"),
    [([[0, 0], [1, 1]], "once"), ([[0, 0], [0, 1], [1, 0], [1, 1], [1, 1]], "rows 3 and 4 are the same")],
)
def test_an_incomplete_or_repeating_table_is_refused(tmp_path: Path, codes: list[list[int]], message: str) -> None:
    write_table(tmp_path, "nasbench_macro", np.array(codes), cifar10_test_acc=np.zeros(len(codes)))
    with pytest.raises(TableMissingError, match=message):
        load_task("nasbench_macro/cifar10", tmp_path)


def test_equal_architectures_share_a_row_and_impossible_ones_are_forbidden(tmp_path: Path) -> None:
    write_graph_table(tmp_path)
    task = load_task("nasbench_graph/cora", tmp_path)
    assert task.size == 24
    assert task.value((1, 0, 2)) == task.value((1, 2, 0))
    assert [task.space.violated((a, 2, 2)) for a in range(3)] == [0, 0, 0]
    assert sum(np.isnan(task.values)) == 3
    assert SpaceCounter(task.space).size == 24
    assert task.best_and_median[0] == 0.9


def test_missing_architectures_that_are_no_combination_are_refused(tmp_path: Path) -> None:
    write_graph_table(tmp_path)
    path = tmp_path / "nasbench_graph" / "nasbench_graph.npz"
    with np.load(path) as arrays:
        content = dict(arrays)
    content["full_row"][0] = -1
    np.savez(path, allow_pickle=False, **content)
    with pytest.raises(TableMissingError, match="one forbidden combination"):
        load_task("nasbench_graph/cora", tmp_path)


def test_fixed_positions_are_cut_off(tmp_path: Path) -> None:
    every = np.stack(np.unravel_index(np.arange(48), (2, 4, 3, 2)), axis=1)
    write_table(tmp_path, "lora_rank_glue", every, accuracy=np.arange(48.0))
    task = load_task("lora_rank_glue/roberta_mrpc", tmp_path)
    assert task.space.option_counts == (3, 2)
    assert task.value((2, 1)) == 24 + 6 + 5


@pytest.mark.parametrize("name", SOURCES)
def test_every_task_of_the_real_folder_loads(real_tables: Path, name: str) -> None:
    task = load_task(name, real_tables)
    assert task.size >= 42
    assert SpaceCounter(task.space).size == task.size
    best, median = task.best_and_median
    assert best > median


@pytest.mark.parametrize(
    ("name", "point", "value"),
    [
        ("nasbench201/cifar10", (3, 3, 3, 1, 3, 2), 91.61),
        ("nasbench201/imagenet16_120", (3, 2, 2, 1, 3, 3), 46.73),
        ("nasbench_macro/cifar10", (2, 2, 2, 1, 2, 2, 0, 2), 93.13),
        ("hpolib_fcnet/naval_propulsion", (1, 0, 0, 0, 0, 0, 0, 3, 5), 3.19e-5),
    ],
)
def test_known_optima(real_tables: Path, name: str, point: tuple[int, ...], value: float) -> None:
    task = load_task(name, real_tables)
    assert task.value(point) == pytest.approx(value, rel=1e-3)
    assert task.row(point) == int(np.argmax(task.gains(np.arange(len(task.values)))))
