"""Figures as small PNG files."""

from pathlib import Path

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

COLOURS = ("#000000", "#E69F00", "#56B4E9", "#009E73", "#D55E00", "#CC79A7", "#0072B2")
"""Distinguishable for colour-blind readers too: Okabe & Ito (2008), "Color Universal Design"."""
PALETTE = 256
"""Colours of the file, shades included, which keeps it small."""


def save_png(figure: Figure, path: Path) -> None:
    """Writes the figure, its folder too if need be. Equal figures, equal files."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    pixels = np.asarray(canvas.buffer_rgba())
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).convert("RGB").quantize(PALETTE, dither=Image.Dither.NONE).save(path, optimize=True)
