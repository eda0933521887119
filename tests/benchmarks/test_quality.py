"""The benchmark end to end on a generated table: files that resume, a table and a plot that land in the document."""

import json
import re
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from benchmarks.markdown import insert
from benchmarks.quality.__main__ import main
from benchmarks.quality.runs import Cell, capped, compute, read_run, run_all
from benchmarks.quality.tables import load_task
from workers.ranking.compact.weights_file import SHIPPED

CELL = Cell("nasbench201/cifar10", "random", seed=0, budget=8)


def test_a_kept_run_is_read_and_not_done_again(tables: Path, tmp_path: Path) -> None:
    done = compute(CELL, tables=tables, folder=tmp_path)
    assert read_run(CELL, tmp_path) == done
    kept = json.loads(CELL.path(tmp_path).read_text())
    CELL.path(tmp_path).write_text(json.dumps(kept | {"rows": [1, 2, 3]}))
    (again,) = run_all([CELL], tables=tables, folder=tmp_path, jobs=1, variants={})
    assert again.rows == (1, 2, 3)


def test_another_budget_or_revision_is_not_taken_for_the_same_run(tables: Path, tmp_path: Path) -> None:
    compute(CELL, tables=tables, folder=tmp_path)
    assert read_run(Cell(CELL.task, CELL.method, CELL.seed, budget=9), tmp_path) is None
    kept = json.loads(CELL.path(tmp_path).read_text())
    CELL.path(tmp_path).write_text(json.dumps(kept | {"revision": "older"}))
    assert read_run(CELL, tmp_path) is None


@pytest.fixture
def command() -> typer.Typer:
    app = typer.Typer()
    app.command()(main)
    return app


def test_the_command_writes_table_and_plot(command: typer.Typer, tables: Path, tmp_path: Path) -> None:
    document = tmp_path / "quality.md"
    document.write_text(
        "# Quality\n\n<!-- results: nasbench201 -->\nold\n<!-- end of results: nasbench201 -->\n\nAfter.\n"
    )
    arguments = ["--seeds", "2", "--budget", "12", "--tables", str(tables), "--document", str(document)]
    arguments += ["--suite", "nasbench201", "--runs", str(tmp_path / "runs"), "--jobs", "2"]
    for method in ("random", "surrogate"):
        arguments += ["--method", method]
    result = CliRunner().invoke(command, arguments)
    assert result.exit_code == 0, result.output
    text = document.read_text()
    assert "old" not in text
    assert text.startswith("# Quality\n")
    assert text.endswith("\n\nAfter.\n")
    head = "| method | seeds | mean regret @6 | mean regret @12 | mean place @6 | mean place @12 |"
    assert f"{head} ms a proposal @6 | ms a proposal @12 |" in text
    assert "| random search | 2 |" in text
    assert re.search(r"\| surrogate \| random search \| 2 \| .* \| \d / \d of 6 \|", text)
    picture = (tmp_path / "quality" / "nasbench201.png").read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert len(picture) < 150_000
    assert len(list((tmp_path / "runs").rglob("*.json"))) == 3 * 2 * 2
    assert not list((tmp_path / "runs").rglob("*.partial"))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--suite", "imagenet"], "no suite 'imagenet'"),
        (["--method", "magic"], "no method 'magic'"),
        (["--method", "random"], "LMSEARCHER_TABLES"),
        (["--task", "nasbench101"], "no task 'nasbench101'"),
        (["--compact-weights", "mine=nowhere"], "NAME=FOLDER"),
    ],
)
def test_mistakes_are_reported(command: typer.Typer, tmp_path: Path, arguments: list[str], message: str) -> None:
    result = CliRunner(env={"COLUMNS": "400"}).invoke(command, [*arguments, "--tables", str(tmp_path)])
    assert result.exit_code == 2
    assert message in result.output


def test_missing_markers_are_added_at_the_end(tmp_path: Path) -> None:
    document = tmp_path / "quality.md"
    document.write_text("# Quality\n")
    insert(document, "pools", "a table")
    insert(document, "pools", "a newer table")
    expected = "# Quality\n\n<!-- results: pools -->\na newer table\n<!-- end of results: pools -->\n"
    assert document.read_text() == expected


def test_a_document_without_the_closing_marker_is_left_alone(tmp_path: Path) -> None:
    document = tmp_path / "quality.md"
    document.write_text("<!-- results: pools -->\nprose that must not be lost\n")
    with pytest.raises(ValueError, match="end of results: pools"):
        insert(document, "pools", "a table")
    assert "must not be lost" in document.read_text()


def test_single_tasks_weights_of_ones_own_and_few_seeds_for_slow_methods(
    command: typer.Typer, tables: Path, tmp_path: Path
) -> None:
    arguments = ["--suite", "nasbench201", "--task", "nasbench201/cifar10", "--seeds", "2", "--slow-seeds", "1"]
    arguments += ["--method", "random", "--method", "smac", "--compact-weights", f"shipped={SHIPPED}"]
    arguments += ["--parallel", "3", "--budget", "8", "--tables", str(tables), "--runs", str(tmp_path / "runs")]
    result = CliRunner().invoke(command, arguments)
    assert result.exit_code == 0, result.output
    assert "1 task; every mean is over the seeds that the method has" in result.output
    assert "| SMAC3, random forest | 1 |" in result.output
    assert "| compact:shipped | 2 |" in result.output
    kept = {str(p.relative_to(tmp_path / "runs").parent) for p in (tmp_path / "runs").rglob("*.json")}
    assert kept == {f"parallel_3/nasbench201/cifar10/{m}" for m in ("random", "smac", "compact:shipped")}


def test_a_budget_is_at_most_half_of_the_space(tables: Path) -> None:
    assert capped(200, load_task("nasbench201/cifar10", tables)) == 128
    assert capped(100, load_task("nasbench201/cifar10", tables)) == 100
