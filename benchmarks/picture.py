"""Figures as small PNG files."""

from pathlib import Path

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

COLOURS = 64
"""Of the picture, which keeps it small."""


def save_png(figure: Figure, path: Path) -> None:
    """Writes the figure, its folder too if need be. Equal figures, equal files."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()  # type: ignore[no-untyped-call]  # as in all of matplotlib's backends
    pixels = np.asarray(canvas.buffer_rgba())  # type: ignore[no-untyped-call]  # as above
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).convert("RGB").quantize(COLOURS).save(path, optimize=True)
