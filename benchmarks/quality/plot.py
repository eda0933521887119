"""Best-so-far plots."""

from itertools import count
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.picture import COLOURS, save_png
from benchmarks.quality.methods import METHODS
from benchmarks.quality.results import Results
from benchmarks.quality.search import WARMUP

PANELS = 4
"""With more tasks than this a panel shows a table's mean, not a task's."""
NEAR_ZERO = 1e-3
"""Mean regret below which the scale becomes linear, so that optima found can be shown."""


def plot(results: Results, path: Path) -> None:
    """Mean regret against evaluations, with its standard error over seeds, as a PNG. Equal results, equal files."""
    panels = _panels(results)
    columns = min(len(panels), 3)
    rows = -(-len(panels) // columns)
    figure = Figure(figsize=(4.4 * columns, 3.4 * rows + 0.9), dpi=90, layout="constrained")
    axes = figure.subplots(rows, columns, squeeze=False).flat
    for (title, tasks), axis in zip(panels.items(), axes, strict=False):
        _draw(results, tasks, axis)
        axis.set_title(title)
    for axis in axes:
        axis.set_axis_off()
    figure.legend(*figure.axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=min(4, columns + 1))
    save_png(figure, path)


def _panels(results: Results) -> dict[str, list[int]]:
    """Numbers of the tasks of each panel."""
    if len(results.tasks) <= PANELS:
        return {task: [t] for t, task in enumerate(results.tasks)}
    panels: dict[str, list[int]] = {}
    for t, task in enumerate(results.tasks):
        panels.setdefault(task.split("/")[0], []).append(t)
    if len(panels) > 1:
        panels["all tasks"] = list(range(len(results.tasks)))
    return panels


def _draw(results: Results, tasks: list[int], axis: Axes) -> None:
    """The service's rankers as solid lines, all else dashed; from the end of the warm-up, which all have in common."""
    evaluations = np.arange(1, results.budget + 1)
    shown = evaluations >= min(WARMUP, results.budget)
    numbers = {True: count(), False: count()}
    for method in results.methods:
        curves = results.regret[method][tasks].mean(axis=0)[:, shown]
        mean = curves.mean(axis=0)
        error = curves.std(axis=0, ddof=min(1, len(curves) - 1)) / np.sqrt(len(curves))
        own = METHODS[method].ranker is not None
        number = next(numbers[own])
        colour, width = COLOURS[number % len(COLOURS)], 1.7 if own else 1.1
        line = ("-", "-.")[number // len(COLOURS) % 2] if own else ("--", ":")[number // len(COLOURS) % 2]
        axis.plot(evaluations[shown], mean, label=METHODS[method].label, color=colour, linestyle=line, linewidth=width)
        axis.fill_between(evaluations[shown], mean - error, mean + error, color=colour, alpha=0.12, linewidth=0)
    lowest = min(float(results.regret[method][tasks].mean(axis=(0, 1)).min()) for method in results.methods)
    if lowest > NEAR_ZERO:
        axis.set_yscale("log")
    else:
        axis.set_yscale("symlog", linthresh=NEAR_ZERO)
        axis.set_ylim(bottom=0)
    axis.set_xlabel("evaluations")
    axis.set_ylabel("normalised regret")
    axis.grid(alpha=0.3)
