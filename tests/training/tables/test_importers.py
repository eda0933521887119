"""Importers: small files as they are distributed, and what cannot be a table."""

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from training.tables.__main__ import commands
from training.tables.table import Table, read_table

CELL = "|{}~0|+|{}~0|{}~1|+|{}~0|{}~1|{}~2|"
FIRST = CELL.format("avg_pool_3x3", "nor_conv_1x1", "skip_connect", "nor_conv_1x1", "skip_connect", "skip_connect")
SECOND = CELL.format("none", "none", "nor_conv_3x3", "none", "none", "none")


def run(*arguments: str | Path) -> tuple[int, str]:
    result = CliRunner(env={"COLUMNS": "400"}).invoke(commands, [str(a) for a in arguments])
    return result.exit_code, result.output


def imported(tmp_path: Path, form: str, source: Path, *options: str | Path) -> Table:
    code, output = run("import", form, source, "--out", tmp_path / "tables", "--name", "t", *options)
    assert code == 0, output
    return read_table(tmp_path / "tables" / "t" / "t.npz")


def described(tmp_path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((tmp_path / "tables" / "t" / "t.json").read_text())
    return content


def test_cells_keyed_by_architecture(tmp_path: Path) -> None:
    source = tmp_path / "nb201.json"
    values = {
        FIRST: {"cifar10": {"valid_acc": 84.5, "test_acc": 87.2}, "params": 1.5, "index": 0},
        SECOND: {"cifar10": {"valid_acc": 10.0, "test_acc": 10.1}, "params": 0.1, "index": 1},
    }
    source.write_text(json.dumps(values))
    table = imported(tmp_path, "nasbench201", source)
    assert table.options.tolist() == [5] * 6
    assert table.codes.tolist() == [[0, 0, 3, 0, 0, 0], [4, 2, 1, 2, 1, 1]]
    assert table.metrics["cifar10_valid_acc"].tolist() == [10.0, 84.5]
    assert table.goals == {"cifar10_valid_acc": "maximize", "cifar10_test_acc": "maximize"}
    description = described(tmp_path)
    assert description["dimensions"][2]["name"] == "edge_1_2"
    assert description["origin"]["file"] == "nb201.json"


def test_cells_as_csv_with_repeated_trainings(tmp_path: Path) -> None:
    source = tmp_path / "nb201.csv"
    source.write_text(
        f"arch_str,valid_loss,epochs\n{FIRST},0.5,200\n{FIRST},0.7,200\n{SECOND},2.0,200\n{SECOND},,200\n"
    )
    table = imported(tmp_path, "nasbench201", source, "--metric", "valid_loss=minimize")
    assert table.metrics["valid_loss"].tolist() == pytest.approx([2.0, 0.6])
    assert table.goals == {"valid_loss": "minimize"}
    assert described(tmp_path)["origin"]["measurements"] == 3


def test_networks_of_the_size_space(tmp_path: Path) -> None:
    source = tmp_path / "nats.ndjson"
    source.write_text('{"arch": "64:32:16:8:24", "acc": 90}\n\n{"arch": "8:8:8:8:8", "acc": 70.5}\n')
    table = imported(tmp_path, "nasbench201", source)
    assert table.options.tolist() == [8] * 5
    assert table.codes.tolist() == [[0, 0, 0, 0, 0], [7, 3, 1, 0, 2]]


def test_graphs_of_different_sizes_as_columns(tmp_path: Path) -> None:
    """NAS-Bench-101: a matrix and a list of operations, each of the graph's own size."""
    source = tmp_path / "nb101.json"
    rows = [
        {
            "module_adjacency": [[0, 1, 1], [0, 0, 1], [0, 0, 0]],
            "module_operations": ["input", "conv", "output"],
            "acc": 0.9,
        },
        {
            "module_adjacency": [[0, 1, 0], [0, 0, 1], [0, 0, 0]],
            "module_operations": ["input", "pool", "output"],
            "acc": 0.8,
        },
        {"module_adjacency": [[0, 1], [0, 0]], "module_operations": ["input", "output"], "acc": 0.5},
        {"module_adjacency": [[0, 1], [0, 0]], "module_operations": ["input", "output"], "acc": None},
    ]
    source.write_text(json.dumps(rows))
    table = imported(
        tmp_path,
        "columns",
        source,
        "--metric",
        "acc",
        "--dimension",
        "module_adjacency",
        "--dimension",
        "module_operations",
    )
    dimensions = {d["name"]: d["options"] for d in described(tmp_path)["dimensions"]}
    assert dimensions["module_adjacency_0_2"] == [None, 0, 1]
    assert dimensions["module_operations_1"] == ["conv", "output", "pool"]
    assert "module_adjacency_0_1" not in dimensions, "it is 1 in all rows"
    assert sorted(table.metrics["acc"].tolist()) == [0.5, 0.8, 0.9]


def test_columns_of_numbers_and_words(tmp_path: Path) -> None:
    source = tmp_path / "nb301.csv"
    with source.open("w", newline="") as file:
        csv.writer(file).writerows(
            [
                ["op", "width", "loss"],
                ["sep_conv", 16, 0.2],
                ["skip", 128, 0.4],
                ["sep_conv", 128, 0.1],
                ["skip", 8, 0.9],
            ]
        )
    table = imported(tmp_path, "columns", source, "--metric", "loss=minimize")
    assert [d["options"] for d in described(tmp_path)["dimensions"]] == [["sep_conv", "skip"], [8, 16, 128]]
    assert table.codes.tolist() == [[0, 1], [0, 2], [1, 0], [1, 2]]
    assert table.metrics["loss"].tolist() == [0.2, 0.1, 0.9, 0.4]


JOB = {
    "id": "5d0c", "name": "cells",
    "space": {
        "dimensions": [
            {"name": "edge0", "type": "categorical", "options": ["none", "skip", "conv"]},
            {"name": "width", "type": "int", "low": 16, "high": 192, "step": 16},
        ]
    },
    "objective": {"metric": "valid_loss", "goal": "minimize"},
}  # fmt: skip
HISTORY = [
    {"number": 1, "ncode": "001", "state": "completed", "score": 0.5},
    {"number": 2, "ncode": "211", "state": "completed", "score": 0.25},
    {"number": 3, "ncode": "100", "state": "failed", "score": None},
]


@pytest.mark.parametrize("form", ["json", "page", "ndjson", "csv"])
def test_the_history_of_a_job(tmp_path: Path, form: str) -> None:
    (tmp_path / "job.json").write_text(json.dumps(JOB))
    source = tmp_path / f"history.{form.replace('page', 'json')}"
    if form == "csv":
        lines = [",".join("" if v is None else str(v) for v in row.values()) for row in HISTORY]
        source.write_text("\n".join(["number,ncode,state,score", *lines]) + "\n")
    elif form == "ndjson":
        source.write_text("".join(json.dumps(row) + "\n" for row in HISTORY))
    else:
        source.write_text(json.dumps(HISTORY if form == "json" else {"items": HISTORY, "next": None}))
    table = imported(tmp_path, "job", source, "--job", tmp_path / "job.json")
    assert table.options.tolist() == [3, 12]
    assert table.codes.tolist() == [[0, 1], [2, 11]]
    assert table.metrics["valid_loss"].tolist() == [0.5, 0.25]
    assert table.goals == {"valid_loss": "minimize"}


@pytest.mark.parametrize(
    ("form", "name", "content", "options", "message"),
    [
        ("nasbench201", "a.pth", "", (), "the ending has to be one of"),
        ("nasbench201", "a.json", "{", (), "cannot be read"),
        ("nasbench201", "a.json", "[" * 100_000, (), "cannot be read"),
        ("nasbench201", "a.json", "[]", (), "has no rows"),
        ("nasbench201", "a.json", "[1]", (), "row 0 is no object"),
        ("nasbench201", "a.json", '[{"arch": "|conv~0|", "acc": 1}]', (), "no column holds architectures"),
        ("nasbench201", "a.json", json.dumps([{"a": FIRST, "x": 1}]), (), "name metrics that are columns"),
        ("nasbench201", "a.json", json.dumps([{"a": FIRST, "acc": 1}, {"a": "?", "acc": 2}]), (), "row 1 has the arch"),
        ("columns", "a.csv", "op,acc\nconv,1\nskip\n", ("--metric", "acc"), "row 1 has not as many cells"),
        ("columns", "a.csv", "op,acc\nconv,1\n", ("--metric", "bleu"), "no column 'bleu'"),
        ("columns", "a.csv", "op,acc\nconv,1\n", ("--metric", "acc=up"), "maximize or minimize"),
        ("columns", "a.csv", "op,acc\nconv,1\n", (), "at least one --metric"),
        ("columns", "a.csv", "op,acc\nconv,nan\n", ("--metric", "acc"), "nothing to make a table of"),
        ("columns", "a.json", '{"items": [{"a": 1}], "next": "xyz"}', ("--metric", "a"), "one page of several"),
        ("job", "a.json", "[]", (), "by --job"),
    ],
)  # fmt: skip
def test_malformed_source_is_refused(
    *, tmp_path: Path, form: str, name: str, content: str, options: tuple[str, ...], message: str
) -> None:
    (tmp_path / name).write_text(content)
    code, output = run("import", form, tmp_path / name, "--out", tmp_path / "tables", *options)
    assert code == 2
    assert message in output
    assert not (tmp_path / "tables").exists()


def test_too_many_options_are_refused(tmp_path: Path) -> None:
    source = tmp_path / "a.csv"
    source.write_text("index,acc\n" + "".join(f"{i},{i}\n" for i in range(1_001)))
    code, output = run("import", "columns", source, "--out", tmp_path / "tables", "--metric", "acc")
    assert code == 2
    assert "column 'index' has 1,001 distinct values" in output


@pytest.mark.parametrize(
    ("job", "history", "message"),
    [
        (JOB, [{"ncode": "911", "state": "completed", "score": 1}], "row 0"),
        (JOB, HISTORY[2:], "no completed trial"),
        ({"space": {}}, HISTORY, "not the answer of GET /v1/jobs"),
        ({**JOB, "space": {"dimensions": "many"}}, HISTORY, "not the answer of GET /v1/jobs"),
        ([], HISTORY, "not the answer of GET /v1/jobs"),
    ],
)
def test_a_job_that_does_not_fit_is_refused(tmp_path: Path, job: Any, history: Any, message: str) -> None:
    (tmp_path / "job.json").write_text(json.dumps(job))
    (tmp_path / "h.json").write_text(json.dumps(history))
    code, output = run("import", "job", tmp_path / "h.json", "--job", tmp_path / "job.json", "--out", tmp_path / "t")
    assert code == 2
    assert message in output


def test_a_table_is_not_overwritten_and_its_name_stays_in_the_folder(tmp_path: Path) -> None:
    source = tmp_path / "a.csv"
    source.write_text("op,acc\nconv,1\nskip,2\n")
    arguments = ("import", "columns", source, "--metric", "acc", "--out", tmp_path / "tables")
    assert run(*arguments)[0] == 0
    assert "exists" in run(*arguments)[1]
    assert "is no name for a table" in run(*arguments, "--name", "../b")[1]


def test_check_lists_tables_and_faults(tmp_path: Path) -> None:
    source = tmp_path / "a.csv"
    source.write_text("op,acc\nconv,1\nskip,2\n")
    run("import", "columns", source, "--metric", "acc", "--out", tmp_path / "tables")
    code, output = run("check", tmp_path / "tables")
    assert (code, output) == (0, "a: 2 architectures, options [2], acc (maximize)\n")
    np.savez(tmp_path / "tables" / "broken.npz", allow_pickle=False, options=np.array([2]))
    code, output = run("check", tmp_path / "tables")
    assert code == 2
    assert "no array codes" in output
    assert "a: 2 architectures" in output
