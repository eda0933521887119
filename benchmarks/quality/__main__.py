"""Search quality on benchmark tables: `python -m benchmarks.quality` (docs/quality.md)."""

import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from benchmarks.markdown import insert
from benchmarks.quality import report
from benchmarks.quality.methods import METHODS, add_compact
from benchmarks.quality.plot import plot
from benchmarks.quality.results import Results, collect
from benchmarks.quality.runs import Cell, Run, capped, run_all
from benchmarks.quality.suites import SLOW_SEEDS, SUITES
from benchmarks.quality.tables import TABLES, TableMissingError, load_task

ROOT = Path(__file__).parents[2]
RUNS = ROOT / "runs" / "quality"


def main(
    *,
    suite: Annotated[str, typer.Option(help=f"One of {', '.join(SUITES)}.")] = "all",
    task: Annotated[list[str] | None, typer.Option(help="Only these tasks; may be repeated.")] = None,
    method: Annotated[list[str] | None, typer.Option(help="Only these methods; may be repeated.")] = None,
    compact_weights: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=FOLDER", help="Weights to compare as the method compact:NAME; may be repeated."),
    ] = None,
    seeds: Annotated[
        int | None, typer.Option(min=1, max=1000, help="Seeds 0, 1, ...; the suite's own if left out.")
    ] = None,
    slow_seeds: Annotated[
        int, typer.Option(min=1, max=1000, help="At most so many seeds for the slow methods.")
    ] = SLOW_SEEDS,
    parallel: Annotated[
        int | None, typer.Option(min=1, max=64, help="Workers that evaluate; the suite's own if left out.")
    ] = None,
    budget: Annotated[int, typer.Option(min=1, max=1000, help="Evaluations a search.")] = 200,
    tables: Annotated[Path, typer.Option(help="Folder of benchmark tables.")] = TABLES,
    runs: Annotated[Path, typer.Option(help="Folder that keeps the runs; delete it to start over.")] = RUNS,
    document: Annotated[
        Path | None, typer.Option(help="Markdown file that receives tables and plot; only printed if left out.")
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, max=64, help="Processes, one thread each.")] = 1,
) -> None:
    """Compares search methods on one suite, or on single tasks of it."""
    if suite not in SUITES:
        raise typer.BadParameter(f"no suite {suite!r}; there are {', '.join(SUITES)}")
    chosen = SUITES[suite]
    variants = _variants(compact_weights or [])
    names = _choose(method, chosen.methods) + tuple(f"compact:{name}" for name in variants)
    try:
        tasks = [load_task(name, tables) for name in _some(task, chosen.tasks, "task")]
    except TableMissingError as error:
        raise typer.BadParameter(str(error)) from None
    count = seeds or chosen.seeds
    per_method = {name: min(count, slow_seeds) if METHODS[name].slow else count for name in names}
    cells = [
        Cell(t.name, name, seed, capped(budget, t), parallel or chosen.parallel)
        for name, n in per_method.items()
        for seed in range(n)
        for t in tasks
    ]
    done = _with_progress(cells, tables=tables, folder=runs, jobs=jobs, variants=variants)
    results = collect(done, tasks, per_method)
    print(report.markdown(results))
    if document is not None:
        if suite == "all":
            insert(document, "tasks", f"\n{report.task_table({t.name: t.size for t in tasks})}\n")
        _write(results, document, suite)


def _write(results: Results, document: Path, suite: str) -> None:
    picture = document.with_suffix("") / f"{suite}.png"
    plot(results, picture)
    caption = f"![Normalised regret against evaluations]({picture.relative_to(document.parent)})"
    insert(document, suite, f"\n{report.markdown(results)}\n\n{caption}\n")


def _choose(selected: list[str] | None, own: tuple[str, ...]) -> tuple[str, ...]:
    """The methods, without those whose ranker the service does not have."""
    for name in selected or ():
        if name not in METHODS:
            raise typer.BadParameter(f"no method {name!r}; there are {', '.join(METHODS)}")
        if not METHODS[name].available:
            raise typer.BadParameter(f"the service has no ranker for {name!r}")
    return tuple(selected) if selected else tuple(name for name in own if METHODS[name].available)


def _some(selected: list[str] | None, own: tuple[str, ...], kind: str) -> tuple[str, ...]:
    for name in selected or ():
        if name not in own:
            raise typer.BadParameter(f"no {kind} {name!r} in this suite; there are {', '.join(own)}")
    return tuple(selected or own)


def _variants(options: list[str]) -> dict[str, Path]:
    variants = {}
    for option in options:
        name, _, folder = option.partition("=")
        if not (name and folder and Path(folder).is_dir()):
            raise typer.BadParameter(f"{option!r} is not NAME=FOLDER with an existing folder")
        variants[name] = Path(folder).resolve()
    add_compact(variants)
    return variants


def _with_progress(
    cells: list[Cell], *, tables: Path, folder: Path, jobs: int, variants: Mapping[str, Path]
) -> list[Run]:
    started = time.monotonic()
    done: list[Run] = []
    for run in run_all(cells, tables=tables, folder=folder, jobs=jobs, variants=variants):
        done.append(run)
        elapsed = time.monotonic() - started
        print(f"\r{len(done)}/{len(cells)} searches, {elapsed:.0f} s", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return done


if __name__ == "__main__":
    typer.run(main)
