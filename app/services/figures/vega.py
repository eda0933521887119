"""Parts of Vega-Lite specifications that figures share. Data fields have names of ours; titles may be anybody's text.

Colours of axes and background are the page's, and so are the styles `reference` and `label`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from app.services.figures.figure import Spec
from app.services.figures.palette import GREEN
from app.services.figures.wording import SCORE_FORMAT

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
HEIGHT = 280
"""Pixels; the width is that of whatever holds the figure."""
EDGE_PX = 8
"""Between the outermost values and the frame, so that no point is cut in half, and none stands on an axis."""
POINT: Spec = {"type": "point", "filled": True, "size": 45, "opacity": 0.75}

Rows = Sequence[Mapping[str, Any]]


def chart(
    layers: Sequence[Spec], *, rows: Rows | None = None, height: int = HEIGHT, names: Sequence[str] | None = None
) -> Spec:
    """rows: for layers that have none of their own. names: of `named`."""
    spec = {"$schema": SCHEMA, "width": "container", "height": height, "layer": list(layers)}
    if rows is not None:
        spec |= _inline(rows)
    return spec if names is None else {**spec, "params": [{"name": "names", "value": list(names)}]}


def layer(mark: str | Spec, rows: Rows | None = None, **encoding: Any) -> Spec:
    """rows: None for those of the whole chart."""
    return {"mark": mark, "encoding": encoding} | ({} if rows is None else _inline(rows))


def _inline(rows: Rows) -> Spec:
    return {"data": {"values": list(rows)}}


def number(field: str, title: str | None, **more: Any) -> Spec:
    return {"field": field, "type": "quantitative", "title": title, **more}


def whole(field: str, title: str) -> Spec:
    """An axis of numbers that count something."""
    return number(
        field, title, axis={"tickMinStep": 1, "format": ",d"}, scale={"zero": False, "nice": False, "padding": EDGE_PX}
    )


def values(field: str, title: str, *, nice: bool = True, between: tuple[float, float] | None = None) -> Spec:
    """An axis as narrow as its values lie. between: what lies outside is drawn at the edge."""
    scale: Spec = {"zero": False, "nice": nice, "padding": EDGE_PX}
    scale |= {} if between is None else {"domain": list(between), "clamp": True}
    return number(field, title, scale=scale, axis={"titleLimit": 260, "labelFlush": False, "format": SCORE_FORMAT})


def named(field: str, **axis: Any) -> Spec:
    """An axis of numbers that stand for the chart's names, which so are never code."""
    labels = {"labelExpr": "names[datum.value]", "labelLimit": 140, "title": None, **axis}
    return {"field": field, "type": "ordinal", "axis": labels}


def tip(field: str, title: str) -> Spec:
    return {"field": field, "type": "nominal", "title": title}


def value_tip(field: str, title: str) -> Spec:
    return {"field": field, "type": "quantitative", "format": SCORE_FORMAT, "title": title}


def words(rows: Rows | None = None, *, dy: int | Spec = -8, **encoding: Any) -> list[Spec]:
    """Text at the right edge, legible over whatever else is drawn there."""
    mark = {"type": "text", "x": "width", "dx": -4, "align": "right", "dy": dy}
    return [layer({**mark, "style": style}, rows, **encoding) for style in ("halo", "label")]


def best_line(rows: Rows, *, x: Spec, y: Spec) -> Spec:
    """A staircase."""
    return layer({"type": "line", "interpolate": "step-after", "color": GREEN, "strokeWidth": 2.5}, rows, x=x, y=y)
