"""Search quality on benchmark tables: `python -m benchmarks.quality` (docs/quality.md)."""

import os
import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from benchmarks.quality import report
from benchmarks.quality.methods import METHODS
from benchmarks.quality.runs import Cell, Run, run_all
from benchmarks.quality.suites import SUITES
from benchmarks.quality.tables import TableMissingError, load_task

ROOT = Path(__file__).parents[2]
TABLES = Path(os.environ.get("LMSEARCHER_TABLES", ROOT.parent / "shared" / "data"))
RUNS = ROOT / "runs" / "quality"
DOCUMENT = ROOT / "docs" / "quality.md"


def main(
    *,
    suite: Annotated[str, typer.Option(help=f"One of {', '.join(SUITES)}.")] = "nasbench201",
    method: Annotated[list[str] | None, typer.Option(help="Only these methods; may be repeated.")] = None,
    seeds: Annotated[
        int | None, typer.Option(min=1, max=1000, help="Seeds 0, 1, ...; the suite's own if left out.")
    ] = None,
    budget: Annotated[int, typer.Option(min=1, max=1000, help="Evaluations a search.")] = 200,
    tables: Annotated[Path, typer.Option(help="Folder of benchmark tables.")] = TABLES,
    runs: Annotated[Path, typer.Option(help="Folder that keeps the runs; delete it to start over.")] = RUNS,
    document: Annotated[Path, typer.Option(help="Markdown file that receives the table.")] = DOCUMENT,
    jobs: Annotated[int, typer.Option(min=1, max=64, help="Processes, one thread each.")] = 1,
) -> None:
    """Compares search methods on one suite; writes the table into DOCUMENT and the plot next to it."""
    chosen = _choose(suite, method)
    try:
        tasks = [load_task(name, tables) for name in SUITES[suite].tasks]
    except TableMissingError as error:
        raise typer.BadParameter(str(error)) from None
    count = seeds or SUITES[suite].seeds
    cells = [Cell(task.name, name, seed, budget) for name in chosen for seed in range(count) for task in tasks]
    done = _with_progress(cells, tables=tables, folder=runs, jobs=jobs)
    results = report.collect(done, tasks, chosen, seeds=count, budget=budget)
    text = report.markdown(results)
    picture = document.with_suffix("") / f"{suite}.svg"
    report.plot(results, picture)
    caption = f"![Normalised regret against evaluations]({picture.relative_to(document.parent)})"
    report.insert(document, suite, f"\n{text}\n\n{caption}\n")
    print(text)


def _choose(suite: str, method: list[str] | None) -> tuple[str, ...]:
    if suite not in SUITES:
        raise typer.BadParameter(f"no suite {suite!r}; there are {', '.join(SUITES)}")
    for name in method or ():
        if name not in METHODS:
            raise typer.BadParameter(f"no method {name!r}; there are {', '.join(METHODS)}")
    return tuple(method or SUITES[suite].methods)


def _with_progress(cells: list[Cell], *, tables: Path, folder: Path, jobs: int) -> list[Run]:
    started = time.monotonic()
    done: list[Run] = []
    for run in run_all(cells, tables=tables, folder=folder, jobs=jobs):
        done.append(run)
        elapsed = time.monotonic() - started
        print(f"\r{len(done)}/{len(cells)} searches, {elapsed:.0f} s", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return done


if __name__ == "__main__":
    typer.run(main)
