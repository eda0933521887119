"""Parts of Vega-Lite specifications that figures share. Field names come from this code; titles may be user text.

The page defines the colours of axes and background, and the styles `reference`, `label` and `halo`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.services.figures.figure import Spec

SCORE_FORMAT = ".6~g"
"""The d3 format, for tooltips, that writes a number as `score` does."""


def score(value: float) -> str:
    """The score with six significant digits, as everywhere in the dashboard."""
    return f"{value:.6g}"


def count(number: int, noun: str) -> str:
    """A number with its noun, such as `1 trial` or `12,345 trials`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def share(value: float) -> str:
    """A share as a percentage, such as `0.4 %` or `17 %`."""
    return f"{100 * value:.2g} %" if value < 0.995 else "100 %"


def listed(words: list[str]) -> str:
    """The words as a list in a sentence: `a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


GREY, BLUE, GREEN, VERMILION, PURPLE = "#848c96", "#2f86c1", "#009e73", "#d55e00", "#cc79a7"


@dataclass(frozen=True, slots=True)
class Look:
    """How a category is drawn.

    Args:
        name: The name in legends.
        colour: The colour of points and lines.
        shape: The shape of points.
        dash: The lengths of dashes and gaps of lines.
    """

    name: str
    colour: str
    shape: str
    dash: tuple[int, ...] = (1, 0)


SOURCES = {
    "warmup": Look("random warm-up", GREY, "circle", (2, 2)),
    "ranked": Look("ranker", BLUE, "diamond"),
    "fallback": Look("fallback", VERMILION, "triangle-up", (6, 3)),
}
"""What decided on a trial."""
OUTCOMES = {
    "completed": Look("completed", BLUE, "circle"),
    "failed": Look("failed", VERMILION, "cross"),
    "infeasible": Look("infeasible", PURPLE, "triangle-up"),
    "cancelled": Look("cancelled", GREY, "square"),
    "queued": Look("given back", GREY, "diamond"),
    "running": Look("running", GREEN, "triangle-right"),
}
"""How the evaluation of a trial ended, or its present state."""


def source_look(source: str) -> Look:
    return SOURCES.get(source, Look(source, PURPLE, "square", (8, 2, 2, 2)))


def distinct_looks(field: str, looks: Iterable[Look], title: str, *, by: tuple[str, ...]) -> dict[str, Any]:
    """The encodings of a field whose values are names of looks.

    Args:
        field: The field.
        looks: The looks that occur.
        title: The title of the legend.
        by: Which of color, shape and strokeDash to use.
    """
    shown = list({look.name: look for look in looks}.values())
    ranges: dict[str, list[Any]] = {
        "color": [look.colour for look in shown],
        "shape": [look.shape for look in shown],
        "strokeDash": [look.dash for look in shown],
    }
    domain = [look.name for look in shown]
    legend = {"title": title, "orient": "top", "symbolOpacity": 1}
    same = {"field": field, "type": "nominal", "legend": legend}
    return {channel: {**same, "scale": {"domain": domain, "range": ranges[channel]}} for channel in by}


SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
HEIGHT = 280
"""The height in pixels; the width is that of the containing element."""
EDGE_PX = 8
"""Pixels between the outermost values and the frame, so that no point is cut off or lies on an axis."""
POINT: Spec = {"type": "point", "filled": True, "size": 45, "opacity": 0.75}

Rows = Sequence[Mapping[str, Any]]


def chart(
    layers: Sequence[Spec], *, rows: Rows | None = None, height: int = HEIGHT, names: Sequence[str] | None = None
) -> Spec:
    """A specification of layers.

    Args:
        layers: The layers.
        rows: The data of layers without data of their own.
        height: The height in pixels.
        names: The names that `named` axes show.
    """
    spec = {"$schema": SCHEMA, "width": "container", "height": height, "layer": list(layers)}
    if rows is not None:
        spec |= _inline(rows)
    return spec if names is None else {**spec, "params": [{"name": "names", "value": list(names)}]}


def layer(mark: str | Spec, rows: Rows | None = None, **encoding: Any) -> Spec:
    """A layer; without `rows` it uses the data of the whole chart."""
    return {"mark": mark, "encoding": encoding} | ({} if rows is None else _inline(rows))


def _inline(rows: Rows) -> Spec:
    return {"data": {"values": list(rows)}}


def number(field: str, title: str | None, **more: Any) -> Spec:
    return {"field": field, "type": "quantitative", "title": title, **more}


def whole(field: str, title: str) -> Spec:
    """An axis for numbers that count something."""
    return number(
        field, title, axis={"tickMinStep": 1, "format": ",d"}, scale={"zero": False, "nice": False, "padding": EDGE_PX}
    )


def values(field: str, title: str, *, nice: bool = True, between: tuple[float, float] | None = None) -> Spec:
    """An axis that is as narrow as its values. Values outside `between` are drawn at its edge."""
    scale: Spec = {"zero": False, "nice": nice, "padding": EDGE_PX}
    scale |= {} if between is None else {"domain": list(between), "clamp": True}
    return number(field, title, scale=scale, axis={"titleLimit": 260, "labelFlush": False, "format": SCORE_FORMAT})


def named(field: str, **axis: Any) -> Spec:
    """An axis of numbers that index the chart's names, so that user text never becomes code."""
    labels = {"labelExpr": "names[datum.value]", "labelLimit": 140, "title": None, **axis}
    return {"field": field, "type": "ordinal", "axis": labels}


def tip(field: str, title: str) -> Spec:
    return {"field": field, "type": "nominal", "title": title}


def value_tip(field: str, title: str) -> Spec:
    return {"field": field, "type": "quantitative", "format": SCORE_FORMAT, "title": title}


def words(rows: Rows | None = None, *, dy: int | Spec = -8, **encoding: Any) -> list[Spec]:
    """Text at the right edge that can be read over other marks."""
    mark = {"type": "text", "x": "width", "dx": -4, "align": "right", "dy": dy}
    return [layer({**mark, "style": style}, rows, **encoding) for style in ("halo", "label")]


def best_line(rows: Rows, *, x: Spec, y: Spec) -> Spec:
    """The best score so far, as a line of steps."""
    return layer({"type": "line", "interpolate": "step-after", "color": GREEN, "strokeWidth": 2.5}, rows, x=x, y=y)


ROUNDS = whole("round", "round")


def proportion(field: str, title: str) -> Spec:
    """An axis from 0 to 100 %."""
    return number(field, title, scale={"domain": [0, 1]}, axis={"format": ".0%", "titleLimit": 260})


def proportion_tip(field: str, title: str) -> Spec:
    return number(field, title, format=".1%")


def level(value: float, text: str, y: Spec, *, above: bool = True) -> list[Spec]:
    """A labelled line across the plot; the text is above or below it."""
    rows = [{"level": value, "text": text}]
    at = {**y, "field": "level"}
    rule = {"type": "rule", "style": "reference", "strokeDash": [5, 4]}
    return [layer(rule, rows, y=at), *words(rows, dy=-8 if above else 8, y=at, text={"field": "text"})]


def signed(value: float) -> str:
    """A correlation with its sign: `+0.42` or `−0.10`."""
    return f"{value:+.2f}".replace("-", "\N{MINUS SIGN}")


def milliseconds(value: float) -> str:
    """A time such as `3.1 ms` or `2.5 s`."""
    return f"{value:.3g} ms" if value < 1000 else f"{value / 1000:.3g} s"
