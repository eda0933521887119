"""Runs of (task, method, seed) cells, each kept in its own file, so that an interrupted benchmark can go on."""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from benchmarks.quality.methods import METHODS, add_compact
from benchmarks.quality.regret import Rows
from benchmarks.quality.search import Search
from benchmarks.quality.tables import Task, load_task

ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


@dataclass(frozen=True, slots=True)
class Cell:
    """budget: evaluations, at most half of the space. parallel: workers that evaluate at a time."""

    task: str
    method: str
    seed: int
    budget: int
    parallel: int = 1

    def path(self, folder: Path) -> Path:
        return folder / f"parallel_{self.parallel}" / self.task / self.method / f"{self.seed}.json"


@dataclass(frozen=True, slots=True)
class Run:
    """rows: architectures in order of evaluation, by number in the table. seconds: per proposal after the warm-up."""

    cell: Cell
    revision: str
    rows: tuple[int, ...]
    seconds: tuple[float, ...]

    def array(self) -> Rows:
        return np.array(self.rows, dtype=np.int64)


def capped(budget: int, task: Task) -> int:
    """The budget of a search on this task: at most half of the space, beyond which any method wins."""
    return min(budget, task.size // 2)


def run_all(
    cells: Sequence[Cell], *, tables: Path, folder: Path, jobs: int, variants: Mapping[str, Path]
) -> Iterator[Run]:
    """Every cell's run, read from its file or computed by `jobs` single-threaded processes, in order of completion.

    variants: see add_compact.
    """
    os.environ.update(ONE_THREAD)
    missing = []
    for cell in cells:
        kept = read_run(cell, folder)
        if kept is None:
            missing.append(cell)
        else:
            yield kept
    with ProcessPoolExecutor(
        max_workers=jobs, mp_context=get_context("spawn"), initializer=add_compact, initargs=(dict(variants),)
    ) as pool:
        for future in as_completed([pool.submit(compute, cell, tables=tables, folder=folder) for cell in missing]):
            yield future.result()


def read_run(cell: Cell, folder: Path) -> Run | None:
    """The kept run of this very cell and method revision, or None."""
    path = cell.path(folder)
    if not path.is_file():
        return None
    kept = json.loads(path.read_text())
    if kept["cell"] != asdict(cell) or kept["revision"] != METHODS[cell.method].revision:
        return None
    return Run(cell, kept["revision"], tuple(kept["rows"]), tuple(kept["seconds"]))


def compute(cell: Cell, *, tables: Path, folder: Path) -> Run:
    """Runs one search and keeps it; a file is there whole or not at all."""
    task = load_task(cell.task, tables)
    method = METHODS[cell.method]
    revision = method.revision
    search = Search(task, cell.budget, cell.seed, cell.parallel)
    search.run(method.propose)
    rows = tuple(task.row(o.point) for o in search.observations)
    run = Run(cell, revision, rows, tuple(round(s, 6) for s in search.seconds))
    path = cell.path(folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(f".{os.getpid()}.partial")
    partial.write_text(
        json.dumps({"cell": asdict(cell), "revision": run.revision, "rows": run.rows, "seconds": run.seconds})
    )
    partial.replace(path)
    return run
