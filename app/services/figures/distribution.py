"""The distribution of the scores of each source."""

from collections.abc import Mapping

import numpy as np

from app.db.repositories.analysis import AnalysisRepository
from app.domain.analysis.completed import Floats
from app.domain.analysis.progress import robust_range
from app.services.figures.figure import NOTHING, Drawn, Figure, FigureRequest, Spec
from app.services.figures.vega import (
    chart,
    count,
    distinct_looks,
    layer,
    listed,
    number,
    score,
    source_look,
    tip,
    value_tip,
    values,
)

BINS = 30
FEW = 20
"""A source with fewer trials has no meaningful distribution, so its trials are drawn one by one."""


def _draw(request: FigureRequest) -> Drawn:
    metric, trials = request.job.metric, AnalysisRepository(request.session).completed(request.job)
    if not len(trials):
        return NOTHING
    low, high = robust_range(trials.scores, request.goal)
    edges = np.histogram_bin_edges(trials.scores, BINS if low < high else 1, (low, high))
    sources = dict.fromkeys(trials.sources.tolist())
    by_source = {source: np.clip(trials.scores[trials.sources == source], low, high) for source in sources}
    medians = [
        f"{score(float(np.median(scores)))} of {count(len(scores), 'trial')} by {source_look(source).name}"
        for source, scores in by_source.items()
    ]
    few = {source: scores for source, scores in by_source.items() if len(scores) < FEW}
    many = {source: scores for source, scores in by_source.items() if len(scores) >= FEW}
    x = values("score", metric, nice=False)
    looks = distinct_looks("source", map(source_look, by_source), "chosen by", by=("color", "strokeDash"))
    for encoding in looks.values():  # where each source has a row of its own, that names it
        encoding["legend"] = {**encoding["legend"], "symbolType": "stroke"} if many else None
    reading = f"Median {metric}: {listed(medians)}."
    if not many:
        rows = {"field": "source", "type": "nominal", "title": None}
        return Drawn(reading, chart([_ticks(few, metric, x=x, y=rows, **looks)], height=40 + 40 * len(few)))
    layers = _curves(many, edges, metric, x=x, looks=looks)
    if few:
        reading += f" Of fewer than {FEW} trials each is a tick on the axis."
        layers.append(_ticks(few, metric, x=x, **looks))
    return Drawn(reading, chart(layers))


def _curves(by_source: Mapping[str, Floats], edges: Floats, metric: str, *, x: Spec, looks: Spec) -> list[Spec]:
    """One histogram for each source."""
    rows = []
    for source, scores in by_source.items():
        for i, found in enumerate(np.histogram(scores, edges)[0].tolist()):
            row = {"score": float((edges[i] + edges[i + 1]) / 2), "share": found / len(scores), "trials": found}
            between = f"{score(edges[i])} to {score(edges[i + 1])}"
            rows.append({**row, "between": between, "source": source_look(source).name})
    y = number("share", "share of its trials", axis={"format": "%"})
    said = [tip("source", "chosen by"), tip("between", metric), tip("trials", "trials")]
    tooltip = [*said, {**value_tip("share", "share"), "format": ".1%"}]
    line = {"type": "line", "interpolate": "step", "strokeWidth": 2}
    point = {"type": "point", "filled": True, "size": 35}
    return [
        layer(line, rows, x=x, y=y, **looks),
        layer(point, rows, x=x, y=y, color=looks["color"], tooltip=tooltip),
    ]


def _ticks(by_source: Mapping[str, Floats], metric: str, **encoding: Spec) -> Spec:
    """One tick for each trial. The ticks are on the lower edge unless `y` gives another place."""
    rows = [
        {"score": value, "source": source_look(source).name}
        for source, scores in by_source.items()
        for value in scores.tolist()
    ]
    mark: Spec = {"type": "tick", "orient": "vertical", "thickness": 2, "size": 16}
    if "y" not in encoding:
        mark |= {"y": "height", "yOffset": -9}
    return layer(mark, rows, tooltip=[tip("source", "chosen by"), value_tip("score", metric)], **encoding)


DISTRIBUTION = Figure("distribution", "Scores by source", _draw)
