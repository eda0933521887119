"""The importance of each dimension, and the mean score of each option as a heat map."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from app.domain.analysis.options import INACTIVE, OptionScores, importance, score_options
from app.domain.goal import Goal, best_of, sign
from app.services.figures.dimensions import Dimensions
from app.services.figures.figure import NOTHING, Drawn, Figure, FigureRequest
from app.services.figures.vega import BLUE, chart, layer, listed, named, number, score, share, tip, value_tip

MAX_DIMENSIONS = 30
MAX_BARS = 30
MAX_COLUMNS = 24
"""With more options than this, neighbours share a cell."""
ROOM_PX = 36
"""A cell narrower than this shows a star but no name."""


@dataclass(frozen=True, slots=True)
class _Cell:
    dimension: int
    column: int
    label: str
    count: int
    mean: float
    best: float


def _draw(request: FigureRequest) -> Drawn:
    seen = Dimensions.of(request)
    if not len(seen.scores):
        return NOTHING
    goal = request.goal
    shown = seen.most_important(MAX_DIMENSIONS)
    counts = tuple(len(seen.dimensions[d].options) for d in shown)
    table = score_options(seen.levels[:, shown], seen.scores, option_counts=counts, goal=goal)
    cells = [
        cell for i, d in enumerate(shown) for cell in _cells(seen, d, [o for o in table if o.dimension == i], goal)
    ]
    leaders = {d: best_of(goal)((c for c in cells if c.dimension == d), key=lambda c: c.mean) for d in shown}
    lead = best_of(goal)(leaders.values(), key=lambda c: c.mean)
    reading = (
        f"The best mean of {request.job.metric} is {score(lead.mean)}, with {lead.label} for "
        f"{seen.dimensions[lead.dimension].name} ({seen.trials}). The best option of each dimension has a star."
    )
    return Drawn(reading, _spec(request, seen, shown, cells, set(leaders.values())))


def _cells(seen: Dimensions, dimension: int, options: list[OptionScores], goal: Goal) -> list[_Cell]:
    """The cells of one dimension: options that were tried, in groups of neighbours if they are many. "Inactive" is a
    cell of its own."""
    active = [option for option in options if option.option != INACTIVE]
    size = -(-len(active) // MAX_COLUMNS)
    groups = [active[i : i + size] for i in range(0, len(active), size)]
    groups += [[option] for option in options if option.option == INACTIVE]
    cells = []
    for column, group in enumerate(groups):
        tried = [(o.count, o.mean, o.best) for o in group if o.mean is not None and o.best is not None]
        if not tried:
            continue
        label = seen.option(dimension, group[0].option)
        if len(group) > 1:
            label += f" to {seen.option(dimension, group[-1].option)}"
        count = sum(n for n, _, _ in tried)
        mean = sum(n * m for n, m, _ in tried) / count
        cells.append(_Cell(dimension, column, label, count, mean, best_of(goal)(best for _, _, best in tried)))
    return cells


def _spec(
    request: FigureRequest, seen: Dimensions, shown: list[int], cells: list[_Cell], leaders: set[_Cell]
) -> dict[str, Any]:
    metric, minimize = request.job.metric, sign(request.goal) < 0
    low, high = min(c.mean for c in cells), max(c.mean for c in cells)
    columns = {d: max(c.column for c in cells if c.dimension == d) + 1 for d in shown}
    rows = []
    for cell in cells:
        place = (cell.mean - low) / (high - low) if high > low else 1.0
        star, columns_here = "★" if cell in leaders else "", columns[cell.dimension]
        rows.append(
            {
                "row": shown.index(cell.dimension),
                "from": cell.column / columns_here,
                "to": (cell.column + 1) / columns_here,
                "dimension": seen.dimensions[cell.dimension].name,
                "option": cell.label,
                "trials": cell.count,
                "mean": cell.mean,
                "best": cell.best,
                "star": star,
                "text": f"{star} {cell.label}".strip(),
                "dark": (1 - place if minimize else place) < 0.55,
            }
        )
    across = {"scale": {"domain": [0, 1]}, "axis": {"labels": False, "ticks": False, "grid": False}}
    x = number("from", "options, in their order", **across)
    y = {**named("row"), "sort": None}
    scale = {"scheme": "viridis", "reverse": minimize, "zero": False, "nice": False}
    color = number(
        "mean", f"mean {metric}", scale=scale, legend={"orient": "top", "gradientLength": 160, "titleLimit": 200}
    )
    tooltip = [
        *(tip("dimension", "dimension"), tip("option", "option"), tip("trials", "trials")),
        *(value_tip("mean", f"mean {metric}"), value_tip("best", f"best {metric}")),
    ]
    ink = {"condition": {"test": "datum.dark", "value": "#ffffff"}, "value": "#111111"}
    wide = "width * (datum.to - datum.from)"
    label = {
        "type": "text",
        "fontSize": 11,
        "x": {"expr": "width * (datum.from + datum.to) / 2"},
        "limit": {"expr": f"{wide} - 6"},
        "text": {"expr": f"{wide} < {ROOM_PX} ? datum.star : datum.text"},
    }
    return chart(
        [
            layer("rect", x=x, x2={"field": "to"}, y=y, color=color, tooltip=tooltip),
            layer(label, y=y, color=ink),
        ],
        rows=rows,
        height=max(80, 26 * len(shown)),
        names=[seen.dimensions[d].name for d in shown],
    )


OPTIONS = Figure("options", "Mean score of each option", _draw)


def _draw_importance(request: FigureRequest) -> Drawn:
    seen = Dimensions.of(request)
    if not len(seen.scores):
        return NOTHING
    shares = importance(seen.levels, seen.scores)
    if np.isnan(shares).all():
        return Drawn("The importance cannot be estimated yet: the scores are equal, or there are too few.")
    order = np.argsort(-np.nan_to_num(shares), kind="stable")[:MAX_BARS]
    names = [seen.dimensions[d].name for d in order]
    rows = [
        {"place": i, "dimension": name, "share": float(value), "text": share(float(value))}
        for i, (name, value) in enumerate(zip(names, np.nan_to_num(shares)[order], strict=True))
    ]
    x = number("share", f"share of the variance of {request.job.metric}", axis={"format": "%", "titleLimit": 260})
    y = named("place")
    tooltip = [tip("dimension", "dimension"), tip("text", "explains alone")]
    bars = layer({"type": "bar", "color": BLUE}, x=x, y=y, tooltip=tooltip)
    texts = layer({"type": "text", "style": "label", "align": "left", "dx": 4}, x=x, y=y, text={"field": "text"})
    first = listed([f"{row['dimension']} explains {row['text']}" for row in rows[:3]])
    reading = (
        f"Alone, {first} of the variance of {request.job.metric} ({seen.trials}; the search did not try "
        "options evenly, so shares overlap and describe these trials only)."
    )
    spec = chart([bars, texts], rows=rows, height=max(80, 24 * len(rows)), names=names)
    return Drawn(reading, spec)


IMPORTANCE = Figure("importance", "Importance of each dimension", _draw_importance)
