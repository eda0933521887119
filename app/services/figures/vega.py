"""Parts of Vega-Lite specifications that figures share. Data fields have names of ours; titles may be anybody's text.

Colours of axes and background are the page's; the styles `reference` and `label` are, too.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from app.db.repositories.analysis import WarmUp
from app.services.figures.figure import Spec
from app.services.figures.palette import BEST
from app.services.figures.wording import SCORE_FORMAT

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
HEIGHT = 280
"""Pixels; the width is that of whatever holds the figure."""

POINT: Spec = {"type": "point", "filled": True, "size": 45, "opacity": 0.75}

Rows = Sequence[Mapping[str, Any]]


def chart(layers: Sequence[Spec], *, height: int = HEIGHT, **more: Any) -> Spec:
    return {"$schema": SCHEMA, "width": "container", "height": height, "layer": list(layers), **more}


def layer(rows: Rows, mark: str | Spec, **encoding: Any) -> Spec:
    return {"data": {"values": list(rows)}, "mark": mark, "encoding": encoding}


def whole(field: str, title: str) -> Spec:
    """An axis of numbers that count something."""
    return {"field": field, "type": "quantitative", "title": title, "axis": {"tickMinStep": 1}}


def scores(field: str, metric: str) -> Spec:
    """An axis of scores, as narrow as they lie."""
    return {"field": field, "type": "quantitative", "title": metric, "scale": {"zero": False, "nice": True}}


def tip(field: str, title: str) -> Spec:
    return {"field": field, "type": "nominal", "title": title}


def score_tip(field: str, title: str) -> Spec:
    return {"field": field, "type": "quantitative", "format": SCORE_FORMAT, "title": title}


def best_line(rows: Rows, *, x: Spec, y: Spec) -> Spec:
    """A staircase of `best` that ends at the last row."""
    return layer(rows, {"type": "line", "interpolate": "step-after", "color": BEST, "strokeWidth": 2.5}, x=x, y=y)


def warm_up_lines(warm_up: WarmUp, *, y: Spec) -> list[Spec]:
    """Level lines at the best and the median of the random trials."""
    if warm_up.best is None:
        return []
    rows: Rows = [
        {"level": warm_up.best, "text": "best of the random warm-up"},
        {"level": warm_up.median, "text": "median of the random warm-up"},
    ]
    level = {**y, "field": "level"}
    rule = {"type": "rule", "style": "reference", "strokeDash": [5, 4]}
    text = {"type": "text", "style": "label", "x": "width", "align": "right", "baseline": "bottom", "dy": -2}
    return [layer(rows, rule, y=level), layer(rows, text, y=level, text={"field": "text"})]
