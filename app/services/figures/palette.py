"""Colours that people with colour-blindness can tell apart (Okabe and Ito, 2008), visible on light and dark; each goes
with a shape or a dash, so that none stands alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

GREY, BLUE, GREEN, VERMILION, PURPLE = "#848c96", "#2f86c1", "#009e73", "#d55e00", "#cc79a7"


@dataclass(frozen=True, slots=True)
class Look:
    """name: in legends. dash: of lines."""

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
"""How a trial's evaluation ended, or goes on."""


def source_look(source: str) -> Look:
    return SOURCES.get(source, Look(source, PURPLE, "square", (8, 2, 2, 2)))


def told_apart(field: str, looks: Iterable[Look], title: str, *, by: tuple[str, ...]) -> dict[str, Any]:
    """Encodings of a field that holds names of looks. by: of color, shape and strokeDash."""
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
