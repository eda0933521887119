"""A small generated folder of tables, and the folder of real ones where there is one."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.quality.tables import TABLES, Values

COUNTS = (4, 4, 4, 4)


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """`nasbench201` with 256 architectures instead of 15,625, rows shuffled: an additive metric, and its negative."""
    rng = np.random.default_rng(5)
    codes = rng.permutation(np.stack(np.unravel_index(np.arange(256), COUNTS), axis=1))
    gains = rng.normal(size=(4, 4))
    valid = 50 + gains[np.arange(4), codes].sum(axis=1)
    arrays: dict[str, Values] = {}
    for data in ("cifar10", "cifar100", "imagenet16_120"):
        arrays |= {f"{data}_valid_acc": valid, f"{data}_test_acc": -valid}
    folder = tmp_path / "tables"
    write_table(folder, "nasbench201", codes, **arrays)
    return folder


def write_graph_table(folder: Path) -> None:
    """`nasbench_graph` with 3 x 3^2 codes: the last option at both last positions is no architecture, the others are
    equal when the last two options change places."""
    every = np.stack(np.unravel_index(np.arange(27), (3, 3, 3)), axis=1)
    canonical = every[(every[:, 1] <= every[:, 2]) & ~((every[:, 1] == 2) & (every[:, 2] == 2))]
    row_of = {tuple(code): row for row, code in enumerate(canonical.tolist())}
    full_row = np.array([row_of.get((a, min(b, c), max(b, c)), -1) for a, b, c in every.tolist()], dtype=np.int32)
    values = np.linspace(0.1, 0.9, len(canonical))
    (folder / "nasbench_graph").mkdir(parents=True)
    arrays = {"options": np.array([3, 3, 3]), "codes": canonical, "full_row": full_row}
    metrics = {"cora_valid": values, "cora_test": values}
    np.savez(folder / "nasbench_graph" / "nasbench_graph.npz", allow_pickle=False, **arrays, **metrics)


def write_table(folder: Path, name: str, codes: NDArray[np.int64], **metrics: Values) -> None:
    (folder / name).mkdir(parents=True)
    options = codes.max(axis=0) + 1
    arrays = {"options": options, "codes": codes.astype(np.uint8)} | metrics
    np.savez(folder / name / f"{name}.npz", allow_pickle=False, **arrays)


@pytest.fixture(scope="session")
def real_tables() -> Path:
    if not TABLES.is_dir():
        pytest.skip(f"no benchmark tables at {TABLES} (LMSEARCHER_TABLES)")
    return TABLES
