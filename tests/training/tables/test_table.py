"""The table format: what is read, and that what is wrong is refused by name."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from training.tables.description import guess_goal
from training.tables.table import TableError, read_table

CODES = np.array([[0, 0], [0, 1], [1, 0], [1, 2]], dtype=np.uint8)
GOOD: dict[str, Any] = {
    "options": np.array([2, 3], dtype=np.int32),
    "codes": CODES,
    "valid_acc": np.array([0.5, 0.75, 0.25, 1.0], dtype=np.float32),
}


def write(folder: Path, **changes: Any) -> Path:
    path = folder / "cells.npz"
    arrays = {name: array for name, array in (GOOD | changes).items() if array is not None}
    np.savez(path, allow_pickle=True, **arrays)
    return path


def test_table_is_read_as_written(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, note=np.array(["not a metric"]), runs=np.zeros((4, 2))))
    assert table.name == "cells"
    assert table.options.tolist() == [2, 3]
    assert table.codes.tolist() == CODES.tolist()
    assert {name: values.tolist() for name, values in table.metrics.items()} == {"valid_acc": [0.5, 0.75, 0.25, 1.0]}
    assert table.goals == {"valid_acc": "maximize"}


def test_stated_goals_override_guessed_ones(tmp_path: Path) -> None:
    path = write(tmp_path, valid_loss=np.ones(4))
    path.with_suffix(".json").write_text(json.dumps({"goals": {"valid_loss": "maximize"}}))
    assert read_table(path).goals == {"valid_loss": "maximize"}
    path.with_suffix(".json").write_text(json.dumps({"goals": {"bleu": "maximize"}}))
    with pytest.raises(TableError, match="'bleu', which is no metric"):
        read_table(path)
    for wrong in ('{"goals": {"valid_loss": "up"}}', "[1]", '{"goals": 3}', "{", "[" * 100_000):
        path.with_suffix(".json").write_text(wrong)
        with pytest.raises(TableError, match=r"cells\.json"):
            read_table(path)


@pytest.mark.parametrize(
    ("metric", "goal"),
    [
        ("cifar10_valid_acc", "maximize"),
        ("cora_test", "maximize"),
        ("naval_val_loss", "minimize"),
        ("test_perplexity", "minimize"),
        ("valid_acc_std", None),
        ("latency", None),
        ("x", None),
    ],
)
def test_directions_are_guessed_from_words(metric: str, goal: str | None) -> None:
    assert guess_goal(metric) == goal


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"codes": None}, "no array codes"),
        ({"options": np.array([2.0, 3.0])}, "`options` has to be whole numbers"),
        ({"options": np.array([2, 0])}, "1 to 1,000 options"),
        ({"options": np.full(300, 2)}, "1 to 256 positions"),
        ({"codes": CODES[:, :1]}, r"\[rows, 2 positions\]"),
        ({"codes": CODES.astype(float)}, "`codes` has to be whole numbers"),
        ({"codes": CODES[:0]}, "0 rows"),
        ({"codes": CODES + 1}, "option 2 in row 2 at position 0, which has 2"),
        ({"codes": CODES.astype(np.int64) - 1}, "option -1 in row 0"),
        ({"codes": CODES[[0, 1, 2, 1]]}, "rows 1 and 3 are the same"),
        ({"valid_acc": None}, "0 metrics"),
        ({"valid_acc": np.ones(3)}, "3 values for 4 rows"),
        ({"valid_acc": np.array([1, np.nan, 1, 1])}, "is nan in row 1"),
        ({"valid_acc": np.array([1, 1, 1, 1e200])}, r"is 1e\+200 in row 3"),
        ({"full_row": np.array([0, 1])}, r"\[6\]"),
        ({"full_row": np.array([0, 1, 2, 3, 4, 0])}, "outside -1 to 3"),
        ({"codes": np.array([object()])}, "not a readable"),
    ],
)
def test_a_faulty_table_is_refused(tmp_path: Path, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(TableError, match=message):
        read_table(write(tmp_path, **changes))


def test_files_that_are_no_tables_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="no table at"):
        read_table(tmp_path / "none.npz")
    with pytest.raises(TableError, match="not a readable"):
        read_table(tmp_path)
    text = tmp_path / "text.npz"
    text.write_text("code,score\n")
    with pytest.raises(TableError, match="not a readable"):
        read_table(text)
    whole = write(tmp_path)
    whole.write_bytes(whole.read_bytes()[:-40])
    with pytest.raises(TableError, match="not a readable"):
        read_table(whole)


def test_too_large_archive_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("training.tables.table.MAX_BYTES", 500)
    with pytest.raises(TableError, match="bytes unpacked"):
        read_table(write(tmp_path, codes=np.zeros((1_000, 2), dtype=np.int64)))
