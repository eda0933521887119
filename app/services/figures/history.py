"""Scores by trial number, and the best so far, beside what the random warm-up has found."""

from collections.abc import Sequence

from app.db.models import Job
from app.db.repositories.analysis import AnalysisRepository, Progress, ScoredTrial, WarmUp
from app.services.figures.figure import Asked, Drawn, Figure, Spec
from app.services.figures.palette import by_source, source_name
from app.services.figures.vega import POINT, best_line, chart, layer, score_tip, scores, tip, warm_up_lines, whole
from app.services.figures.wording import count, score


def _draw(asked: Asked) -> Drawn:
    job, analysis = asked.job, AnalysisRepository(asked.session)
    progress = analysis.progress(job, by="number")
    if not progress.trials:
        return Drawn("No trial has completed yet.")
    warm_up = analysis.warm_up(job)
    reading = best_reading(job, progress) + warm_up_reading(warm_up) + sample_reading(progress)
    return Drawn(reading, _spec(job, progress.trials, warm_up))


def best_reading(job: Job, progress: Progress) -> str:
    leader = [trial for trial in progress.trials if trial.improved][-1]
    return f"Best {job.metric} {score(leader.score)}, at trial {leader.number:,} of {progress.count:,} completed."


def warm_up_reading(warm_up: WarmUp) -> str:
    if warm_up.best is None or warm_up.median is None:
        return ""
    drawn = count(warm_up.trials, "random trial")
    return f" The best of {drawn} at the start was {score(warm_up.best)}, their median {score(warm_up.median)}."


def sample_reading(progress: Progress) -> str:
    shown = len(progress.trials)
    return "" if shown == progress.count else f" {shown:,} trials are drawn, among them those that were a new best."


def _spec(job: Job, trials: Sequence[ScoredTrial], warm_up: WarmUp) -> Spec:
    rows = [
        {"trial": t.number, "score": t.score, "best": t.best, "source": source_name(t.source), "improved": t.improved}
        for t in trials
    ]
    gains = [row for row in rows if row["improved"]]
    x, y = whole("trial", "trial"), scores("score", job.metric)
    tooltip = [tip("trial", "trial"), score_tip("score", job.metric), tip("source", "chosen by")]
    return chart(
        [
            layer(rows, POINT, x=x, y=y, tooltip=tooltip, **by_source(t.source for t in trials)),
            *warm_up_lines(warm_up, y=y),
            best_line([*gains, rows[-1]], x=x, y={**y, "field": "best"}),
        ]
    )


HISTORY = Figure("history", "Scores and the best so far, over trials", _draw)
