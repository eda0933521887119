"""How much each dimension matters."""

import numpy as np

from app.domain.analysis.importance import importance
from app.services.figures.dimensions import Dimensions
from app.services.figures.figure import NOTHING, Asked, Drawn, Figure
from app.services.figures.palette import BLUE
from app.services.figures.vega import chart, layer, named, number, tip
from app.services.figures.wording import listed, share

LIMIT = 30
"""Dimensions that are drawn."""


def _draw(asked: Asked) -> Drawn:
    seen = Dimensions.of(asked)
    if not len(seen.scores):
        return NOTHING
    shares = importance(seen.levels, seen.scores)
    if np.isnan(shares).all():
        return Drawn("Nothing can be told of the dimensions yet: the scores are equal, or there are too few.")
    order = np.argsort(-np.nan_to_num(shares), kind="stable")[:LIMIT]
    names = [seen.dimensions[d].name for d in order]
    rows = [
        {"place": i, "dimension": name, "share": float(value), "text": share(float(value))}
        for i, (name, value) in enumerate(zip(names, np.nan_to_num(shares)[order], strict=True))
    ]
    x = number("share", f"share of the variance of {asked.job.metric}", axis={"format": "%", "titleLimit": 260})
    y = named("place")
    tooltip = [tip("dimension", "dimension"), tip("text", "explains alone")]
    bars = layer({"type": "bar", "color": BLUE}, x=x, y=y, tooltip=tooltip)
    texts = layer({"type": "text", "style": "label", "align": "left", "dx": 4}, x=x, y=y, text={"field": "text"})
    first = listed([f"{row['dimension']} explains {row['text']}" for row in rows[:3]])
    reading = (
        f"Alone, {first} of the variance of {asked.job.metric} ({seen.trials}; the search did not try "
        "options evenly, so shares overlap and tell of these trials only)."
    )
    spec = chart([bars, texts], rows=rows, height=max(80, 24 * len(rows)), names=names)
    return Drawn(reading, spec)


IMPORTANCE = Figure("importance", "Importance of each dimension", _draw)
