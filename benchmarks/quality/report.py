"""Runs into a Markdown table and a plot."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.quality.methods import METHODS
from benchmarks.quality.regret import mean_ranks, normalised_regret, reported_of_winner
from benchmarks.quality.runs import Run
from benchmarks.quality.tables import Task, Values

CHECKPOINTS = (50, 100, 200)


@dataclass(frozen=True)
class Results:
    """regret: [tasks, methods, seeds, evaluations]; reported: [tasks, methods, seeds] of the winner, NaN if none is."""

    tasks: tuple[str, ...]
    methods: tuple[str, ...]
    seeds: int
    regret: Values
    reported: Values

    @property
    def checkpoints(self) -> tuple[int, ...]:
        """Numbers of evaluations shown; a small budget is shown at its end."""
        budget = self.regret.shape[-1]
        return tuple(n for n in CHECKPOINTS if n <= budget) or (budget,)


def collect(runs: Iterable[Run], tasks: Sequence[Task], methods: Sequence[str], *, seeds: int, budget: int) -> Results:
    """Runs of every (task, method, seed), in any order. A search that exhausted its space keeps its last regret."""
    by_cell = {(run.cell.task, run.cell.method, run.cell.seed): run.array() for run in runs}
    regret = np.empty((len(tasks), len(methods), seeds, budget))
    reported = np.full(regret.shape[:3], np.nan)
    for t, task in enumerate(tasks):
        for m, method in enumerate(methods):
            for seed in range(seeds):
                rows = by_cell[task.name, method, seed]
                curve = normalised_regret(task, rows)
                regret[t, m, seed] = np.pad(curve, (0, budget - len(curve)), mode="edge")
                winner = reported_of_winner(task, rows)
                reported[t, m, seed] = np.nan if winner is None else winner
    return Results(tuple(t.name for t in tasks), tuple(methods), seeds, regret, reported)


def markdown(results: Results) -> str:
    """Mean and median regret over tasks and seeds, mean place, and the reported metric of the winner."""
    return "\n\n".join([_regret_table(results), *_winner_table(results)])


def _regret_table(results: Results) -> str:
    last = results.checkpoints[-1]
    head = ["method"]
    head += [f"mean regret @{n}" for n in results.checkpoints]
    head += [f"median @{n}" for n in results.checkpoints] + [f"mean place @{last}"]
    places = mean_ranks(results.regret[..., last - 1].mean(axis=2).tolist())
    body = []
    for m, method in enumerate(results.methods):
        curves = results.regret[:, m]
        row = [METHODS[method].label]
        row += [_spread(curves[..., n - 1].mean(axis=0), digits=3) for n in results.checkpoints]
        row += [f"{np.median(curves[..., n - 1]):.3f}" for n in results.checkpoints] + [f"{places[m]:.1f}"]
        body.append(row)
    return _table(head, body)


def _winner_table(results: Results) -> list[str]:
    shown = [t for t in range(len(results.tasks)) if not np.isnan(results.reported[t]).any()]
    if not shown:
        return []
    body = [
        [METHODS[method].label, *(_spread(results.reported[t, m], digits=2) for t in shown)]
        for m, method in enumerate(results.methods)
    ]
    return [_table(["test of the best by validation", *(results.tasks[t] for t in shown)], body)]


def _spread(per_seed: Values, *, digits: int) -> str:
    """Mean ± standard deviation over seeds."""
    deviation = per_seed.std(ddof=1) if len(per_seed) > 1 else 0.0
    return f"{per_seed.mean():.{digits}f} ± {deviation:.{digits}f}"


def _table(head: Sequence[str], body: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *body]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def plot(results: Results, path: Path) -> None:
    """One panel a task: mean regret against evaluations with its standard error. Equal results give equal files."""
    columns = min(len(results.tasks), 4)
    rows = -(-len(results.tasks) // columns)
    figure = Figure(figsize=(4 * columns, 3.2 * rows), layout="constrained")
    axes = figure.subplots(rows, columns, squeeze=False).flat
    for t, (task, axis) in enumerate(zip(results.tasks, axes, strict=False)):
        _panel(results, t, axis)
        axis.set_title(task)
    for axis in axes:
        axis.set_axis_off()
    figure.legend(*next(iter(figure.axes)).get_legend_handles_labels(), loc="outside lower center", ncols=3)
    path.parent.mkdir(parents=True, exist_ok=True)
    with rc_context({"svg.hashsalt": path.stem, "svg.fonttype": "none"}):
        figure.savefig(path, metadata={"Date": None})


def _panel(results: Results, t: int, axis: Axes) -> None:
    evaluations = np.arange(1, results.regret.shape[-1] + 1)
    for m, method in enumerate(results.methods):
        curves = results.regret[t, m]
        mean = curves.mean(axis=0)
        error = curves.std(axis=0, ddof=min(1, results.seeds - 1)) / np.sqrt(results.seeds)
        (line,) = axis.plot(evaluations, mean, label=METHODS[method].label)
        axis.fill_between(evaluations, mean - error, mean + error, color=line.get_color(), alpha=0.2, linewidth=0)
    axis.set_yscale("symlog", linthresh=1e-3)
    axis.set_ylim(bottom=0)
    axis.set_xlabel("evaluations")
    axis.set_ylabel("normalised regret")
    axis.grid(alpha=0.3)


def insert(document: Path, block: str, text: str) -> None:
    """Puts the text between the block's two marker comments of a Markdown file; adds them at its end if missing.

    Raises ValueError if only the first is there.
    """
    begin, end = f"<!-- results: {block} -->", f"<!-- end of results: {block} -->"
    before = document.read_text() if document.exists() else ""
    if begin not in before:
        before += f"\n{begin}\n{end}\n"
    head, _, rest = before.partition(begin)
    if end not in rest:
        raise ValueError(f"{document} has no line {end!r} after {begin!r}")
    tail = rest.partition(end)[2]
    document.parent.mkdir(parents=True, exist_ok=True)
    document.write_text(f"{head}{begin}\n{text}\n{end}{tail}")
