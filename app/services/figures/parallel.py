"""Whole architectures as lines across all dimensions."""

from typing import Any

import numpy as np

from app.domain.analysis.completed import Ints
from app.domain.analysis.options import INACTIVE
from app.domain.analysis.progress import even_sample
from app.domain.goal import sign
from app.services.figures.dimensions import Dimensions
from app.services.figures.figure import NOTHING, Drawn, Figure, FigureRequest, Spec
from app.services.figures.vega import (
    GREEN,
    GREY,
    Look,
    Rows,
    chart,
    count,
    distinct_looks,
    layer,
    named,
    number,
    score,
    tip,
    value_tip,
)

MAX_LINES = 200
BEST_LINES = 20
MAX_DIMENSIONS = 12
MAX_MARKS = 8
"""The most options that are named along an axis; with more, only the first and the last are named."""
_BEST = Look("the best", GREEN, "circle")
_OTHERS = Look("others", GREY, "circle", (3, 2))
_BELOW = -0.12
"""The height at which a line passes a dimension that is inactive in its trial."""


def _draw(request: FigureRequest) -> Drawn:
    seen = Dimensions.of(request)
    if not len(seen.scores):
        return NOTHING
    shown = seen.most_important(MAX_DIMENSIONS)
    ranked = np.argsort(-sign(request.goal) * seen.scores, kind="stable")
    top = max(1, min(BEST_LINES, len(ranked) // 5))
    best, rest = ranked[:top], np.sort(ranked[top:])
    others = rest[even_sample(len(rest), MAX_LINES - top)]
    reading = (
        f"{count(len(best) + len(others), 'line')}, each a trial: the best {len(best)} ({request.job.metric} "
        f"{score(seen.scores[best[-1]])} or better)" + (f" and {len(others)} of the others." if len(others) else ".")
    )
    if len(shown) < len(seen.dimensions):
        reading += f" The {len(shown)} most important of {len(seen.dimensions)} dimensions are shown."
    lines = _lines(seen, shown, others, _OTHERS) + _lines(seen, shown, best, _BEST)
    return Drawn(reading, _spec(request.job.metric, seen, shown, lines))


def _lines(seen: Dimensions, shown: list[int], places: Ints, look: Look) -> list[dict[str, Any]]:
    low, high = float(seen.scores.min()), float(seen.scores.max())
    rows: list[dict[str, Any]] = []
    for place in places.tolist():
        value = float(seen.scores[place])
        same = {"trial": int(seen.numbers[place]), "score": value, "which": look.name}
        for axis, d in enumerate(shown):
            level = int(seen.levels[place, d])
            rows.append(
                {
                    **same,
                    "axis": axis,
                    "y": _height(seen, d, level),
                    "at": f"{seen.dimensions[d].name}: {seen.option(d, level)}",
                }
            )
        rows.append(
            {**same, "axis": len(shown), "y": (value - low) / (high - low) if high > low else 0.5, "at": "score"}
        )
    return rows


def _height(seen: Dimensions, dimension: int, level: int) -> float:
    last = len(seen.dimensions[dimension].options) - 1
    return _BELOW if level == INACTIVE else level / last if last else 0.5


def _marks(seen: Dimensions, shown: list[int]) -> Rows:
    """The names of options beside their axes."""
    marks = []
    for axis, d in enumerate(shown):
        last = len(seen.dimensions[d].options) - 1
        levels = range(last + 1) if last < MAX_MARKS else (0, last)
        marks += [{"axis": axis, "y": _height(seen, d, i), "text": seen.option(d, i)} for i in levels]
        if (seen.levels[:, d] == INACTIVE).any():
            marks.append({"axis": axis, "y": _BELOW, "text": "inactive"})
    low, high = float(seen.scores.min()), float(seen.scores.max())
    scores = [(0.0, low), (1.0, high)] if high > low else [(0.5, low)]
    return [*marks, *({"axis": len(shown), "y": y, "text": score(value)} for y, value in scores)]


def _spec(metric: str, seen: Dimensions, shown: list[int], lines: Rows) -> Spec:
    names = [*(seen.dimensions[d].name for d in shown), metric]
    x = named("axis", orient="top", labelAngle=0, domain=False, ticks=False, grid=True)
    x["axis"]["labelLimit"] = {"expr": f"width / {len(names)} - 4"}
    y = number("y", None, axis=None, scale={"domain": [_BELOW, 1.08], "nice": False, "zero": False})
    looks = distinct_looks("which", (_OTHERS, _BEST), "trials", by=("color", "strokeDash"))
    faint = {"condition": {"test": f"datum.which == '{_BEST.name}'", "value": 0.95}, "value": 0.35}
    tooltip = [tip("trial", "trial"), value_tip("score", metric), tip("at", "here")]
    trail = layer({"type": "line", "strokeWidth": 1.6}, x=x, y=y, detail=tip("trial", ""), opacity=faint, **looks)
    knots = layer(
        {"type": "point", "filled": True, "size": 30},
        x=x,
        y=y,
        opacity=faint,
        color=looks["color"],
        tooltip=tooltip,
    )
    text = {
        "type": "text",
        "style": "label",
        "align": "left",
        "dx": 5,
        "dy": -6,
        "fontSize": 10,
        "limit": {"expr": f"width / {len(names)} - 8"},
    }
    texts = layer(text, _marks(seen, shown), x=x, y=y, text={"field": "text"})
    return chart([trail, knots, texts], rows=lines, height=320, names=names)


PARALLEL = Figure("parallel", "Architectures across the dimensions", _draw)
