"""Reliability diagrams."""

from itertools import cycle
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.calibration.measures import NOMINAL, cumulative, reliability
from benchmarks.calibration.predictions import Results
from benchmarks.picture import COLOURS, save_png

MARKERS = "osD^vPX"
FEWEST = 100
"""Predictions of a bin that is drawn."""
CHANCE_TICKS = (0, 0.01, 0.03, 0.1, 0.3, 1)


def plot(results: Results, path: Path) -> None:
    """Quantiles of the scores on the left, chances of an improvement on the right, as a PNG."""
    figure = Figure(figsize=(9.6, 4.9), dpi=90, layout="constrained")
    quantiles, chances = figure.subplots(1, 2)
    for axis in (quantiles, chances):
        axis.plot([0, 1], [0, 1], color="0.6", linewidth=0.8, linestyle="--")
        axis.grid(alpha=0.3)
        axis.set_box_aspect(1)
    for group, colour, marker in zip(results.groups, cycle(COLOURS), cycle(MARKERS), strict=False):
        predicted = results.pooled(group)
        quantiles.plot(NOMINAL, cumulative(predicted.pit), color=colour, linewidth=1.2)
        found = reliability(predicted.chance, predicted.improved)
        drawn = found.counts >= FEWEST
        style = {"color": colour, "marker": marker, "markersize": 4.5, "linewidth": 0.9, "alpha": 0.85}
        chances.plot(found.predicted[drawn], found.observed[drawn], label=group, **style)
    _name(quantiles, "scores", "predicted cumulative probability", "share of candidates")
    _name(chances, "improvement on the best so far", "predicted chance", "share that improved")
    for scaled, name_ticks in ((chances.set_xscale, chances.set_xticks), (chances.set_yscale, chances.set_yticks)):
        scaled("symlog", linthresh=0.01)
        name_ticks(CHANCE_TICKS, [f"{tick:g}" for tick in CHANCE_TICKS])
    figure.legend(*chances.get_legend_handles_labels(), loc="outside lower center", ncols=3)
    save_png(figure, path)


def _name(axis: Axes, title: str, horizontal: str, vertical: str) -> None:
    axis.set_title(title)
    axis.set_xlabel(horizontal)
    axis.set_ylabel(vertical)
    axis.set_xlim(0, 1)
    axis.set_ylim(0, 1)
