"""Calibration: measures that tell right, overconfident and underconfident predictions apart; rounds; the command."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from app.domain.goal import Goal
from benchmarks.calibration import __main__ as command
from benchmarks.calibration.cases import HISTORIES, SYNTHETIC, Case, synthetic_cases, table_cases
from benchmarks.calibration.measures import NOMINAL, coverage, cumulative, gap, reliability, transform
from benchmarks.calibration.predictions import IMPROVING, predictions
from benchmarks.quality.tables import SOURCES, Values, load_task
from training.compact.trajectories import CANDIDATES
from workers.ranking.compact.scores import BINS, EDGES, bin_numbers

ROUNDS, DRAWN = 200, 40
NASBENCH201 = {name: source for name, source in SOURCES.items() if name.startswith("nasbench201/")}


def outcomes(predict: Callable[[Values], Values]) -> Values:
    """PIT [ROUNDS, 50] of outcomes in DRAWN bins, from normal curves; `predict` gives the prediction of a curve."""
    rng = np.random.default_rng(0)
    centres = rng.uniform(15, 25, size=(ROUNDS * 50, 1))
    curves = np.exp(-0.5 * ((np.arange(DRAWN) - centres) / 3) ** 2)
    true = curves / curves.sum(axis=1, keepdims=True)
    bins = (true.cumsum(axis=1) < rng.random((len(true), 1))).sum(axis=1).clip(max=DRAWN - 1)
    weights = predict(true)
    return transform(weights / weights.sum(axis=1, keepdims=True), bins, rng).reshape(ROUNDS, 50)


def test_right_distributions_are_found_calibrated() -> None:
    pit = outcomes(lambda true: true)
    for level in (0.5, 0.8, 0.95):
        covered, error = coverage(pit, level)
        assert covered == pytest.approx(level, abs=3 * error)
    assert gap(pit) < 0.01


def test_overconfident_and_underconfident_ones_are_not() -> None:
    """Curves narrower and wider by the root of 2: normal intervals of 80 % hold 63 and 93 %."""
    assert coverage(outcomes(lambda true: true**2), 0.8)[0] == pytest.approx(0.63, abs=0.02)
    assert coverage(outcomes(lambda true: true**0.5), 0.8)[0] == pytest.approx(0.93, abs=0.02)


def test_optimists_see_lower_outcomes_than_they_predict() -> None:
    pit = outcomes(lambda true: np.roll(true, 1, axis=1))
    assert (cumulative(pit)[9:90] > NOMINAL[9:90]).all()
    assert gap(pit) > 0.05


def test_the_transform_ends_at_0_and_1_and_is_random_within_a_bin() -> None:
    rng = np.random.default_rng(0)
    shares = np.tile([0.0, 0.25, 0.75, 0.0], (1000, 1))
    assert (transform(shares, np.zeros(1000, dtype=np.int64), rng) == 0).all()
    assert (transform(shares, np.full(1000, 3), rng) == 1).all()
    inside = transform(shares, np.full(1000, 2), rng)
    assert inside.min() == pytest.approx(0.25, abs=0.01)
    assert inside.max() == pytest.approx(1, abs=0.01)
    assert inside.mean() == pytest.approx(0.625, abs=0.03)


def test_the_error_of_coverage_is_that_of_rounds() -> None:
    """Two rounds, one inside and one outside the interval, however many candidates they have."""
    assert coverage(np.array([[0.5] * 900, [0.99] * 900]), 0.8) == pytest.approx((0.5, 0.5))


def test_calibration_error_by_hand() -> None:
    found = reliability(np.array([0.005, 0.005, 0.3, 0.3]), np.array([False, False, True, False]))
    assert found.counts.tolist() == [2, 0, 0, 0, 0, 2, 0, 0]
    assert found.error == pytest.approx((2 * 0.005 + 2 * 0.2) / 4)
    assert np.isnan(found.observed[1])
    assert reliability(np.array([1.0, 0.0]), np.array([True, False])).error == 0


def test_a_tie_with_the_best_is_no_improvement() -> None:
    (case, *_) = synthetic_cases(2)
    best = case.request.history.scores[0]
    tied = replace(case, scores=np.full(CANDIDATES, best))
    shares = np.eye(BINS)[np.full(CANDIDATES, bin_numbers(np.array(1.0)))]
    at_the_best = predictions(tied, shares, np.random.default_rng(0))
    assert EDGES[IMPROVING - 1] == 1
    assert not at_the_best.improved.any()
    assert not at_the_best.chance.any()
    beyond = predictions(replace(case, scores=tied.scores + 1e-6), np.roll(shares, 1, axis=1), np.random.default_rng(0))
    assert beyond.improved.all()
    assert (beyond.chance == 1).all()


def check_round(case: Case) -> None:
    history, candidates = case.request.history, case.request.candidates
    assert len(case.scores) == len(candidates) == CANDIDATES
    assert (
        len({tuple(row) for part in (history.points, candidates) for row in part.tolist()}) == len(history) + CANDIDATES
    )
    assert (np.diff(history.scores) <= 0).all()
    assert all(case.request.space.violated(tuple(point)) is None for point in candidates.tolist())


def test_synthetic_rounds_are_fixed_and_grow_from_one_search() -> None:
    cases, again = list(synthetic_cases(2)), list(synthetic_cases(2))
    assert [(case.task, len(case.request.history)) for case in cases] == [(SYNTHETIC, n) for n in HISTORIES] * 2
    for case, same in zip(cases, again, strict=True):
        check_round(case)
        np.testing.assert_array_equal(case.scores, same.scores)
    first, second = (case.request.history for case in cases[:2])
    assert {tuple(p) for p in first.points.tolist()} < {tuple(p) for p in second.points.tolist()}


@pytest.mark.parametrize("goal", ["maximize", "minimize"])
def test_rounds_on_tables_have_the_scores_of_the_table(tables: Path, goal: Goal) -> None:
    task = replace(load_task("nasbench201/cifar10", tables), goal=goal)
    sign = 1 if goal == "maximize" else -1
    cases = list(table_cases([task], repeats=2))
    assert [len(case.request.history) for case in cases] == [*HISTORIES] * 2
    for case in cases:
        check_round(case)
        points = case.request.candidates.tolist()
        assert case.scores.tolist() == [sign * task.value(tuple(point)) for point in points]
    assert not np.array_equal(cases[0].request.candidates, cases[3].request.candidates)


def test_a_space_too_small_for_history_and_pool_is_left_out(tables: Path) -> None:
    task = load_task("nasbench201/cifar10", tables)
    few = replace(task, values=np.where(np.arange(256) < 213, task.values, np.nan))
    assert not list(table_cases([few], repeats=2))


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> typer.Typer:
    monkeypatch.setattr(command, "SOURCES", NASBENCH201)
    app = typer.Typer()
    app.command()(command.main)
    return app


def test_the_command_writes_tables_and_picture(app: typer.Typer, tables: Path, tmp_path: Path) -> None:
    document = tmp_path / "ranker.md"
    document.write_text("Before.\n<!-- results: calibration -->\nold\n<!-- end of results: calibration -->\nAfter.\n")
    arguments = ["--functions", "3", "--repeats", "2", "--tables", str(tables), "--document", str(document)]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    text = document.read_text()
    assert "old" not in text
    assert text.startswith("Before.\n")
    assert text.endswith("\nAfter.\n")
    for n in HISTORIES:
        assert f"| {SYNTHETIC} | {n} | 3 |" in text
        assert re.search(rf"\| nasbench201 \| {n} \| 6 \|( [\d.]+ ± [\d.]+ \|){{3}} \d+ to \d+ \|", text)
    counts = re.findall(r"^\| \d+ to \d+ \| ([\d,]+) \|.*?\| ([\d,]+) \|", text, re.MULTILINE)
    assert len(counts) == 8
    assert sum(int(synthetic.replace(",", "")) for synthetic, _ in counts) == 3 * len(HISTORIES) * CANDIDATES
    assert "](ranker/calibration.png)" in text
    picture = (tmp_path / "ranker" / "calibration.png").read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert len(picture) < 100_000


def test_missing_tables_are_reported(app: typer.Typer, tmp_path: Path) -> None:
    result = CliRunner(env={"COLUMNS": "400"}).invoke(app, ["--tables", str(tmp_path)])
    assert result.exit_code == 2
    assert "LMSEARCHER_TABLES" in result.output
