"""Scores and the best score so far, over trials and over time, compared with the random warm-up."""

from typing import Any

import numpy as np

from app.db.models import Job
from app.db.repositories.analysis import AnalysisRepository
from app.domain.analysis.completed import Completed, Floats
from app.domain.analysis.progress import Progress, robust_range, trace_progress
from app.domain.goal import sign
from app.services.figures.figure import NOTHING, Drawn, Figure, FigureRequest, Spec
from app.services.figures.vega import (
    EDGE_PX,
    POINT,
    Rows,
    best_line,
    chart,
    count,
    distinct_looks,
    layer,
    number,
    score,
    source_look,
    tip,
    value_tip,
    values,
    whole,
    words,
)

LIMIT = 3_000
"""The most trials that are drawn."""
FAINT_FROM = 500
"""With more trials than this, each is drawn fainter."""
_UNITS = ((86_400.0, "days"), (3_600.0, "hours"), (60.0, "minutes"), (1.0, "seconds"))


def _over_trials(request: FigureRequest) -> Drawn:
    job, trials = request.job, AnalysisRepository(request.session).completed(request.job)
    if not len(trials):
        return NOTHING
    progress = trace_progress(trials, order=np.arange(len(trials)), goal=request.goal, limit=LIMIT)
    random = _warm_up(trials)
    rows = _rows(progress)
    shown = len(rows)
    low, high = robust_range(trials.scores, request.goal)
    x, y = whole("trial", "trial"), values("score", job.metric, between=(low, high))
    looks = distinct_looks("source", map(source_look, progress.trials.sources), "chosen by", by=("color", "shape"))
    tooltip = [tip("trial", "trial"), value_tip("score", job.metric), tip("source", "chosen by")]
    points = layer({**POINT, "opacity": 0.75 if shown < FAINT_FROM else 0.55}, rows, x=x, y=y, tooltip=tooltip, **looks)
    line = best_line(_staircase(rows, progress), x=x, y={**y, "field": "best"})
    sample = "" if shown == progress.count else f" {shown:,} trials are drawn, those that were a new best among them."
    beyond = int(np.count_nonzero((trials.scores < low) | (trials.scores > high)))
    cut = f" {count(beyond, 'score')} so bad as to leave no room for the others: drawn at the edge." if beyond else ""
    reading = _best(job, progress) + _compared(random, job) + sample + cut
    return Drawn(reading, chart([points, *_levels(random, job, y), line]))


def _over_time(request: FigureRequest) -> Drawn:
    job, trials = request.job, AnalysisRepository(request.session).completed(request.job)
    if not len(trials):
        return NOTHING
    order = np.lexsort((trials.numbers, trials.finished_s))
    progress = trace_progress(trials, order=order, goal=request.goal, limit=LIMIT)
    elapsed = progress.trials.finished_s - job.created_at.timestamp()
    seconds, unit = next((u for u in _UNITS if elapsed[-1] >= 2 * u[0]), _UNITS[-1])
    rows = _rows(progress)
    for row, after in zip(rows, elapsed / seconds, strict=True):
        row["after"] = round(float(after), 4)
    stairs = _staircase(rows, progress)
    x = number("after", f"{unit} since the job was created", scale={"nice": False, "padding": EDGE_PX})
    y = values("best", job.metric)
    tooltip = [tip("trial", "trial"), value_tip("best", job.metric), value_tip("after", unit)]
    looks = distinct_looks("source", map(source_look, progress.trials.sources), "chosen by", by=("color", "shape"))
    points = layer({**POINT, "size": 70, "opacity": 1}, stairs[:-1], x=x, y=y, tooltip=tooltip, **looks)
    last = elapsed[progress.improved][-1] / seconds
    reading = (
        f"{_best(job, progress)} It was found {last:.3g} {unit} after the job was created, "
        f"the latest trial ended after {elapsed[-1] / seconds:.3g}."
    )
    return Drawn(reading, chart([*_levels(_warm_up(trials), job, y), best_line(stairs, x=x, y=y), points]))


def _rows(progress: Progress) -> list[dict[str, Any]]:
    trials = progress.trials
    columns = trials.numbers.tolist(), trials.scores.tolist(), progress.best.tolist(), trials.sources.tolist()
    return [
        {"trial": trial, "score": value, "best": best, "source": source_look(source).name}
        for trial, value, best, source in zip(*columns, strict=True)
    ]


def _staircase(rows: Rows, progress: Progress) -> Rows:
    """The rows of the improvements, and the last row, up to which the best score holds."""
    return [*(row for row, improved in zip(rows, progress.improved, strict=True) if improved), rows[-1]]


def _best(job: Job, progress: Progress) -> str:
    leader = progress.trials.at(np.flatnonzero(progress.improved)[-1:])
    [best], [trial] = leader.scores, leader.numbers
    return f"Best {job.metric} {score(best)}, at trial {trial:,} ({count(progress.count, 'trial')} completed)."


def _warm_up(trials: Completed) -> Floats:
    """The scores of the random trials."""
    random: Floats = trials.scores[trials.sources == "warmup"]
    return random


def _compared(random: Floats, job: Job) -> str:
    if not len(random):
        return ""
    best = sign(job.goal) * (sign(job.goal) * random).max()
    drawn = count(len(random), "random trial")
    return f" The best of {drawn} at the start was {score(best)}, the median {score(float(np.median(random)))}."


def _levels(random: Floats, job: Job, y: Spec) -> list[Spec]:
    """Lines at the best and the median of the random trials."""
    if not len(random):
        return []
    best = sign(job.goal) * (sign(job.goal) * random).max()
    rows = [
        {"level": float(best), "text": "best of the random warm-up", "up": sign(job.goal) > 0},
        {"level": float(np.median(random)), "text": "median of the random warm-up", "up": sign(job.goal) < 0},
    ]
    level = {**y, "field": "level"}
    rule = {"type": "rule", "style": "reference", "strokeDash": [5, 4]}
    texts = words(rows, dy={"expr": "datum.up ? -8 : 8"}, y=level, text={"field": "text"})
    return [layer(rule, rows, y=level), *texts]


HISTORY = Figure("history", "Scores (points) and the best so far (line), over trials", _over_trials)
HISTORY_TIME = Figure("history-time", "The best so far, over time", _over_time)
