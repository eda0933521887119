"""A small line chart for tables: points of an SVG polyline, in a box of 100 by 30."""

from collections.abc import Sequence

WIDTH, HEIGHT, MARGIN = 100, 30, 2


def sparkline(values: Sequence[float]) -> str:
    """The attribute `points`, with the greatest value on top. Equal values give a level line."""
    if not values:
        return ""
    low, high = min(values), max(values)
    step = WIDTH / max(1, len(values) - 1)
    heights = [_height(value, low, high) for value in values]
    places = [(i * step, height) for i, height in enumerate(heights)]
    if len(places) == 1:
        places.append((WIDTH, heights[0]))
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in places)


def _height(value: float, low: float, high: float) -> float:
    """Halved first, so that the difference of two doubles stays one."""
    share = 0.5 if high == low else (value / 2 - low / 2) / (high / 2 - low / 2)
    return MARGIN + (1 - share) * (HEIGHT - 2 * MARGIN)
