"""The score against another metric of the results, with the Pareto front."""

from collections.abc import Sequence

import numpy as np
from sqlalchemy.orm import Session

from app.db.models import Job
from app.db.repositories.analysis import AnalysisRepository, Paired
from app.domain.analysis.completed import Ints
from app.domain.analysis.progress import even_sample, pareto_front
from app.services.figures.figure import Drawn, Figure, FigureRequest, Spec
from app.services.figures.vega import (
    GREY,
    POINT,
    VERMILION,
    Look,
    chart,
    count,
    distinct_looks,
    layer,
    listed,
    score,
    tip,
    value_tip,
    values,
)

MAX_POINTS = 2_000
MAX_FRONT = 500
MAX_NAMES = 8
_FRONT = Look("Pareto-optimal", VERMILION, "diamond")
_OTHERS = Look("not Pareto-optimal", GREY, "circle")


def _draw(request: FigureRequest) -> Drawn:
    job, analysis = request.job, AnalysisRepository(request.session)
    names = analysis.metric_names(job)
    metric_name = request.metric or next(iter(names), None)
    if metric_name is None:
        return Drawn(f"The results have no other metric than {job.metric}; report some to see a trade-off.")
    paired = analysis.paired(job, metric_name)
    if metric_name == job.metric or not len(paired.numbers):
        return Drawn(f"No completed trial has another metric of this name.{_others(names, metric_name)}")
    less = request.metric_goal == "minimize"
    costs = paired.values if less else -paired.values
    front = np.flatnonzero(pareto_front(paired.scores, costs, request.goal))
    ends = front[np.lexsort((paired.scores[front], paired.values[front]))][[0, -1]]
    [(low, cheap), (high, dear)] = zip(paired.values[ends], paired.scores[ends], strict=True)
    ends_reading = f"from {score(cheap)} at {score(low)} to {score(dear)} at {score(high)}"
    better, of = "less" if less else "more", count(len(paired.numbers), "trial")
    reading = (
        f"{job.metric} against {metric_name}, where {better} is taken as better: of {of}, "
        f"{len(front):,} {'are' if len(front) > 1 else 'is'} Pareto-optimal, "
        f"{ends_reading if len(front) > 1 else f'{score(cheap)} at {score(low)}'}.{_others(names, metric_name)}"
    )
    return Drawn(reading, _spec(job.metric, metric_name, paired, front, less=less))


def other_metrics(session: Session, job: Job) -> Sequence[str]:
    """The names of the numeric metrics of results, without the objective."""
    return AnalysisRepository(session).metric_names(job)


def _others(names: Sequence[str], metric_name: str) -> str:
    others = [name for name in names if name != metric_name]
    return f" Other metrics: {listed(others[:MAX_NAMES])}." if others else ""


def _spec(metric: str, metric_name: str, paired: Paired, front: Ints, *, less: bool) -> Spec:
    front = front[even_sample(len(front), MAX_FRONT)]
    kept = np.union1d(even_sample(len(paired.numbers), MAX_POINTS), front)
    on_front = np.isin(kept, front)
    columns = (
        paired.numbers[kept].tolist(),
        paired.scores[kept].tolist(),
        paired.values[kept].tolist(),
        on_front.tolist(),
    )
    rows = [
        {"trial": trial, "score": value, "other": other, "which": (_FRONT if best else _OTHERS).name}
        for trial, value, other, best in zip(*columns, strict=True)
    ]
    edge = [row for row in rows if row["which"] == _FRONT.name]
    x, y = values("other", metric_name, nice=False), values("score", metric)
    looks = distinct_looks("which", (_FRONT, _OTHERS), "trials", by=("color", "shape"))
    size = {"condition": {"test": f"datum.which == '{_FRONT.name}'", "value": 90}, "value": 30}
    tooltip = [tip("trial", "trial"), value_tip("score", metric), value_tip("other", metric_name)]
    line = {
        "type": "line",
        "interpolate": "step-after" if less else "step-before",
        "color": VERMILION,
        "strokeWidth": 1.5,
    }
    return chart(
        [
            layer({**POINT, "size": 30}, rows, x=x, y=y, size=size, tooltip=tooltip, **looks),
            layer(line, edge, x=x, y=y, order={"field": "other", "type": "quantitative"}),
        ]
    )


TRADEOFF = Figure("tradeoff", "Score against another metric", _draw)
