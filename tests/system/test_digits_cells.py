"""The example's network means what the architecture says, trains, and is the same every time; its search runs."""

import itertools
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from lmsearcher import Client

from examples.digits_cells.cells import EDGES, OPERATIONS, Cell, DigitsNetwork, edge_name, operation
from examples.digits_cells.search import cell_space, main
from examples.digits_cells.training import evaluate_cell, load_splits

ROOT = Path(__file__).parents[2]


def cell(*operations: str) -> dict[str, str]:
    return {edge_name(*edge): name for edge, name in zip(EDGES, itertools.cycle(operations), strict=False)}


@pytest.mark.parametrize("name", OPERATIONS)
def test_operations_keep_the_shape(name: str) -> None:
    x = torch.randn(2, 4, 8, 8)
    assert operation(name, 4)(x).shape == x.shape


def test_skips_add_up_over_the_paths() -> None:
    """Node 3 sums the 4 paths from node 0; without edge 1-2 and 1-3 there are 2."""
    x = torch.randn(2, 4, 8, 8)
    torch.testing.assert_close(Cell(cell("skip"), 4)(x), 4 * x)
    direct = {**cell("skip"), edge_name(1, 2): "none", edge_name(1, 3): "none"}
    torch.testing.assert_close(Cell(direct, 4)(x), 2 * x)


def test_cell_without_signal_has_finite_scores() -> None:
    metrics = evaluate_cell(cell("none"), epochs=1, runs=1)
    assert 0.05 < metrics["valid_acc"] < 0.2
    assert torch.isfinite(DigitsNetwork(cell("none"))(torch.rand(3, 1, 8, 8))).all()


def test_training_learns_and_is_repeatable() -> None:
    first = evaluate_cell(cell("conv3x3", "skip", "pool"), epochs=2, runs=1)
    assert first == evaluate_cell(cell("conv3x3", "skip", "pool"), epochs=2, runs=1)
    assert first["valid_acc"] > 0.6
    assert first["params"] == sum(p.numel() for p in DigitsNetwork(cell("conv3x3", "skip", "pool")).parameters())


def test_splits_share_no_image() -> None:
    splits = load_splits()
    assert [len(split.labels) for split in splits] == [900, 448, 449]
    assert sum(float(split.images.double().sum()) for split in splits) == pytest.approx(561_718 / 16)


def test_space_matches_the_network() -> None:
    space = cell_space()
    assert space.names == tuple(edge_name(*edge) for edge in EDGES)
    assert all(d["options"] == OPERATIONS for d in space.to_json()["dimensions"])


def start_search(url: str, *options: str) -> subprocess.Popen[str]:
    """Starts the search in a new session, so that processes it leaves behind are found by the group's number."""
    command = [sys.executable, "-u", "-m", "examples.digits_cells.search", "--ranker", "surrogate", *options]
    environment = {**os.environ, "LMSEARCHER_URL": url}
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True
    )


def require_no_process(group: int) -> None:
    with pytest.raises(ProcessLookupError):
        os.killpg(group, 0)


def test_search_ends_with_report_and_without_evaluators(live_api: str) -> None:
    with start_search(live_api, "--trials", "3") as search:
        output, _ = search.communicate(timeout=110)
    assert search.returncode == 0
    for text in ("15625 cells", "3/3 trials finished", "Best cell: NCode", "random warm-up (3)", f"{live_api}/docs"):
        assert text in output
    require_no_process(search.pid)


def test_terminated_search_cancels_its_job_and_evaluators(live_api: str) -> None:
    with start_search(live_api) as search:
        assert search.stdout is not None
        job = search.stdout.readline().split()[1].rstrip(":")
        assert "warm-up" in search.stdout.readline()
        search.terminate()
        search.wait(timeout=30)
    assert search.returncode == 143
    require_no_process(search.pid)
    with Client(live_api) as client:
        assert client.jobs.get(job).state == "cancelled"


def test_dead_evaluator_ends_the_search(live_api: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["search", "--url", live_api, "--trials", "2"])
    monkeypatch.setattr(sys, "executable", "/bin/false")
    monkeypatch.setattr("signal.signal", lambda *_: None)
    with pytest.raises(SystemExit, match="ended with status 1"):
        main()
