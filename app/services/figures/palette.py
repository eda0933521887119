"""Colours that people with colour-blindness can tell apart (Okabe and Ito, 2008), visible on light and dark; each goes
with a shape, so that none stands alone."""

from collections.abc import Iterable
from typing import Any

GREY, BLUE, GREEN, VERMILION, PURPLE = "#848c96", "#2f86c1", "#009e73", "#d55e00", "#cc79a7"
BEST = GREEN
SOURCES = {
    "warmup": (GREY, "circle", "random warm-up"),
    "ranked": (BLUE, "diamond", "ranker"),
    "fallback": (VERMILION, "triangle-up", "fallback"),
}
"""Colour, shape and name of what decided on a trial."""
_OTHER = (PURPLE, "square")


def source_name(source: str) -> str:
    return SOURCES[source][2] if source in SOURCES else source


def by_source(sources: Iterable[str]) -> dict[str, Any]:
    """Colour and shape of the field `source`, which holds the names of these sources."""
    present = set(sources)
    kinds = [SOURCES[source] for source in SOURCES if source in present]
    kinds += [(*_OTHER, source) for source in sorted(present - SOURCES.keys())]
    names = [name for _, _, name in kinds]
    same = {"field": "source", "type": "nominal", "legend": {"title": "chosen by", "orient": "top"}}
    return {
        "color": {**same, "scale": {"domain": names, "range": [colour for colour, _, _ in kinds]}},
        "shape": {**same, "scale": {"domain": names, "range": [shape for _, shape, _ in kinds]}},
    }
