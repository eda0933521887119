"""Small generated tables: `grid` is complete (4^6), `sparse` has 3,000 of 3^8."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from training.tables.table import Values


def write_table(folder: Path, name: str, options: list[int], codes: NDArray[np.int64], **metrics: Values) -> Path:
    (folder / name).mkdir(parents=True)
    path = folder / name / f"{name}.npz"
    arrays = {"options": np.array(options), "codes": codes.astype(np.uint8)} | metrics
    np.savez(path, allow_pickle=False, **arrays)
    return path


@pytest.fixture(scope="session")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tables")
    rng = np.random.default_rng(8)
    options = [4] * 6
    codes = rng.permutation(np.stack(np.unravel_index(np.arange(4**6), options), axis=1))
    gains = rng.normal(size=(6, 4))
    scores = gains[np.arange(6), codes].sum(axis=1) + 0.1 * rng.normal(size=len(codes))
    write_table(folder, "grid", options, codes, valid_acc=scores, valid_loss=np.exp(-scores))
    other = rng.permutation(np.unique(rng.integers(0, 3, (6_000, 8)), axis=0))[:3_000]
    write_table(folder, "sparse", [3] * 8, other, test_acc=rng.normal(size=len(other)))
    return folder
