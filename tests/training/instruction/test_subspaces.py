"""Subspaces: pruned as published, and every architecture of them has its score in the table."""

from pathlib import Path

import numpy as np
import pytest

from training.tables.subspaces import SMALLEST, TableSource, TooSmallError, draw_prunings
from training.tables.table import Table, read_table


def source(tables: Path, name: str, metric: str) -> tuple[Table, TableSource]:
    table = read_table(tables / name / f"{name}.npz")
    return table, TableSource(table, metric)


@pytest.mark.parametrize(("name", "metric"), [("grid", "valid_acc"), ("sparse", "test_acc")])
def test_a_subspace_leads_back_to_the_scores_of_the_table(tables: Path, name: str, metric: str) -> None:
    table, drawn_from = source(tables, name, metric)
    scores = {tuple(code): score for code, score in zip(table.codes.tolist(), table.metrics[metric], strict=True)}
    rng = np.random.default_rng(0)
    for _ in range(5):
        space, pruning = drawn_from.draw(rng)
        assert space.size >= SMALLEST
        assert len(space.counts) == pruning.kept.sum()
        for point in space.draw(30, rng):
            code = pruning.fixed.copy()
            for position, index in zip(np.flatnonzero(pruning.kept), point, strict=True):
                code[position] = np.flatnonzero(pruning.options[position])[index]
            assert space.truth(point[None])[0] == scores[tuple(code.tolist())]


def test_metric_to_be_minimised_is_negated(tables: Path) -> None:
    table, losses = source(tables, "grid", "valid_loss")
    assert losses.whole.truth(table.codes) == pytest.approx(-table.metrics["valid_loss"])


def test_architectures_without_a_score_are_nan(tables: Path) -> None:
    table, _ = source(tables, "sparse", "test_acc")
    space = TableSource(table, "test_acc").whole
    measured = {tuple(code) for code in table.codes.tolist()}
    points = np.random.default_rng(0).integers(0, 3, (500, 8))
    expected = [tuple(point) not in measured for point in points.tolist()]
    assert np.isnan(space.truth(points)).tolist() == expected
    assert 0 < sum(expected) < 500


def test_equal_architectures_are_found_under_every_code() -> None:
    codes = np.stack(np.unravel_index(np.arange(125), [5, 5, 5]), axis=1)
    full_row = np.arange(125)
    full_row[7] = -1
    full_row[3] = 0
    table = Table("t", np.array([5, 5, 5]), codes, {"acc": np.arange(125.0)}, {"acc": "maximize"}, full_row)
    truth = TableSource(table, "acc").whole.truth(codes)
    assert truth[3] == 0
    assert np.isnan(truth[7])
    assert truth[8] == 8


def test_positions_and_options_are_pruned_with_probability_one_half() -> None:
    kept, options, fixed = draw_prunings(np.array([2, 4, 4, 3]), 20_000, np.random.default_rng(1))
    losing_all = np.array([1 / 4, 1 / 16, 1 / 16, 1 / 8])
    assert kept.mean(axis=0) == pytest.approx(0.5 * (1 - losing_all), abs=0.015)
    assert options[:, 1].mean(axis=0) == pytest.approx([0.5] * 4, abs=0.015)
    assert options[:, 0].mean(axis=0) == pytest.approx([0.5, 0.5, 0, 0], abs=0.015)
    assert np.bincount(fixed[:, 1]) / len(fixed) == pytest.approx([0.25] * 4, abs=0.015)
    assert fixed[:, 3].max() == 2


def test_tables_that_are_too_small_are_refused() -> None:
    codes = np.stack(np.unravel_index(np.arange(64), [4, 4, 4]), axis=1)
    small = Table("small", np.array([4, 4, 4]), codes, {"acc": np.arange(64.0)}, {"acc": "maximize"})
    with pytest.raises(TooSmallError, match="small has 64 architectures"):
        TableSource(small, "acc")


def test_sparse_table_without_large_subspaces_is_refused() -> None:
    codes = np.random.default_rng(0).integers(0, 3, (150, 40))
    thin = Table("thin", np.full(40, 3), codes, {"acc": np.arange(150.0)}, {"acc": "maximize"})
    with pytest.raises(TooSmallError, match="no pruned subspace of 100 measured"):
        TableSource(thin, "acc").draw(np.random.default_rng(0))
