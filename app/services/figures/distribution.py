"""How the scores of each source are spread."""

import numpy as np

from app.db.repositories.analysis import AnalysisRepository
from app.services.figures.figure import NOTHING, Asked, Drawn, Figure
from app.services.figures.palette import source_look, told_apart
from app.services.figures.vega import chart, layer, number, tip, value_tip, values
from app.services.figures.wording import count, listed, score

BINS = 30


def _draw(asked: Asked) -> Drawn:
    metric, trials = asked.job.metric, AnalysisRepository(asked.session).completed(asked.job)
    if not len(trials):
        return NOTHING
    edges = np.histogram_bin_edges(trials.scores, BINS if np.ptp(trials.scores) else 1)
    sources = list(dict.fromkeys(trials.sources.tolist()))
    rows, medians = [], []
    for source in sources:
        scores = trials.scores[trials.sources == source]
        name = source_look(source).name
        medians.append(f"{score(float(np.median(scores)))} of {count(len(scores), 'trial')} by {name}")
        for i, found in enumerate(np.histogram(scores, edges)[0].tolist()):
            middle = float((edges[i] + edges[i + 1]) / 2)
            between = f"{score(edges[i])} to {score(edges[i + 1])}"
            rows.append(
                {"score": middle, "share": found / len(scores), "trials": found, "between": between, "source": name}
            )
    x, y = values("score", metric), number("share", "share of its trials", axis={"format": "%"})
    looks = told_apart("source", map(source_look, sources), "chosen by", by=("color", "strokeDash"))
    tooltip = [
        tip("source", "chosen by"),
        tip("between", metric),
        tip("trials", "trials"),
        {**value_tip("share", "share"), "format": ".1%"},
    ]
    line = layer({"type": "line", "interpolate": "step", "strokeWidth": 2}, x=x, y=y, **looks)
    points = layer({"type": "point", "filled": True, "size": 35}, x=x, y=y, color=looks["color"], tooltip=tooltip)
    return Drawn(f"Median {metric}: {listed(medians)}.", chart([line, points], rows=rows))


DISTRIBUTION = Figure("distribution", "Scores by source", _draw)
