"""The command: equal files however it was run, a true card, and no sample from a table that is held out."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
import typer
from typer.testing import CliRunner

from tests.training.instruction.conftest import write_table
from tests.workers.ranking.tiny_llama import character_tokenizer
from training.instruction.__main__ import main
from training.tables.folder import file_digest
from training.tables.table import read_table

COMMAND = typer.Typer(add_completion=False)
COMMAND.command()(main)


def make(out: Path, tables: Path, *options: str) -> str:
    arguments = ["--out", str(out), "--tables", str(tables), "--samples", "120", "--shards", "4", "--seed", "7"]
    result = CliRunner(env={"COLUMNS": "400"}).invoke(COMMAND, [*arguments, *options])
    assert result.exit_code == 0, result.output
    return result.output


def refusal(out: Path, tables: Path, *options: str) -> str:
    result = CliRunner(env={"COLUMNS": "400"}).invoke(
        COMMAND, ["--out", str(out), "--tables", str(tables), "--samples", "40", "--shards", "2", *options]
    )
    assert result.exit_code == 2
    return result.output


def digests(out: Path) -> dict[str, str]:
    return {str(p.relative_to(out)): file_digest(p) for p in sorted(out.glob("*/samples-*"))}


@pytest.fixture(scope="module")
def made(tables: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("made")
    make(out, tables, "--synthetic", "1")
    return out


def rows(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for path in sorted(out.glob("jsonl/*.jsonl")) for line in path.read_text().splitlines()]


def test_both_formats_hold_the_same_rows(made: Path) -> None:
    parquet = [row for path in sorted(made.glob("parquet/*.parquet")) for row in pq.read_table(path).to_pylist()]
    assert parquet == rows(made)
    assert [row["number"] for row in parquet] == list(range(120))
    for row in parquet:
        assert row["messages"] == [
            {"role": "system", "content": row["system"]},
            {"role": "assistant", "content": row["output"]},
        ]


def test_two_processes_make_the_same_files(made: Path, tables: Path, tmp_path: Path) -> None:
    make(tmp_path, tables, "--synthetic", "1", "--jobs", "2")
    assert digests(tmp_path) == digests(made)
    assert len(digests(made)) == 8


def test_the_number_of_shards_does_not_change_the_samples(made: Path, tables: Path, tmp_path: Path) -> None:
    make(tmp_path, tables, "--synthetic", "1", "--shards", "7")
    assert rows(tmp_path) == rows(made)


def test_killed_run_resumes_and_keeps_finished_shards(tables: Path, tmp_path: Path) -> None:
    arguments = ["--out", str(tmp_path / "killed"), "--tables", str(tables), "--samples", "1000", "--shards", "10"]
    command = [sys.executable, "-m", "training.instruction", *arguments]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True) as process:
        deadline = time.monotonic() + 120
        while not list((tmp_path / "killed").glob("parquet/*.parquet")) and time.monotonic() < deadline:
            time.sleep(0.02)
        os.killpg(process.pid, signal.SIGKILL)
    finished = {p: p.stat().st_mtime_ns for p in (tmp_path / "killed").glob("parquet/*.parquet")}
    assert 0 < len(finished) < 10
    for folder in ("killed", "straight"):
        result = CliRunner().invoke(COMMAND, ["--out", str(tmp_path / folder), *arguments[2:]])
        assert result.exit_code == 0, result.output
    assert digests(tmp_path / "killed") == digests(tmp_path / "straight")
    assert {p: p.stat().st_mtime_ns for p in finished} == finished
    assert not list((tmp_path / "killed").glob("*/*.part"))


def test_the_card_counts_what_is_in_the_files(made: Path) -> None:
    card = json.loads((made / "card.json").read_text())
    samples = rows(made)
    assert card["samples"] == len(samples) == 120
    assert card["sources"] == dict(Counter(row["source"] for row in samples))
    assert card["duplicates"] == 120 - len({row["system"] for row in samples})
    assert card["distinct_subspaces"] == len({row["subspace"] for row in samples})
    for name, column in (("history", "history_length"), ("candidates", "candidates")):
        lengths = [row[column] for row in samples]
        assert (card["lengths"][name][0], card["lengths"][name][-1]) == (min(lengths), max(lengths))
        assert card["lengths"][name][2] == sorted(lengths)[59]
    assert card["files"] == digests(made)
    text = (made / "DATA_CARD.md").read_text()
    assert "| synthetic |" in text
    assert "None was named: nothing was checked." in text


def test_lengths_in_the_tokens_of_a_checkpoint(made: Path, tables: Path, tmp_path: Path) -> None:
    """A tokenizer of single characters: as many tokens as characters."""
    character_tokenizer(chat_template=False).save_pretrained(tmp_path / "checkpoint")
    shutil.copytree(made, tmp_path / "copy")
    make(tmp_path / "copy", tables, "--synthetic", "1", "--tokenizer", str(tmp_path / "checkpoint"))
    lengths = json.loads((tmp_path / "copy" / "card.json").read_text())["lengths"]
    assert lengths["prompt tokens"] == lengths["prompt characters"]
    assert digests(tmp_path / "copy") == digests(made)
    assert "no tokenizer in" in refusal(tmp_path / "out", tables, "--tokenizer", str(tables))


def test_folder_of_another_plan_is_refused(made: Path, tables: Path, tmp_path: Path) -> None:
    shutil.copytree(made, tmp_path / "copy")
    assert "samples of another plan" in refusal(tmp_path / "copy", tables)


def test_llama_factory_finds_its_columns(made: Path) -> None:
    (dataset,) = json.loads((made / "dataset_info.json").read_text()).values()
    assert (made / dataset["file_name"]).is_dir()
    assert set(dataset["columns"].values()) <= rows(made)[0].keys()


def test_a_held_out_table_is_no_source(tables: Path, tmp_path: Path) -> None:
    assert "grid is held out and a source" in refusal(tmp_path, tables, "--held-out", "grid")
    assert "no table 'gird'" in refusal(tmp_path, tables, "--held-out", "gird")
    make(tmp_path, tables, "--held-out", "grid", "--exclude", "grid", "--table", "sparse=2")
    assert {row["source"] for row in rows(tmp_path)} == {"sparse/test_acc"}
    assert "- `grid` (SHA-256" in (tmp_path / "DATA_CARD.md").read_text()


def test_copies_of_a_held_out_table_are_refused(tables: Path, tmp_path: Path) -> None:
    """Under another name: as it is, with renamed options, and with slightly other scores."""
    grid = read_table(tables / "grid" / "grid.npz")
    scores, rng = grid.metrics["valid_acc"], np.random.default_rng(0)
    copies = {
        "same": (grid.codes, scores),
        "renamed": ((grid.codes + 1) % 4, scores),
        "measured_again": (grid.codes, scores + 0.01 * rng.normal(size=len(scores))),
    }
    for name, (codes, values) in copies.items():
        folder = tmp_path / name
        shutil.copytree(tables / "grid", folder / "grid")
        write_table(folder, name, [4] * 6, codes, test_acc=values)
        output = refusal(tmp_path / "out", folder, "--exclude", "grid", "--held-out", "grid")
        assert f"table {name} repeats the held-out table grid" in output


def test_wrong_requests_are_refused(tables: Path, tmp_path: Path) -> None:
    assert "no table 'none'" in refusal(tmp_path, tables, "--table", "none")
    assert "a weight is a positive number" in refusal(tmp_path, tables, "--table", "grid=-1")
    assert "requested and excluded" in refusal(tmp_path, tables, "--table", "grid", "--exclude", "grid")
    assert "at most" in refusal(tmp_path, tables, "--shards", "50")
    assert "0 tables" in refusal(tmp_path, tmp_path)
    assert not list(tmp_path.glob("jsonl/*"))
    codes = np.stack(np.unravel_index(np.arange(256), [4] * 4), axis=1)
    write_table(tmp_path / "more", "flat", [4] * 4, codes, acc=np.ones(256))
    assert "no sample with a single best candidate" in refusal(tmp_path / "flat", tmp_path / "more")


def test_real_tables_make_samples(tmp_path: Path) -> None:
    from benchmarks.quality.tables import TABLES  # noqa: PLC0415  as the benchmarks find them

    if not (TABLES / "nasbench201").is_dir():
        pytest.skip(f"no benchmark tables at {TABLES} (LMSEARCHER_TABLES)")
    make(tmp_path, TABLES, "--table", "nasbench_macro", "--held-out", "nasbench201")
    assert {row["source"] for row in rows(tmp_path)} == {"nasbench_macro/cifar10_test_acc"}


def test_a_named_table_without_a_direction_is_left_out_or_refused(tables: Path, tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    shutil.copytree(tables / "grid", folder / "grid")
    with np.load(folder / "grid" / "grid.npz") as grid:
        extra = {"options": grid["options"], "codes": grid["codes"], "curiosity": grid["valid_acc"]}
    np.savez(folder / "grid" / "grid_extra.npz", allow_pickle=False, **extra)
    make(tmp_path / "out", folder, "--table", "grid")
    plan = json.loads((tmp_path / "out" / "plan.json").read_text())
    assert plan["weights"] == {"grid": 1.0}
    assert "direction" in plan["left_out"]["grid_extra"]
    assert "no samples can be made of grid_extra: no metric" in refusal(
        tmp_path / "refused", folder, "--table", "grid_extra"
    )
