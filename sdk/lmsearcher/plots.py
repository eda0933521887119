"""Writes figures of a job to files, for papers and reports. Needs lmsearcher[plots]."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import vl_convert

from lmsearcher.models import Figure

VEGA_LITE = "6.4"
WIDTH = 640
"""Width of the plot without axes, in CSS pixels."""
PNG_SCALE = 2.0
"""Pixels of a PNG per CSS pixel."""
_OFFLINE: list[str] = []
"""Addresses from which a specification may load data: none."""
_CONFIG = {
    "background": "white",
    "font": "sans-serif",
    "axis": {"titleFontWeight": "normal"},
    "legend": {"titleFontWeight": "normal"},
    "style": {"reference": {"color": "#666666"}, "label": {"color": "#222222"}},
}


def _svg(spec: dict[str, Any]) -> bytes:
    text: str = vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE, config=_CONFIG, allowed_base_urls=_OFFLINE)
    return text.encode()


def _png(spec: dict[str, Any]) -> bytes:
    return vl_convert.vegalite_to_png(
        spec, vl_version=VEGA_LITE, scale=PNG_SCALE, config=_CONFIG, allowed_base_urls=_OFFLINE
    )


def _pdf(spec: dict[str, Any]) -> bytes:
    return vl_convert.vegalite_to_pdf(spec, vl_version=VEGA_LITE, config=_CONFIG, allowed_base_urls=_OFFLINE)


_WRITERS: dict[str, Callable[[dict[str, Any]], bytes]] = {"svg": _svg, "png": _png, "pdf": _pdf}


def save_figure(figure: Figure, path: Path) -> None:
    """Writes an SVG, PNG or PDF file, by the ending of its name. Raises ValueError if the figure is empty."""
    if figure.spec is None:
        raise ValueError(f"there is nothing to draw yet: {figure.reading}")
    path.write_bytes(_WRITERS[path.suffix.removeprefix(".")]({**figure.spec, "width": WIDTH}))
